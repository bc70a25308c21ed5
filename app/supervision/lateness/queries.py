"""Ask every module what is due, and the record when somebody acted in a case last."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from app.kernel.actors import SYSTEM
from app.store import db
from app.supervision.lateness.models import CourtScreen, DelayNotice
from app.supervision.lateness.rules import idle_levels
from app.supervision.lateness.vocabulary import Level
from app.trail.models import TrailEntry
from app.web.modules import DueStep, loaded

#: Reading a case, or being told of it, is no act in it.
NO_ACTS = ("supervision.", "identity.", "auction.glass.")


@dataclass(frozen=True)
class IdleCase:
    """An unfinished case in which nobody acted for long and nothing runs for anybody."""

    case_number: str
    last_at: datetime
    days: int
    levels: tuple[Level, ...]

    @property
    def is_escalated(self) -> bool:
        """Whether the head of the court hears of it."""
        return Level.IDLE_ESCALATED in self.levels


def list_steps(court_id: int, at: datetime) -> list[DueStep]:
    """Return every step of a court that has a last day, the nearest first."""
    found = [
        step for module in loaded() if module.dues is not None for step in module.dues(court_id, at)
    ]
    return sorted(found, key=lambda step: (step.due_at, step.key))


def list_idle(court_id: int, steps: Collection[DueStep], at: datetime) -> list[IdleCase]:
    """Return a court's idle cases, the longest idle first (P97).

    A case in which a day still runs for somebody waits for that and is not idle.
    """
    numbers = {
        number
        for module in loaded()
        if module.open_cases is not None
        for number in module.open_cases(court_id)
    }
    waiting = {step.case_number for step in steps if step.due_at > at and not step.is_bound}
    found = []
    for number, last_at in _last_acts(numbers - waiting).items():
        levels = tuple(idle_levels(last_at, at))
        if levels:
            found.append(IdleCase(number, last_at, (at - last_at).days, levels))
    return sorted(found, key=lambda case: (case.last_at, case.case_number))


def _last_acts(numbers: Collection[str]) -> dict[str, datetime]:
    """Return when somebody, not the platform by itself, acted in each case last."""
    query = (
        select(TrailEntry.case_number, func.max(TrailEntry.at))
        .where(
            TrailEntry.case_number.in_(numbers),
            TrailEntry.actor != SYSTEM.label,
            *(TrailEntry.name.not_like(f"{prefix}%") for prefix in NO_ACTS),
        )
        .group_by(TrailEntry.case_number)
    )
    return {number: at for number, at in db.session.execute(query) if number is not None}


def screens() -> dict[int, CourtScreen]:
    """Return what was counted of each court when it was looked at last."""
    return {row.court_id: row for row in db.session.scalars(select(CourtScreen))}


def longest_unseen(court_ids: Collection[int], before: datetime) -> int | None:
    """Return the court that was not looked at since a moment, the longest first, or None."""
    seen = screens()
    new = [number for number in sorted(court_ids) if number not in seen]
    if new:
        return new[0]
    old = [row for number, row in seen.items() if number in court_ids and row.looked_at < before]
    return min(old, key=lambda row: (row.looked_at, row.court_id)).court_id if old else None


def list_notices(court_id: int, limit: int = 50) -> Sequence[DelayNotice]:
    """Return what was said of a court's delays, newest first."""
    query = select(DelayNotice).where(DelayNotice.court_id == court_id)
    return db.session.scalars(query.order_by(DelayNotice.id.desc()).limit(limit)).all()
