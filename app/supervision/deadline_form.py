"""The form of the calculator of deadlines: the events a period may count from, by subject."""

from flask_babel import lazy_gettext as _l

from app.supervision.calculator_fields import CalculatorForm, FormField

_NOTICE = _l("Notice and rounds of the sale")
_AFTER = _l("After the sale")
_START = _l("Seizure and price")
_REPORT = _l("Report of the appraisal")
_OBJECTION = _l("Service and objections")
_INQUIRY = _l("Inquiry on the net and validity")

_SOURCES = (("", "—"), ("AGENCY", _l("Appraisal")), ("NETWORK", _l("Inquiry on the net")))


def _day(name: str, label: object, section: object, hint: object = "") -> FormField:
    return FormField(name, label, "date", required=False, hint=hint, section=section)


DEADLINE = CalculatorForm(
    "deadline",
    _l("Deadlines"),
    _l("Legal days of appraisal and sale. Fill in the day of one event or of several."),
    (
        _day("seized_on", _l("Seized on"), _START),
        _day("price_fixed_on", _l("Reference price fixed on"), _START),
        _day("commission_received", _l("Commission received on"), _REPORT),
        FormField(
            "suspended_days",
            _l("Days of suspension"),
            "number",
            required=False,
            section=_REPORT,
        ),
        FormField(
            "extensions_days",
            _l("Extensions, in days"),
            "numbers",
            required=False,
            hint=_l("Such as 15 15."),
            section=_REPORT,
        ),
        _day("extension_asked_on", _l("Last extension asked for on"), _REPORT),
        _day("report_overdue_on", _l("Report overdue since"), _REPORT),
        _day("correction_asked_on", _l("Sent back for correction on"), _REPORT),
        _day("report_handed_in_on", _l("Report reached the court on"), _REPORT),
        FormField(
            "report_received_on",
            _l("Report received on"),
            "days",
            required=False,
            hint=_l("A day; or for several persons one a line: name, day."),
            section=_OBJECTION,
        ),
        FormField(
            "objection_filed_on",
            _l("Objection filed on"),
            "days",
            required=False,
            hint=_l("A day; or for several persons one a line: name, day."),
            section=_OBJECTION,
        ),
        _day("publicised_on", _l("Report made public to serve it on"), _OBJECTION),
        _day(
            "technical_objection_received_on",
            _l("Technical objection reached the court on"),
            _OBJECTION,
        ),
        _day("agency_received_objection_on", _l("Objection reached the agency on"), _OBJECTION),
        _day(
            "conduct_objection_received_on",
            _l("Objection to an act of the court received on"),
            _OBJECTION,
        ),
        _day("decision_served_on", _l("Decision served on"), _OBJECTION),
        _day("inquiry_received_on", _l("Commission reached the platforms on"), _INQUIRY),
        FormField(
            "answered",
            _l("Platforms that have reported"),
            "number",
            required=False,
            section=_INQUIRY,
        ),
        FormField(
            "extension_asked",
            _l("A platform asked for more time"),
            "checkbox",
            required=False,
            section=_INQUIRY,
        ),
        _day("valid_until", _l("Result valid until"), _INQUIRY),
        _day("first_notice_planned", _l("First notice planned on"), _INQUIRY),
        _day("sale_planned", _l("Sale planned on"), _INQUIRY),
        _day("reissue_asked_on", _l("Asked to issue it again on"), _INQUIRY),
        FormField(
            "price_source",
            _l("Source of the price"),
            "select",
            required=False,
            options=_SOURCES,
            section=_INQUIRY,
        ),
        FormField(
            "asset",
            _l("Kind of property"),
            "select",
            required=False,
            options=(
                ("", "—"),
                ("MOVABLE", _l("Movable")),
                ("IMMOVABLE", _l("Immovable")),
                ("OTHER_RIGHT", _l("Other right")),
            ),
            hint=_l("For a notice or a failed round."),
            section=_NOTICE,
        ),
        FormField(
            "stage",
            _l("Stage"),
            "select",
            required=False,
            options=(("", "—"), ("AUCTION", _l("Auction")), ("SELL_OFF", _l("Sell-off"))),
            section=_NOTICE,
        ),
        FormField("round", _l("Round"), "number", required=False, section=_NOTICE),
        FormField(
            "track",
            _l("Track"),
            "select",
            required=False,
            options=(
                ("", "—"),
                ("ONLINE", _l("Online auction")),
                ("TRADITIONAL", _l("Traditional auction")),
            ),
            section=_NOTICE,
        ),
        _day("publish_date", _l("Notice published on"), _NOTICE),
        _day("failed_at", _l("Round before failed on"), _NOTICE),
        _day("planned_start_date", _l("Opening planned on"), _NOTICE),
        _day("second_failed_at", _l("Second auction failed on"), _NOTICE),
        _day("planned_publish_date", _l("Notice planned on"), _NOTICE),
        _day("notified_on", _l("Last person told on"), _NOTICE),
        _day("unreachable_publicised_on", _l("Reason of no notification published on"), _NOTICE),
        _day("planned_sale_date", _l("Day of an offline sale"), _NOTICE),
        FormField(
            "final_end",
            _l("Real end of bidding"),
            "datetime-local",
            required=False,
            section=_AFTER,
        ),
        FormField(
            "outcome",
            _l("How it ended"),
            "select",
            required=False,
            options=(("", "—"), ("SOLD", _l("Sold")), ("FAILED", _l("Finally unsold"))),
            section=_AFTER,
        ),
        _day("offline_sale_ended_on", _l("An offline sale ended on"), _AFTER),
        _day("cause_gone_on", _l("Cause of a suspension gone on"), _AFTER),
        _day("sold_on", _l("Sold on"), _AFTER),
        FormField(
            "balance_days",
            _l("Days to pay the balance"),
            "number",
            required=False,
            hint=_l("As the notice says."),
            section=_AFTER,
        ),
        _day("paid_in_full_on", _l("Price paid in full on"), _AFTER),
        _day("ruling_served_on", _l("Ruling served on"), _AFTER),
        _day("distribution_plan_received_on", _l("Plan of distribution received on"), _AFTER),
        _day("no_surplus_told_on", _l("Applicant told that no surplus is likely on"), _AFTER),
    ),
)
