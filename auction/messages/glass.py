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
    "kind.glass": _l("after two people broke the glass, request"),
    "purpose.confirmation": _l("for the confirmation of the sale"),
    "purpose.default": _l("for the ruling on the buyer in default"),
    "purpose.top_up": _l("for the payment order of the top-up"),
    "purpose.in_kind": _l("for the creditor who takes the property in kind"),
    "purpose.bar": _l("to bar the buyer in default from the new sale"),
    "purpose.finding": _l("for looking into a finding of the screens"),
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
