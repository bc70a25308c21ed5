"""The board of delays of a court, of the province, and the count that everyone may read."""

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.kernel.calendar import local_date
from app.kernel.errors import Forbidden
from app.kernel.permissions import Permission
from app.supervision.lateness import views
from app.supervision.lateness.messages import DUTIES, STANDINGS
from app.supervision.lateness.vocabulary import Standing
from app.web.exports import csv_answer
from app.web.guards import current_actor, guarded, public, received_at

bp = Blueprint("delays", __name__)


def _chosen() -> tuple[Standing | None, str]:
    """Return what was chosen in the filter; whatever is no choice means all."""
    standing, duty = request.args.get("when", ""), request.args.get("who", "")
    return (
        Standing(standing) if standing in set(Standing) else None,
        duty if duty in DUTIES else "",
    )


def _show(court_id: int, *, is_province: bool) -> str:
    board = views.board_of(court_id, received_at())
    fitting = board.only(*_chosen())
    return render_template(
        "supervision/delays.html",
        board=board,
        lines=fitting[: views.SHOWN_MAX],
        total=len(fitting),
        duties={
            code: words
            for code, words in DUTIES.items()
            if any(line.step.duty == code for line in board.lines)
        },
        standings=STANDINGS,
        chosen=request.args,
        is_province=is_province,
    )


@bp.get("/desk/delays")
@guarded(Permission.VIEW_DELAYS)
def get_board() -> ResponseReturnValue:
    """Show a court everything that is due in it, who is late, and which cases lie idle."""
    court_id = current_actor().court_id
    if court_id is None:
        return redirect(url_for("delays.list_courts"))
    return _show(court_id, is_province=False)


@bp.get("/desk/delays.csv")
@guarded(Permission.VIEW_DELAYS)
def get_sheet() -> Response:
    """Hand the court's board out as a spreadsheet, filtered as it was on the page."""
    court_id = current_actor().court_id
    if court_id is None:
        raise Forbidden
    at = received_at()
    fitting = views.board_of(court_id, at).only(*_chosen())
    return csv_answer(f"delays-{local_date(at).isoformat()}.csv", views.sheet_of(fitting))


@bp.get("/supervision/courts")
@guarded(Permission.INSPECT)
def list_courts() -> str:
    """Show the inspector every court of the province by how late it is."""
    return render_template("supervision/courts.html", courts=views.courts_in_numbers())


@bp.get("/supervision/courts/<int:court_id>")
@guarded(Permission.INSPECT)
def get_court(court_id: int) -> str:
    """Show the inspector the board of one court."""
    return _show(court_id, is_province=True)


@bp.get("/delays")
@public
def get_counts() -> str:
    """Show everybody how much each court has let pass, in numbers without any name."""
    return render_template("supervision/delay_counts.html", courts=views.courts_in_numbers())
