"""What a visitor does with a lot before enrolling: mark it, ask about it, look at it."""

from functools import partial

from flask import Blueprint, Response, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.kernel.permissions import Permission
from app.web.acting import answer_act_on
from app.web.guards import current_actor, guarded, public, received_at
from app.web.parsing import load
from auction import queries
from auction.pages.public import lot_page
from auction.schemas.interest import BookingForm, QuestionForm
from auction.services import asking, interest, viewing
from auction.views import cards_of
from auction.views.calendar import calendar_of

bp = Blueprint("lot_interest", __name__)


@bp.get("/my/favorites")
@guarded(Permission.SIGNED_IN)
def list_own() -> str:
    """Show the lots one marked, the last mark first."""
    cards = cards_of(interest.marked_lots(current_actor()), received_at())
    return render_template("auction/my_favorites.html", cards=cards)


_do = partial(answer_act_on, page=lot_page, endpoint="lots.get_lot")


@bp.post("/lots/<no>/favorite")
@guarded(Permission.SIGNED_IN)
def post_mark(no: str) -> ResponseReturnValue:
    """Mark a lot."""

    def act() -> None:
        interest.mark_lot(lot_no=no, actor=current_actor(), at=received_at())

    return _do(no, act, _("Marked. Your desk reminds you a day before the opening and the end."))


@bp.post("/lots/<no>/favorite/remove")
@guarded(Permission.SIGNED_IN)
def post_unmark(no: str) -> ResponseReturnValue:
    """Take the mark away."""

    def act() -> None:
        interest.unmark_lot(lot_no=no, actor=current_actor(), at=received_at())

    return _do(no, act, _("The mark is taken away."))


@bp.post("/lots/<no>/questions")
@guarded(Permission.SIGNED_IN)
def post_question(no: str) -> ResponseReturnValue:
    """Ask the court about a lot."""

    def act() -> None:
        given = load(QuestionForm)
        asking.ask_question(lot_no=no, **given, actor=current_actor(), at=received_at())

    return _do(no, act, _("Asked. The answer will stand here for everybody, without your name."))


@bp.post("/lots/<no>/viewings/<int:viewing_id>")
@guarded(Permission.SIGNED_IN)
def post_booking(no: str, viewing_id: int) -> ResponseReturnValue:
    """Take a place at a viewing."""

    def act() -> None:
        given = load(BookingForm)
        viewing.book_viewing(
            lot_no=no, viewing_id=viewing_id, **given, actor=current_actor(), at=received_at()
        )

    return _do(no, act, _("You have a place. Your desk reminds you of it."))


@bp.post("/lots/<no>/viewings/<int:viewing_id>/cancel")
@guarded(Permission.SIGNED_IN)
def post_cancel(no: str, viewing_id: int) -> ResponseReturnValue:
    """Give a place back."""

    def act() -> None:
        viewing.cancel_booking(
            lot_no=no, viewing_id=viewing_id, actor=current_actor(), at=received_at()
        )

    return _do(no, act, _("The place is free again."))


@bp.get("/lots/<no>/calendar.ics")
@public
def get_calendar(no: str) -> Response:
    """Answer the times of a lot as a calendar file."""
    lot = queries.get_public_lot(no)
    answer = Response(calendar_of(lot), content_type="text/calendar; charset=utf-8")
    answer.headers.set("Content-Disposition", "attachment", filename=f"{lot.no}.ics")
    return answer
