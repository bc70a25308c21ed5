"""Words between visitors and a lot: marks, questions and answers, viewing."""

from typing import Any

from flask_babel import lazy_gettext as _l

REFUSALS: dict[str, tuple[Any, Any]] = {
    "favorites_full": (
        _l("Your list of lots is full"),
        _l("It holds %(most)s. Take one away, then mark this lot again."),
    ),
    "question_length": (_l("A question has 5 to 500 signs"), ""),
    "answer_length": (_l("An answer has 2 to 2,000 signs"), ""),
    "called_length": (_l("A form of address has 1 to 20 signs"), ""),
    "place_length": (_l("A meeting place has 1 to 200 signs"), ""),
    "capacity_range": (_l("A viewing has 1 to 500 places"), ""),
    "lot_over": (
        _l("The time of this lot is over"),
        _l("Questions and viewing end with the bidding. Nothing was changed."),
    ),
    "too_many_questions": (
        _l("The court has not answered your questions yet"),
        _l("%(most)s may wait at a time. Nothing was changed."),
    ),
    "question_answered": (
        _l("This question is answered"),
        _l("What was published stays. Nothing was changed."),
    ),
    "viewing_times": (
        _l("These are no times for a viewing"),
        _l("It begins in the future and before the bidding ends, and lasts at most a day."),
    ),
    "too_many_viewings": (
        _l("There are enough viewings of this lot"),
        _l("%(most)s can be offered at a time. Nothing was changed."),
    ),
    "viewing_withdrawn": (
        _l("The court has called this viewing off"),
        _l("Choose another time. Nothing was changed."),
    ),
    "viewing_begun": (
        _l("This viewing has begun"),
        _l("Choose another time. Nothing was changed."),
    ),
    "viewing_full": (
        _l("Every place of this viewing is taken"),
        _l("Choose another time. Nothing was changed."),
    ),
    "already_booked": (
        _l("You have a place at another viewing of this lot"),
        _l("Give it back first, then choose another time. Nothing was changed."),
    ),
}

WORDING = {
    "auction.lot.marked": _l("Somebody marked the lot"),
    "auction.lot.unmarked": _l("Somebody took a mark away"),
    "auction.question.asked": _l("Somebody asked a question"),
    "auction.question.answered": _l("The court answered a question"),
    "auction.viewing.offered": _l("The court offers a viewing at %(starts_at)s"),
    "auction.viewing.withdrawn": _l("The viewing at %(starts_at)s is called off: %(reason)s"),
    "auction.viewing.booked": _l("Somebody booked a viewing"),
    "auction.viewing.canceled": _l("Somebody gave a place at a viewing back"),
}
