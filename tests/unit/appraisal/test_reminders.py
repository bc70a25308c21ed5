"""When people are reminded, and in which order those above hear of a missed day."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from app.kernel.calendar import end_of_day, start_of_day
from app.kernel.citation import Citation
from appraisal.rules.dues import PLATFORM_RULES, Due, period_due, standing
from appraisal.rules.reminders import days_over, is_escalated, levels_at, moments, next_moment
from appraisal.services.reminding import _is_ahead
from appraisal.vocabulary.deadlines import DeadlineStep as Step
from appraisal.vocabulary.deadlines import ReminderLevel as Level

DAY = timedelta(days=1)
A_SECOND = timedelta(seconds=1)
#: Thirty days from Monday 2 March 2026 end on Wednesday 1 April.
LAST = date(2026, 4, 1)


def report(**changes: object) -> Due:
    given = {"asset_no": "A-1", "begins_on": date(2026, 3, 2), **changes}
    return period_due(Step.REPORT, **given)  # type: ignore[arg-type]


def test_a_long_period_is_announced_twice_then_on_its_day() -> None:
    assert dict(moments(report())) == {
        Level.AHEAD: start_of_day(LAST - 5 * DAY),
        Level.NEAR: start_of_day(LAST - DAY),
        Level.TODAY: start_of_day(LAST),
        Level.MISSED: end_of_day(LAST + DAY),
        Level.ESCALATED: end_of_day(LAST + 3 * DAY),
    }


def test_a_short_period_has_no_word_before_it_began() -> None:
    due = period_due(Step.CORRECT, asset_no="A-1", begins_on=date(2026, 3, 2))

    assert [level for level, _ in moments(due)][:2] == [Level.NEAR, Level.TODAY]


@pytest.mark.parametrize(
    ("at", "levels"),
    [
        (start_of_day(LAST - 5 * DAY) - A_SECOND, []),
        (start_of_day(LAST - 5 * DAY), [Level.AHEAD]),
        (start_of_day(LAST - DAY), [Level.NEAR]),
        (end_of_day(LAST) - A_SECOND, [Level.TODAY]),
        (end_of_day(LAST), []),
        (end_of_day(LAST + DAY) - A_SECOND, []),
        (end_of_day(LAST + DAY), [Level.MISSED]),
        (end_of_day(LAST + 3 * DAY), [Level.MISSED, Level.ESCALATED]),
    ],
)
def test_what_is_said_at_a_moment(at: object, levels: list[Level]) -> None:
    assert levels_at(report(), at) == levels  # type: ignore[arg-type]


def test_the_head_hears_after_clerk_and_judge_even_when_the_clock_jumped() -> None:
    due, at = report(), end_of_day(LAST + 40 * DAY)

    assert levels_at(due, at) == [Level.MISSED, Level.ESCALATED]
    assert is_escalated(due, at)
    assert days_over(due, at) == 40


def test_a_standing_clock_says_nothing() -> None:
    due = standing(report(), since=date(2026, 3, 20))

    assert list(moments(due)) == []
    assert next_moment(due, end_of_day(LAST)) is None


def test_nobody_is_reminded_of_what_they_merely_may_do() -> None:
    due = period_due(Step.OBJECT, asset_no="A-1", begins_on=date(2026, 3, 2))

    assert list(moments(due)) == []
    assert next_moment(due, start_of_day(date(2026, 3, 3))) == due.due_at


def test_the_end_itself_is_looked_at_and_nothing_after_the_last_word() -> None:
    due = report()

    assert next_moment(due, start_of_day(LAST)) == due.due_at
    assert next_moment(due, end_of_day(LAST + 3 * DAY)) is None


def test_the_day_a_rehearsal_walks_to_is_ahead_running_and_of_the_law() -> None:
    due = report()

    assert _is_ahead(due, due.due_at - A_SECOND)
    assert not _is_ahead(due, due.due_at)
    assert not _is_ahead(standing(due, since=date(2026, 3, 5)), due.due_at - A_SECOND)
    assert not _is_ahead(
        replace(due, article=Citation(PLATFORM_RULES, "P31")), due.due_at - A_SECOND
    )
