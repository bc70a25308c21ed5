"""Words of the way from the price to the handover, and of a debtor's own sale."""

from typing import Any

from flask_babel import lazy_gettext as _l

from auction.messages import handover, qualification

_NOTHING = _l("Nothing was changed.")

REFUSALS: dict[str, tuple[Any, Any]] = {
    **qualification.REFUSALS,
    **handover.REFUSALS,
    "approval_not_needed": (_l("Only equity waits for an authority's approval"), _NOTHING),
    "approval_missing": (
        _l("The authority's approval is missing"),
        _l("Record the approval first; then the ruling is made."),
    ),
    "purchase_proof_missing": (
        _l("Whether the buyer may own this home is not settled"),
        _l("Record the proof of qualification, or find that no purchase limit applies."),
    ),
    "handover_day_wrong": (
        _l("It cannot have been handed over then"),
        _l("It lies between the service of the ruling and now. Nothing was changed."),
    ),
    "new_price_differs": (
        _l("The new sale brought another price"),
        _l("It is %(price)s yuan. Nothing was changed."),
    ),
    "money_is_out": (
        _l("The price was already shared out"),
        _l("What was paid out has to be brought back first. Nothing was changed."),
    ),
    "self_disposal_price_too_low": (
        _l("The price is too low for a sale by the debtor"),
        _l("It lies above %(failed)s yuan. Nothing was changed."),
    ),
    "self_disposal_too_long": (
        _l("The debtor has no such long time to sell equity"),
        _l("Three months at most. Nothing was changed."),
    ),
}

WORDING = {
    **qualification.WORDING,
    **handover.WORDING,
    "auction.lot.approval_asked": _l("The buyer needs the approval of: %(authority)s"),
    "auction.lot.buyer_proven": _l("The buyer's qualification is proven"),
    "auction.lot.qualification_shown": _l("Proof of the buyer's qualification: %(proof)s"),
    "auction.lot.ruled": _l("The ruling on the sale was served; title has passed"),
    "auction.lot.handed_over": _l("Handed over at %(handed_over_at)s"),
    "auction.lot.self_disposal_allowed": _l(
        "The debtor may sell it for at least %(price)s until %(until_at)s"
    ),
    "auction.lot.self_disposal_lapsed": _l("The debtor's own sale did not come about"),
    "auction.lot.self_disposed": _l("The debtor sold it for %(price)s"),
    "auction.default.rest_owed": _l(
        "Of the price paid in, %(amount)s are to go back to the buyer in default"
    ),
}
