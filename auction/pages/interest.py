"""What a visitor does with a lot before enrolling: mark it, take its times along."""

from flask import Blueprint, Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.kernel.permissions import Permission
from app.web.guards import current_actor, guarded, public, received_at
from auction import queries
from auction.services import interest
from auction.views import cards_of
from auction.views.calendar import calendar_of

bp = Blueprint("lot_interest", __name__)


@bp.get("/my/favorites")
@guarded(Permission.SIGNED_IN)
def list_own() -> str:
    """Show the lots one marked, the last mark first."""
    cards = cards_of(interest.marked_lots(current_actor()), received_at())
    return render_template("auction/my_favorites.html", cards=cards)


@bp.post("/lots/<no>/favorite")
@guarded(Permission.SIGNED_IN)
def post_mark(no: str) -> ResponseReturnValue:
    """Mark a lot."""
    interest.mark_lot(lot_no=no, actor=current_actor(), at=received_at())
    flash(_("Marked. Your desk reminds you a day before the opening and the end."), "success")
    return redirect(url_for("lots.get_lot", no=no), 303)


@bp.post("/lots/<no>/favorite/remove")
@guarded(Permission.SIGNED_IN)
def post_unmark(no: str) -> ResponseReturnValue:
    """Take the mark away."""
    interest.unmark_lot(lot_no=no, actor=current_actor(), at=received_at())
    flash(_("The mark is taken away."), "success")
    return redirect(url_for("lots.get_lot", no=no), 303)


@bp.get("/lots/<no>/calendar.ics")
@public
def get_calendar(no: str) -> Response:
    """Answer the times of a lot as a calendar file."""
    lot = queries.get_public_lot(no)
    answer = Response(calendar_of(lot), content_type="text/calendar; charset=utf-8")
    answer.headers.set("Content-Disposition", "attachment", filename=f"{lot.no}.ics")
    return answer
