"""The kinds of paper and what each cannot be issued without."""

from enum import StrEnum


class PaperKind(StrEnum):
    """A paper the court issues; the value is the name of its template."""

    SALE_CONFIRMATION = "sale_confirmation"
    APPRAISAL_COMMISSION = "appraisal_commission"
    DRAW_RECORD = "draw_record"
    AGREEMENT_RECORD = "agreement_record"
    FEE_SETTLEMENT = "fee_settlement"
    DISTRIBUTION_PLAN = "distribution_plan"
    STANDING_DECISION = "standing_decision"
    APPEAL_DECISION = "appeal_decision"
    # The way of an asset to its reference price (domain 4.1).
    NEGOTIATION_NOTICE = "negotiation_notice"
    INQUIRY_LETTER = "inquiry_letter"
    NETWORK_COMMISSION = "network_commission"
    PRICE_RECORD = "price_record"
    FEE_NOTICE = "fee_notice"
    FEE_REMINDER = "fee_reminder"
    TRANSFER_LIST = "transfer_list"
    SURVEY_NOTICE = "survey_notice"
    SURVEY_RECORD = "survey_record"
    CORRECTION_NOTICE = "correction_notice"
    RETURN_NOTICE = "return_notice"
    SUSPENSION_DECISION = "suspension_decision"
    RESUMPTION_NOTICE = "resumption_notice"
    WITHDRAWAL_NOTICE = "withdrawal_notice"
    SERVICE_CERTIFICATE = "service_certificate"
    OBJECTION_TRANSFER = "objection_transfer"
    REVIEW_COMMISSION = "review_commission"
    OBJECTION_RULING = "objection_ruling"
    REISSUE_NOTICE = "reissue_notice"
    INTERIM_STATEMENT = "interim_statement"
    # The money of a sale.
    PLAN_OBJECTION_NOTICE = "plan_objection_notice"
    FORFEITURE_STATEMENT = "forfeiture_statement"
    LOSS_STATEMENT = "loss_statement"
    TOP_UP_ORDER = "top_up_order"
    # The course of a sale (domain 4.2).
    IN_KIND_INQUIRY = "in_kind_inquiry"
    IN_KIND_RULING = "in_kind_ruling"
    MANAGEMENT_RULING = "management_ruling"
    RELEASE_RULING = "release_ruling"
    SALE_SUSPENSION = "sale_suspension"
    SALE_STAY = "sale_stay"
    SALE_RESUMPTION = "sale_resumption"
    SALE_WITHDRAWAL = "sale_withdrawal"
    SALE_STOP = "sale_stop"
    SALE_STOP_COVERED = "sale_stop_covered"
    SALE_ANNULMENT = "sale_annulment"
    SELF_DISPOSAL_PERMIT = "self_disposal_permit"
    DEFAULT_RULING = "default_ruling"
    DEFAULT_RULING_ON_SITE = "default_ruling_on_site"
    SALE_RULING = "sale_ruling"
    ASSISTANCE_NOTICE = "assistance_notice"
    HANDOVER_RECORD = "handover_record"


#: The papers of a sale's own course; all are laid out alike.
SALE_COURSE = (
    PaperKind.IN_KIND_INQUIRY,
    PaperKind.IN_KIND_RULING,
    PaperKind.MANAGEMENT_RULING,
    PaperKind.RELEASE_RULING,
    PaperKind.SALE_SUSPENSION,
    PaperKind.SALE_STAY,
    PaperKind.SALE_RESUMPTION,
    PaperKind.SALE_WITHDRAWAL,
    PaperKind.SALE_STOP,
    PaperKind.SALE_STOP_COVERED,
    PaperKind.SALE_ANNULMENT,
    PaperKind.SELF_DISPOSAL_PERMIT,
    PaperKind.DEFAULT_RULING,
    PaperKind.DEFAULT_RULING_ON_SITE,
    PaperKind.SALE_RULING,
    PaperKind.ASSISTANCE_NOTICE,
    PaperKind.HANDOVER_RECORD,
)
_OF_USED_DEPOSIT = frozenset(
    {
        "lot_no",
        "asset_title",
        "hammer_price",
        "new_price",
        "forfeited",
        "uses",
        "top_up",
        "citations",
    }
)
_OF_SALE_COURSE = frozenset(
    {
        "lot_no",
        "asset_title",
        "round",
        "person",
        "ground",
        "reason",
        "price",
        "amount",
        "from_at",
        "due_at",
    }
)


#: What the template of a kind reads besides the head that ``issue`` fills itself. A value may be
#: None where the paper leaves its row out; the key must be there all the same.
FIELDS: dict[PaperKind, frozenset[str]] = {
    PaperKind.SALE_CONFIRMATION: frozenset(
        {
            "lot_no",
            "asset_title",
            "round",
            "start_price",
            "hammer_price",
            "buyer_name",
            "buyer_identity",
            "paddle",
            "bid_at",
            "closed_at",
            "bids",
            "bidders",
            "extensions",
            "deposit",
            "balance",
            "balance_due",
        }
    ),
    PaperKind.APPRAISAL_COMMISSION: frozenset(
        {
            "appraisal_no",
            "agency_name",
            "asset_title",
            "asset_address",
            "ground",
            "selection",
            "basic_fee",
            "report_due",
            "materials",
            "contact",
        }
    ),
    PaperKind.DRAW_RECORD: frozenset(
        {
            "draw_no",
            "asset_no",
            "asset_title",
            "method",
            "frozen_at",
            "drawn_at",
            "pool",
            "pool_sha256",
            "commitment",
            "seed",
            "order",
            "excluded",
            "kind_title",
            "basis",
            "round",
            "mode",
            "nonce",
            "strings",
            "sources",
            "objections",
            "correction",
            "transcript_sha256",
            "transcript_url",
        }
    ),
    PaperKind.AGREEMENT_RECORD: frozenset(
        {"draw_no", "asset_no", "asset_title", "opened_at", "agreed_at", "sides", "order"}
    ),
    PaperKind.FEE_SETTLEMENT: frozenset(
        {
            "appraisal_no",
            "asset_title",
            "agency_name",
            "outcome",
            "appraised_value",
            "disposal_price",
            "fee_base",
            "regime",
            "total_fee",
            "basic_fee",
            "balance_due",
            "refund",
            "paid_from",
            "steps",
            "citations",
        }
    ),
    PaperKind.DISTRIBUTION_PLAN: frozenset(
        {
            "lot_no",
            "asset_title",
            "proceeds",
            "appraisal_fee",
            "execution_fee",
            "available",
            "shares",
            "surplus",
            "steps",
            "citations",
            "has_days",
        }
    ),
    PaperKind.STANDING_DECISION: frozenset(
        {
            "decision_no",
            "title",
            "agency_name",
            "agency_code",
            "measure",
            "ground",
            "basis",
            "reasons",
            "numbers",
            "source",
            "hearing_notified_at",
            "hearing_held_at",
            "hearing_statement",
            "from_on",
            "until_on",
            "appeal_until",
            "decided_by",
        }
    ),
    PaperKind.APPEAL_DECISION: frozenset(
        {
            "decision_no",
            "agency_name",
            "agency_code",
            "measure",
            "decided_on",
            "appealed_at",
            "appeal_text",
            "outcome",
            "reasons",
            "decided_by",
        }
    ),
    PaperKind.NEGOTIATION_NOTICE: frozenset(
        {"appraisal_no", "asset_title", "asset_address", "parties", "due_on", "contact"}
    ),
    PaperKind.INQUIRY_LETTER: frozenset(
        {
            "appraisal_no",
            "body_name",
            "asset_title",
            "asset_address",
            "questions",
            "due_on",
            "contact",
        }
    ),
    PaperKind.NETWORK_COMMISSION: frozenset(
        {"appraisal_no", "asset_title", "asset_address", "features", "platforms", "due_at"}
    ),
    PaperKind.PRICE_RECORD: frozenset(
        {"appraisal_no", "asset_title", "route", "value", "valid_until", "findings", "citations"}
    ),
    PaperKind.FEE_NOTICE: frozenset(
        {"appraisal_no", "asset_title", "payer_name", "amount", "due_at", "order_no", "basis"}
    ),
    PaperKind.FEE_REMINDER: frozenset(
        {"appraisal_no", "asset_title", "payer_name", "amount", "was_due_at", "due_at", "order_no"}
    ),
    PaperKind.TRANSFER_LIST: frozenset(
        {"appraisal_no", "agency_name", "asset_title", "items", "handed_over_at"}
    ),
    PaperKind.SURVEY_NOTICE: frozenset(
        {"appraisal_no", "asset_title", "place", "held_at", "invited", "agency_name", "contact"}
    ),
    PaperKind.SURVEY_RECORD: frozenset(
        {
            "appraisal_no",
            "asset_title",
            "agency_name",
            "held_at",
            "place",
            "people",
            "witness",
            "notes",
        }
    ),
    PaperKind.CORRECTION_NOTICE: frozenset(
        {"appraisal_no", "agency_name", "asset_title", "revision", "defects", "note", "due_at"}
    ),
    PaperKind.RETURN_NOTICE: frozenset(
        {"appraisal_no", "agency_name", "asset_title", "reason", "materials_back_by"}
    ),
    PaperKind.SUSPENSION_DECISION: frozenset(
        {"appraisal_no", "asset_title", "agency_name", "ground", "reason", "from_at"}
    ),
    PaperKind.RESUMPTION_NOTICE: frozenset(
        {"appraisal_no", "asset_title", "agency_name", "suspended_days", "report_due"}
    ),
    PaperKind.WITHDRAWAL_NOTICE: frozenset(
        {"appraisal_no", "asset_title", "agency_name", "ground", "reason"}
    ),
    PaperKind.SERVICE_CERTIFICATE: frozenset(
        {"appraisal_no", "asset_title", "revision", "report_sha256", "rows"}
    ),
    PaperKind.OBJECTION_TRANSFER: frozenset(
        {"appraisal_no", "objection_no", "agency_name", "asset_title", "objection_text", "due_at"}
    ),
    PaperKind.REVIEW_COMMISSION: frozenset(
        {"appraisal_no", "objection_no", "association", "asset_title", "questions", "due_on"}
    ),
    PaperKind.OBJECTION_RULING: frozenset(
        {
            "appraisal_no",
            "objection_no",
            "asset_title",
            "objector",
            "grounds",
            "reasons",
            "outcome",
            "review_until",
        }
    ),
    PaperKind.REISSUE_NOTICE: frozenset(
        {"appraisal_no", "agency_name", "asset_title", "valid_until", "due_at"}
    ),
    PaperKind.INTERIM_STATEMENT: frozenset(
        {"appraisal_no", "asset_title", "agency_name", "stage", "basic_fee", "steps", "citations"}
    ),
    PaperKind.PLAN_OBJECTION_NOTICE: frozenset(
        {
            "lot_no",
            "asset_title",
            "objection_no",
            "objector",
            "against",
            "amount",
            "objection_text",
        }
    ),
    PaperKind.FORFEITURE_STATEMENT: _OF_USED_DEPOSIT,
    PaperKind.LOSS_STATEMENT: _OF_USED_DEPOSIT,
    PaperKind.TOP_UP_ORDER: frozenset(
        {
            "lot_no",
            "asset_title",
            "payer_name",
            "hammer_price",
            "new_price",
            "forfeited",
            "amount",
            "due_at",
            "order_no",
        }
    ),
    **dict.fromkeys(SALE_COURSE, _OF_SALE_COURSE),
}
