"""Words of breaking the glass."""

from typing import Any

from flask_babel import lazy_gettext as _l

_SHUT = _l("Nothing was shown; that you tried is on the record.")

REFUSALS: dict[str, tuple[Any, Any]] = {
    "glass_paddle_unknown": (
        _l("Nobody bids under this paddle"),
        _l("Name the paddle as it stands in the list of bids. Nothing was asked."),
    ),
    "glass_period_long": (
        _l("A record is opened for a short time only"),
        _l("At most %(most)s minutes. Nothing was asked."),
    ),
    "glass_waits": (
        _l("The same is asked already"),
        _l("It waits for a second person. Nothing more was asked."),
    ),
    "glass_own_request": (
        _l("Who asked does not grant it"),
        _l("A second person of the court or its supervision decides. Nothing was opened."),
    ),
    "glass_answered": (
        _l("The request is answered already"),
        _l("The first answer stands. Nothing was changed."),
    ),
    "glass_lapsed": (
        _l("The request has lapsed"),
        _l("It was not answered in time; it may be asked anew. Nothing was opened."),
    ),
    "glass_not_own": (_l("Somebody else asked for this"), _SHUT),
    "glass_shut": (_l("The record is shut"), _SHUT),
}

WORDING = {
    # What a sealed name was opened for.
    "purpose.confirmation": _l("to print the confirmation of the sale"),
    "purpose.top_up": _l("to ask the buyer for what lacks"),
    "purpose.in_kind": _l("to transfer the thing in kind"),
    "purpose.bar": _l("to keep a buyer who did not pay out of the new sale"),
    "purpose.default": _l("to rule on a buyer who did not pay"),
    "purpose.finding": _l("to look into a finding of the screens"),
    "purpose.mandate": _l("under mandate"),
    "purpose.glass": _l("by break-glass request"),
    "auction.glass.asked": _l(
        "Whoever runs the platform asks for the name behind paddle %(paddle)s, for %(minutes)s "
        "minutes: %(reason)s"
    ),
    "auction.glass.granted": _l(
        "The name behind paddle %(paddle)s may be read until %(ends_at)s: %(reason)s"
    ),
    "auction.glass.denied": _l("The name behind paddle %(paddle)s stays sealed: %(reason)s"),
    "auction.glass.read": _l(
        "The name behind paddle %(paddle)s was read by whoever runs the platform"
    ),
    "auction.glass.refused": _l(
        "Reading the name behind paddle %(paddle)s was tried and refused: %(code)s"
    ),
}
