"""The deadline board of a court, who sits on what, and the count that everyone may read."""

from enum import StrEnum
from typing import TypeVar

from flask import Blueprint, Response, render_template, request

from app.kernel.calendar import local_date
from app.kernel.permissions import Permission
from app.web.exports import csv_answer
from app.web.guards import current_actor, guarded, public, received_at
from appraisal.messages.deadlines import DUTIES, STEPS
from appraisal.pages.board_rows import (
    BoardRow,
    When,
    holders_of,
    only,
    rows_of,
    sheet_of,
    waits_of,
)
from appraisal.queries import deadlines as queries
from appraisal.vocabulary.deadlines import DeadlineStep, Duty
from registry import facade as registry

bp = Blueprint("appraisal_deadlines", __name__)

#: Lines on one page; the spreadsheet holds all of them.
SHOWN_MAX = 200

W = TypeVar("W", bound=StrEnum)


def _chosen(kind: type[W], name: str) -> W | None:
    """Return what was chosen in the filter; whatever is no choice means all."""
    wish = request.args.get(name, "")
    return kind(wish) if wish in set(kind) else None


def _rows() -> list[BoardRow]:
    court_id = current_actor().court_id
    assets = queries.list_open_of_court(court_id) if court_id is not None else []
    return rows_of(assets, received_at())


def _fitting(rows: list[BoardRow]) -> list[BoardRow]:
    return only(
        rows,
        duty=_chosen(Duty, "who"),
        step=_chosen(DeadlineStep, "step"),
        when=_chosen(When, "when"),
    )


@bp.get("/desk/deadlines")
@guarded(Permission.MANAGE_APPRAISALS)
def get_board() -> str:
    """Show what is due in the court's appraisals, by whom, by which article."""
    rows = _rows()
    fitting = _fitting(rows)
    return render_template(
        "appraisal/deadlines.html",
        rows=fitting[:SHOWN_MAX],
        total=len(fitting),
        counts={when: len(only(rows, when=when)) for when in When},
        duties=DUTIES,
        steps={step: words for step, words in STEPS.items() if only(rows, step=step)},
        chosen=request.args,
        is_cut=len({row.asset.asset_no for row in rows}) >= queries.BOARD_MAX,
        at=received_at(),
    )


@bp.get("/desk/deadlines.csv")
@guarded(Permission.MANAGE_APPRAISALS)
def get_sheet() -> Response:
    """Hand the board out as a spreadsheet, filtered as it was on the page."""
    day = local_date(received_at()).isoformat()
    return csv_answer(f"deadlines-{day}.csv", sheet_of(_fitting(_rows())))


@bp.get("/desk/idle")
@guarded(Permission.MANAGE_APPRAISALS)
def get_idle() -> str:
    """Show who sits on what since when (notice, item 58)."""
    court_id = current_actor().court_id
    assets = queries.list_open_of_court(court_id) if court_id is not None else []
    at = received_at()
    waits = waits_of(assets, at)
    escalated = only(rows_of(assets, at), when=When.ESCALATED)
    return render_template(
        "appraisal/idle.html",
        waits=waits[:SHOWN_MAX],
        total=len(waits),
        holders=holders_of(waits),
        escalated=escalated[:SHOWN_MAX],
    )


@bp.get("/deadlines")
@public
def get_counts() -> str:
    """Show how many days each court has let pass, as a number without any name."""
    counts = queries.overdue_of_courts()
    courts = [(court.name, counts.get(court.id, 0)) for court in registry.list_courts()]
    return render_template("appraisal/overdue.html", courts=courts, at=received_at())
