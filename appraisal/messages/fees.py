"""Words of the fee of an appraisal."""

from typing import Any

from flask_babel import lazy_gettext as _l

WORDING: dict[str, Any] = {
    "appraisal.fee.asked": _l(
        "The applicant was asked to pay the basic fee of %(amount)s by %(due_at)s"
    ),
    "appraisal.fee.settled": _l(
        "The appraisal fee was settled: %(total_fee)s in all, %(balance_due)s due, %(refund)s back"
    ),
}

REFUSALS: dict[str, tuple[Any, Any]] = {
    "no_applicant_account": (
        _l("No applicant can be asked to pay"),
        _l("Connect the applicant of this case with an account first."),
    ),
    "no_fee": (_l("Enter the basic fee"), _l("It must be more than nothing.")),
    "no_appraisal": (_l("There is no appraisal of this asset"), ""),
    "fee_already_settled": (
        _l("The fee is already settled"),
        _l("It was settled with another outcome."),
    ),
    "expense_needed": (
        _l("The reasonable actual expense is needed"),
        _l("Without a sale the fee follows what the agency really spent."),
    ),
    "disposal_price_needed": (_l("The price of the disposal is needed"), ""),
}

SCHEDULES = {
    "RE_1995_971": _l("Real estate (计价格〔1995〕971号)"),
    "LAND_1994_2017": _l("Land (计价格〔1994〕2017号)"),
    "ASSET_SC_2012_827": _l("Other assets (川发改价格〔2012〕827号)"),
}
