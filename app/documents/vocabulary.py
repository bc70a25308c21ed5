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
}
