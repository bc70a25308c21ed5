"""How late a step is, what is to be said of it, and when a case lies idle (P31, P96, P97)."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from app import lawbook
from app.kernel.calendar import local_date
from app.supervision.lateness.vocabulary import Level, Standing
from app.web.modules import DueStep

#: What the board shows as near.
SOON = timedelta(days=7)


def _days(key: str, at: datetime) -> timedelta:
    return timedelta(days=lawbook.number(key, on=local_date(at)))


def standing_of(step: DueStep, at: datetime) -> Standing:
    """Return how near the last day of a step is; a time that runs for others is never late."""
    if step.is_wait:
        return Standing.WAIT
    if at >= step.due_at + _days("deadline_escalated_days", at):
        return Standing.ESCALATED
    if at >= step.due_at:
        return Standing.LATE
    return Standing.SOON if step.due_at - at <= SOON else Standing.LATER


def levels_at(step: DueStep, at: datetime) -> Iterator[Level]:
    """Yield what is to be said of a step by now, the least urgent first (P31).

    Before the day one word; after it every level that was passed, so that nobody above hears of
    it before those below.
    """
    if step.is_wait or step.is_told:
        return
    if at < step.due_at:
        if not step.is_bound and at >= step.due_at - _days("deadline_near_days", at):
            yield Level.NEAR
        return
    if at >= step.due_at + _days("deadline_missed_days", at):
        yield Level.MISSED
    if at >= step.due_at + _days("deadline_escalated_days", at):
        yield Level.ESCALATED


def days_over(step: DueStep, at: datetime) -> int:
    """Return how many whole days have gone by since the last moment of a step."""
    return max(0, (at - step.due_at) // timedelta(days=1))


def idle_levels(last_at: datetime, at: datetime) -> Iterator[Level]:
    """Yield what is to be said of a case in which nobody acted since ``last_at`` (P97)."""
    warned = last_at + _days("idle_case_days", at)
    if at >= warned:
        yield Level.IDLE
    if at >= warned + _days("idle_escalated_days", at):
        yield Level.IDLE_ESCALATED
