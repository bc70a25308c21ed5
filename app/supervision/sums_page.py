"""The inspector asks the book whether its sums are right; nothing is changed."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l

from app.kernel.clock import clock
from app.kernel.permissions import Permission
from app.supervision.verification import verify
from app.web.guards import guarded

bp = Blueprint("supervision_sums", __name__)

#: Invariants of money in the reader's language (reliability.md 2.3).
WORDS = {
    "M1": _l("Every transfer has two equal legs, and the book sums to zero."),
    "M2": _l("Amounts are positive and below the ceiling, and no account pays itself."),
    "M3": _l("A deposit ends once: released, captured or forfeited."),
    "M4": _l("No account of trust stands below zero, counting what is held."),
    "M5": _l("What went out of a deposit is what came in."),
    "M6": _l("No deposit goes back while its lot is open."),
    "M7": _l("A bank serial is booked once, and what was done at the bank stands in the book."),
    "M8": _l("A deposit is held only for an exact payment that arrived in time."),
    "M9": _l("Losers have their deposits back within 24 hours of the end."),
    "M10": _l("Whoever proposed a payout did not approve it, and an edit voided the approval."),
    "M11": _l("A settled fee adds up, and the agency got exactly that in the book, once."),
    "M12": _l("The book is the bank's statement, or the difference is a named open item."),
    "M13": _l("Forfeited money was used in the order of art. 24."),
    "M14": _l("An entry is never changed; a mistake is taken back by one entry that names it."),
    "M15": _l("What is shared out is the price, no more and no less."),
    "M16": _l("Every running balance is the sum of its transfers, settled and held."),
}


def is_of_money(invariant: str) -> bool:
    """Say whether an invariant is one of money."""
    return invariant.startswith("M")


@bp.get("/supervision/sums")
@guarded(Permission.INSPECT)
def check_sums() -> ResponseReturnValue:
    """Show the verdict on each invariant of money, asked of one snapshot of the database."""
    return render_template(
        "supervision/sums.html",
        verdicts=list(verify(is_of_money)),
        words=WORDS,
        asked_at=clock.now(),
    )
