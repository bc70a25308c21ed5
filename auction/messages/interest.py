"""Words between visitors and a lot: marks, questions and answers, viewing."""

from typing import Any

from flask_babel import lazy_gettext as _l

REFUSALS: dict[str, tuple[Any, Any]] = {
    "favorites_full": (
        _l("Your list of lots is full"),
        _l("It holds %(most)s. Take one away, then mark this lot again."),
    ),
}

WORDING = {
    "auction.lot.marked": _l("Somebody marked the lot"),
    "auction.lot.unmarked": _l("Somebody took a mark away"),
}
