"""When people are reminded of a day, and who hears of it once the day is missed (policy P31)."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from app import lawbook
from app.kernel.calendar import end_of_day, local_date, start_of_day
from appraisal.rules.dues import Due
from appraisal.vocabulary.deadlines import ReminderLevel as Level

#: Before the day is over; of these only the latest is worth saying.
BEFORE = (Level.AHEAD, Level.NEAR, Level.TODAY)
_KEYS = {
    Level.AHEAD: "deadline_ahead_days",
    Level.NEAR: "deadline_near_days",
    Level.MISSED: "deadline_missed_days",
    Level.ESCALATED: "deadline_escalated_days",
}


def moments(due: Due) -> Iterator[tuple[Level, datetime]]:
    """Yield when each reminder of a day falls, in order; none while the clock stands still.

    A period too short for a word ahead of its end has none: it would fall on its first day. Where
    somebody merely may act, nobody is reminded and nobody is late.
    """
    if due.is_standing or due.is_right:
        return
    last = due.end.due_on
    for level in (Level.AHEAD, Level.NEAR):
        day = last - timedelta(days=_days(level, last))
        if day > due.begins_on:
            yield level, start_of_day(day)
    if last > due.begins_on:
        yield Level.TODAY, start_of_day(last)
    for level in (Level.MISSED, Level.ESCALATED):
        yield level, end_of_day(last + timedelta(days=_days(level, last)))


def levels_at(due: Due, at: datetime) -> list[Level]:
    """Return what is to be said by now: the latest word before the day, or all words after it.

    Whoever comes late to a day still ahead hears it once; whoever comes late to a missed one is
    told of each step that was taken over it, so that nobody above hears before those below.
    """
    passed = [level for level, moment in moments(due) if moment <= at]
    before = [level for level in passed if level in BEFORE]
    after = [level for level in passed if level not in BEFORE]
    return after if at >= due.due_at else before[-1:]


def next_moment(due: Due, at: datetime) -> datetime | None:
    """Return when this day is to be looked at next: a reminder, or its own end."""
    if due.is_standing:
        return None
    ahead = [moment for _level, moment in moments(due) if moment > at]
    if due.due_at > at:
        ahead.append(due.due_at)
    return min(ahead, default=None)


def is_escalated(due: Due, at: datetime) -> bool:
    """Say whether the head of the court hears of it by now."""
    return Level.ESCALATED in levels_at(due, at)


def days_over(due: Due, at: datetime) -> int:
    """Return how many whole days have gone by since the last one."""
    return max(0, (local_date(at) - due.end.due_on).days - 1)


def _days(level: Level, on: date) -> int:
    return lawbook.number(_KEYS[level], on=on)
