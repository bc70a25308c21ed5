"""The forms of the public calculators: which fields a group has."""

from flask_babel import lazy_gettext as _l

from app.lawbook.rules import schedule_codes
from app.supervision.calculator_fields import CalculatorForm, FormField
from app.supervision.deadline_form import DEADLINE
from app.supervision.default_form import DEFAULT

SCHEDULE_NAMES = {
    "RE_1995_971": _l("Real estate (计价格〔1995〕971号)"),
    "LAND_1994_2017": _l("Land (计价格〔1994〕2017号)"),
    "ASSET_SC_2012_827": _l("Other assets (川发改价格〔2012〕827号)"),
}
_SCHEDULE = FormField(
    "schedule",
    _l("Fee schedule"),
    "select",
    options=tuple(
        (code, SCHEDULE_NAMES[code]) for code in schedule_codes() if code in SCHEDULE_NAMES
    ),
)
_TRACK = FormField(
    "track",
    _l("Track"),
    "select",
    options=(("ONLINE", _l("Online auction")), ("TRADITIONAL", _l("Traditional auction"))),
)
_STANDINGS = (
    ("", "—"),
    ("PRESENT", _l("takes part")),
    ("WHEREABOUTS_UNKNOWN", _l("cannot be found")),
    ("ABSENT", _l("stays away")),
    ("REFUSED", _l("refuses")),
    ("SILENT", _l("says nothing")),
)
_BASIC_FEE = FormField("basic_fee_prepaid_fen", _l("Basic fee paid in advance"))
_APPRAISAL = FormField("appraisal_fen", _l("Appraised value"))

FORMS: dict[str, CalculatorForm] = {
    form.group: form
    for form in (
        CalculatorForm(
            "appraisal_fee_tier",
            _l("Appraisal fee"),
            _l("What an appraisal costs by a fee schedule, band by band."),
            (
                _SCHEDULE,
                FormField("base_fen", _l("Value the fee is taken on")),
                FormField(
                    "float_percent",
                    _l("Float in percent"),
                    "number",
                    required=False,
                    hint=_l("From -20 to 20 where the schedule allows it."),
                ),
            ),
        ),
        CalculatorForm(
            "appraisal_settlement",
            _l("Settlement of the appraisal fee"),
            _l("What is still due or goes back once the sale has ended."),
            (
                _SCHEDULE,
                FormField(
                    "regime",
                    _l("Rules to settle by"),
                    "select",
                    options=(
                        ("SD54_WITH_FS15", _l("Shandong notice with the national rule")),
                        ("SD54_PURE", _l("Shandong notice alone")),
                        ("FS15_PURE", _l("National rule alone")),
                    ),
                ),
                FormField(
                    "outcome",
                    _l("How it ended"),
                    "select",
                    options=(
                        ("SOLD", _l("Sold")),
                        ("IN_KIND", _l("Taken in kind")),
                        ("FAILED", _l("Finally unsold")),
                        ("WITHDRAWN", _l("Withdrawn")),
                        ("REAPPOINTED", _l("Agency replaced")),
                    ),
                ),
                _APPRAISAL,
                _BASIC_FEE,
                FormField(
                    "disposal_price_fen",
                    _l("Deal or in-kind price"),
                    required=False,
                    hint=_l("When sold or taken in kind."),
                ),
                FormField(
                    "reasonable_actual_expense_fen",
                    _l("Reasonable actual expense"),
                    required=False,
                    hint=_l("When unsold or withdrawn."),
                ),
                FormField(
                    "reissued", _l("The report was issued again"), "checkbox", required=False
                ),
            ),
        ),
        CalculatorForm(
            "start_price",
            _l("Start price"),
            _l("The floor of the start price in each round, and whether a price keeps it."),
            (
                _TRACK,
                FormField("reference_fen", _l("Reference price"), required=False),
                FormField("first_start_fen", _l("Start price, first auction"), required=False),
                FormField(
                    "second_start_fen",
                    _l("Start price, second auction"),
                    required=False,
                    hint=_l("Alone it gives the price of a sell-off."),
                ),
            ),
        ),
        CalculatorForm(
            "deposit",
            _l("Deposit"),
            _l("The bounds of the deposit, and what an applicant creditor has to pay in."),
            (
                FormField("start_price_fen", _l("Start price"), required=False),
                FormField("deposit_fen", _l("Deposit"), required=False),
                FormField(
                    "bidder_is_applicant",
                    _l("The bidder is the applicant creditor"),
                    "checkbox",
                    required=False,
                ),
                FormField("claim_fen", _l("Claim of the applicant"), required=False),
            ),
        ),
        CalculatorForm(
            "clock",
            _l("Bidding clock"),
            _l("When bidding ends: the five-minute rule, bid by bid."),
            (
                FormField("start", _l("Opening"), "datetime-local"),
                FormField("scheduled_end", _l("Scheduled end"), "datetime-local"),
                FormField(
                    "server_bid_times",
                    _l("Times of bids"),
                    "moments",
                    required=False,
                    hint=_l("One a line, such as 2026-04-02T09:57:30.250"),
                ),
            ),
        ),
        CalculatorForm(
            "priority",
            _l("Priority purchase"),
            _l("Who leads when priority purchasers match a price."),
            (
                FormField("start_price_fen", _l("Start price")),
                FormField("increment_fen", _l("Bid step")),
                FormField(
                    "bids",
                    _l("Bids in order"),
                    "bids",
                    hint=_l("One a line: paddle, amount in yuan, time, rank if confirmed."),
                ),
            ),
        ),
        CalculatorForm(
            "execution_fee",
            _l("Execution application fee"),
            _l("What enforcing an amount costs."),
            (FormField("amount_fen", _l("Amount enforced")),),
        ),
        CalculatorForm(
            "top_up",
            _l("Top-up in kind"),
            _l("What a creditor adds who takes the property at the price of the failed round."),
            (
                FormField("in_kind_price_fen", _l("Price in kind")),
                FormField("claim_receivable_fen", _l("What its claim would receive")),
            ),
        ),
        CalculatorForm(
            "distribution",
            _l("Distribution of the price"),
            _l("Costs, execution fee, secured and ordinary creditors, debtor."),
            (
                FormField("price_fen", _l("Hammer price")),
                _APPRAISAL,
                _SCHEDULE,
                _BASIC_FEE,
                FormField("auxiliary_cost_fen", _l("Auxiliary cost"), required=False),
                FormField("mortgage_fen", _l("Secured claim"), required=False),
                FormField("execution_amount_fen", _l("Amount enforced")),
                FormField(
                    "ordinary",
                    _l("Ordinary creditors"),
                    "claims",
                    required=False,
                    hint=_l("One a line: name, claim in yuan."),
                ),
            ),
        ),
        CalculatorForm(
            "network_inquiry",
            _l("Inquiry on the net"),
            _l("The average of the platforms' reports, and to whom the fee of the inquiry goes."),
            (
                FormField(
                    "results_fen",
                    _l("Reports of the platforms"),
                    "prices",
                    hint=_l(
                        "One a line in the order of receipt: platform, price in yuan; a name "
                        "alone has not reported in time."
                    ),
                ),
                FormField(
                    "extension_asked",
                    _l("A platform asked for more time"),
                    "checkbox",
                    required=False,
                ),
                FormField(
                    "objected",
                    _l("Reports objected to"),
                    "names",
                    required=False,
                    hint=_l(
                        "Platforms whose report is objected to and not yet upheld or corrected."
                    ),
                ),
                FormField(
                    "corrected_fen",
                    _l("Reports corrected"),
                    "claims",
                    required=False,
                    hint=_l("One a line: platform, corrected price in yuan."),
                ),
                FormField(
                    "outcome",
                    _l("How it ended"),
                    "select",
                    required=False,
                    options=(
                        ("", "—"),
                        ("SOLD", _l("Sold")),
                        ("IN_KIND", _l("Taken in kind")),
                        ("FAILED", _l("Finally unsold")),
                        ("WITHDRAWN", _l("Withdrawn")),
                    ),
                ),
                FormField("disposal_price_fen", _l("Deal or in-kind price"), required=False),
                FormField("inquiry_fee_fen", _l("Fee of the inquiry"), required=False),
            ),
        ),
        CalculatorForm(
            "commission",
            _l("Commission of an auction house"),
            _l("The ceiling of a commission, the cost of a failed sale, fines for collusion."),
            (
                FormField(
                    "track",
                    _l("Track"),
                    "select",
                    required=False,
                    options=(
                        ("", "—"),
                        ("TRADITIONAL", _l("Traditional auction")),
                        ("ONLINE", _l("Online auction")),
                    ),
                ),
                FormField(
                    "outcome",
                    _l("How it ended"),
                    "select",
                    required=False,
                    options=(
                        ("", "—"),
                        ("SOLD", _l("Sold")),
                        ("FAILED", _l("Finally unsold")),
                        ("WITHDRAWN", _l("Withdrawn")),
                    ),
                ),
                FormField("deal_price_fen", _l("Hammer price"), required=False),
                FormField("commission_fen", _l("Commission charged"), required=False),
                FormField(
                    "spent_cost_fen",
                    _l("Cost really spent"),
                    required=False,
                    hint=_l("When unsold or withdrawn."),
                ),
                FormField(
                    "top_bid_fen",
                    _l("Highest bid, for a fine for collusion"),
                    required=False,
                    section=_l("Fine for collusion"),
                ),
                FormField(
                    "party",
                    _l("Who colluded"),
                    "select",
                    required=False,
                    options=(
                        ("", "—"),
                        ("BIDDER", _l("Bidder")),
                        ("AUCTION_HOUSE", _l("Auction house")),
                    ),
                    section=_l("Fine for collusion"),
                ),
                FormField(
                    "fine_fen",
                    _l("Fine imposed"),
                    required=False,
                    section=_l("Fine for collusion"),
                ),
            ),
        ),
        DEFAULT,
        DEADLINE,
        CalculatorForm(
            "agency_selection",
            _l("Choice of agencies"),
            _l("Whether the parties agree on three agencies, and which list the lot draws from."),
            (
                *(
                    FormField(
                        name,
                        label,
                        "names",
                        required=False,
                        hint=_l("Codes of three agencies in order."),
                        section=_l("Agreement of the parties"),
                    )
                    for name, label in (
                        ("applicant_choice", _l("Named by the applicant")),
                        ("debtor_choice", _l("Named by the debtor")),
                    )
                ),
                *(
                    FormField(
                        name,
                        label,
                        "select",
                        required=False,
                        options=_STANDINGS,
                        section=_l("Agreement of the parties"),
                    )
                    for name, label in (
                        ("applicant_status", _l("The applicant")),
                        ("debtor_status", _l("The debtor")),
                    )
                ),
                *(
                    FormField(
                        name,
                        label,
                        "names",
                        required=False,
                        section=_l("List to draw from"),
                    )
                    for name, label in (
                        ("city_eligible", _l("Eligible in the city")),
                        ("province_eligible", _l("Eligible in the province")),
                        ("national_eligible", _l("Eligible in the nation")),
                        ("excluded", _l("Excluded")),
                    )
                ),
            ),
        ),
    )
}
