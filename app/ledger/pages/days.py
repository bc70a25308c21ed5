"""One day of a court's money: its sums, what is open, and the two who close it."""

from collections.abc import Callable
from datetime import date, timedelta

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.kernel.calendar import local_date
from app.kernel.errors import NotFound
from app.kernel.money import Money
from app.kernel.permissions import Permission
from app.ledger import queries
from app.ledger.desk_vocabulary import DayState
from app.ledger.models import LedgerDay
from app.ledger.pages.desk_frame import WORDS, act, own_court
from app.ledger.queries.days import KindSum
from app.ledger.schemas import DigestForm
from app.ledger.services import days
from app.web.errors import Problem
from app.web.guards import current_actor, guarded, received_at
from app.web.parsing import load

bp = Blueprint("ledger_days", __name__)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise NotFound("day", text) from None


def _sums(row: LedgerDay | None, court: int, day: date) -> list[KindSum]:
    """Return the sums as they were closed, or as they stand now."""
    if row is None or row.state is not DayState.CLOSED or row.sums is None:
        return queries.sum_day(court, day)
    return [
        KindSum(kind, Money.parse(line["came"]), Money.parse(line["went"]), line["entries"])
        for kind, line in row.sums.items()
    ]


def _page(day: date, problem: Problem | None = None, status: int = 200) -> ResponseReturnValue:
    actor = current_actor()
    court = own_court(actor)
    row = queries.find_day(court, day)
    state = row.state if row else DayState.OPEN
    today = local_date(received_at())
    sums = _sums(row, court, day)
    digest = days.digest_of_sums(days.sums_as_dict(sums))
    page = render_template(
        "ledger/day.html",
        day=day,
        row=row,
        state=state,
        sums=sums,
        digest=digest,
        is_changed=state is DayState.PROPOSED and row is not None and row.sums_digest != digest,
        open_items=queries.list_open_items(court, day),
        differences=days.bank_differences(day),
        recent=queries.list_days(court),
        previous=day - timedelta(days=1),
        following=day + timedelta(days=1) if day < today else None,
        is_over=day < today,
        may_propose=actor.may(Permission.MANAGE_MONEY) and state is not DayState.CLOSED,
        may_close=(
            row is not None
            and state is DayState.PROPOSED
            and row.maker_id != actor.person_id
            and actor.may(Permission.APPROVE_MONEY)
        ),
        problem=problem,
        **WORDS,
    )
    return page, status


@bp.get("/desk/finance/day")
@guarded(Permission.VIEW_MONEY)
def get_last_day() -> ResponseReturnValue:
    """Lead to yesterday: the newest day that can be closed."""
    yesterday = local_date(received_at()) - timedelta(days=1)
    return redirect(url_for("ledger_days.get_day", text=yesterday.isoformat()), 302)


@bp.get("/desk/finance/day/<text>")
@guarded(Permission.VIEW_MONEY)
def get_day(text: str) -> ResponseReturnValue:
    """Show a day."""
    return _page(_day(text))


def _act(text: str, order: Callable[[date], object], words: str) -> ResponseReturnValue:
    day = _day(text)

    def carried() -> str:
        order(day)
        return url_for("ledger_days.get_day", text=text)

    return act(carried, words, lambda problem, status: _page(day, problem, status))


@bp.post("/desk/finance/day/<text>/propose")
@guarded(Permission.MANAGE_MONEY)
def post_propose(text: str) -> ResponseReturnValue:
    """Sum the day up."""
    return _act(
        text,
        lambda day: days.propose_close(day, actor=current_actor(), at=received_at()),
        _("Summed up. A second person must close the day."),
    )


@bp.post("/desk/finance/day/<text>/close")
@guarded(Permission.APPROVE_MONEY)
def post_close(text: str) -> ResponseReturnValue:
    """Close the day with the sums that were read."""
    return _act(
        text,
        lambda day: days.close_day(
            day, digest=load(DigestForm)["digest"], actor=current_actor(), at=received_at()
        ),
        _("The day is closed."),
    )


@bp.post("/desk/finance/day/<text>/return")
@guarded(Permission.APPROVE_MONEY)
def post_return(text: str) -> ResponseReturnValue:
    """Send the day back."""
    return _act(
        text,
        lambda day: days.send_back_day(day, actor=current_actor(), at=received_at()),
        _("Sent back."),
    )
