"""More time for a report: asked for in time, or taken by the court, and never counted as late."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from app.kernel.calendar import end_of_day, local_date
from app.kernel.clock import Clock
from app.kernel.errors import Forbidden, IllegalMove, Refusal
from app.lawbook.calculations import calculate
from appraisal.models import Respite
from appraisal.services import commissioning, overdue, reports
from appraisal.services.respites import grant_respite
from appraisal.timers import pass_on_due_work
from appraisal.vocabulary import RespiteGround, ReviewCheck
from registry import queries
from tests.support.appraisals import (
    HOUR,
    WED,
    Desk,
    commission,
    hand_in,
    lay_files,
    reported,
    survey,
)
from tests.support.books import clerk_of
from tests.support.cases import CALCULATORS

DAY = timedelta(days=1)
ONE_FAILS = {**dict.fromkeys(ReviewCheck, True), ReviewCheck.SCOPE: False}


def grant(desk: Desk, **changes: Any) -> Respite:
    """Give ten days that were asked for on the first day."""
    given: dict[str, Any] = {
        "ground": RespiteGround.EXTENSION,
        "days": 10,
        "asked_on": local_date(WED),
        "reason": "须补充勘验",
        "actor": desk.clerk,
        "at": WED + HOUR,
    }
    return grant_respite(desk.no, **{**given, **changes})


def causes(desk: Desk) -> list[str]:
    """Return why something counts for the agency that was drawn first."""
    return [row.cause for row in queries.evidence_of(desk.agency.agency_code or "")]


def test_a_report_within_the_extension_is_in_time(desk: Desk) -> None:
    commission(desk)
    survey(desk)
    was_due = desk.assignment().due_at
    assert was_due is not None

    grant(desk)
    assert pass_on_due_work(was_due + DAY) == 0
    lay_files(desk, was_due + DAY)
    hand_in(desk, was_due + DAY)

    assert causes(desk) == ["accepted", "in_time"]


def test_an_extension_is_asked_for_five_days_before_the_end(desk: Desk) -> None:
    """法释〔2018〕15号 art. 19(2)."""
    commission(desk)
    due_at = desk.assignment().due_at
    assert due_at is not None
    last_day = local_date(due_at - timedelta(seconds=1))

    with pytest.raises(Refusal, match="respite_asked_late"):
        grant(desk, asked_on=last_day - 4 * DAY, at=due_at - DAY)
    assert grant(desk, asked_on=last_day - 5 * DAY, at=due_at - DAY).was_due_at == due_at


@pytest.mark.parametrize("days", [0, -1, 16])
def test_an_extension_lasts_at_most_fifteen_days(desk: Desk, days: int) -> None:
    commission(desk)

    with pytest.raises(Refusal, match="respite_days"):
        grant(desk, days=days)


def test_a_third_extension_is_refused_and_the_next_agency_begins_anew(desk: Desk) -> None:
    commission(desk)
    grant(desk)
    grant(desk)

    with pytest.raises(Refusal, match="respite_too_often"):
        grant(desk)
    commissioning.refuse_assignment(desk.no, reason="回避", actor=desk.agency, at=WED + HOUR)
    assert grant(desk).turn == 2


def test_time_the_court_took_is_nobody_s_delay(desk: Desk) -> None:
    commission(desk)
    survey(desk)
    was_due = desk.assignment().due_at
    assert was_due is not None

    grant(desk, ground=RespiteGround.COURT_DELAY, days=40, reason="中止执行", at=was_due - HOUR)
    lay_files(desk, was_due + 39 * DAY)
    hand_in(desk, was_due + 39 * DAY)

    assert causes(desk)[-1] == "in_time"


def test_the_days_of_a_correction_move_only_for_the_court_s_own_delay(desk: Desk) -> None:
    reported(desk)
    at = WED + 5 * HOUR
    reports.return_report(desk.no, checks=ONE_FAILS, note="有误", actor=desk.clerk, at=at)
    was_due = desk.assignment().due_at
    assert was_due is not None

    with pytest.raises(IllegalMove):
        grant(desk, at=at)
    grant(desk, ground=RespiteGround.COURT_DELAY, days=7, at=at)
    lay_files(desk, was_due + DAY, words="补正")
    hand_in(desk, was_due + DAY, reason="更正")

    assert "corrected_late" not in causes(desk)


def test_nothing_is_moved_once_the_report_is_in(desk: Desk) -> None:
    reported(desk)

    with pytest.raises(IllegalMove):
        grant(desk, ground=RespiteGround.COURT_DELAY)


def test_only_the_court_of_the_case_moves_days_and_says_why(desk: Desk) -> None:
    commission(desk)

    with pytest.raises(Forbidden):
        grant(desk, actor=clerk_of(999))
    with pytest.raises(Refusal, match="reason_needed"):
        grant(desk, reason=" ")
    with pytest.raises(Refusal, match="respite_in_future"):
        grant(desk, asked_on=local_date(WED) + DAY)


def test_a_moved_end_is_late_only_after_itself(desk: Desk) -> None:
    commission(desk)
    due_at = grant(desk).due_at

    assert pass_on_due_work(due_at - HOUR) == 0
    assert pass_on_due_work(due_at + overdue.DRAIN) == 1
    assert causes(desk) == ["late"]


def test_thirty_and_twice_fifteen_days_with_a_suspension_end_where_the_calculator_says(
    desk: Desk, clock_at: Callable[[datetime | str], Clock]
) -> None:
    """Days are summed and moved once: a weekend or National Day on the way adds nothing.

    30 + 15 + 15 + 6 days from 2026-08-06 come to Sunday 10-11, so Monday 10-12 is the last day.
    """
    received = datetime(2026, 8, 6, 2, tzinfo=UTC)
    clock_at(received)
    commission(desk, received)

    grant(desk, days=15, asked_on=date(2026, 8, 26), at=received + 20 * DAY)
    grant(desk, ground=RespiteGround.COURT_DELAY, days=6, at=received + 30 * DAY)
    row = grant(desk, days=15, asked_on=date(2026, 9, 15), at=received + 40 * DAY)

    told = calculate(
        "deadline",
        {"commission_received": "2026-08-06", "suspended_days": 6, "extensions_days": [15, 15]},
        CALCULATORS,
    )
    assert told.result["due_date"] == "2026-10-12"
    assert row.due_at == end_of_day(date(2026, 10, 12))
    assert desk.assignment().due_at == row.due_at


def test_what_the_court_took_in_a_correction_is_counted_from_its_start(desk: Desk) -> None:
    """Three days from Wednesday 2026-03-04 end on a Saturday; with two more nothing is moved."""
    reported(desk)
    at = WED + 5 * HOUR
    reports.return_report(desk.no, checks=ONE_FAILS, note="有误", actor=desk.clerk, at=at)
    assert desk.assignment().due_at == end_of_day(date(2026, 3, 9))

    grant(desk, ground=RespiteGround.COURT_DELAY, days=1, at=at)
    grant(desk, ground=RespiteGround.COURT_DELAY, days=1, at=at)

    assert desk.assignment().due_at == end_of_day(date(2026, 3, 9))
