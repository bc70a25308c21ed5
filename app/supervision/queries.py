"""Ask the record about cases, and the platform about its readers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, text

from app.store import db
from app.trail.models import TrailCursor, TrailEntry
from app.trail.reader import Reader


@dataclass(frozen=True)
class CaseActivity:
    """A case as the record knows it: how much happened, and when last."""

    case_number: str
    facts: int
    last_at: datetime


def find_case_court(case_number: str) -> int | None:
    """Return the court that opened a case: the one whose staff wrote its first fact."""
    return db.session.scalar(
        select(TrailEntry.court_id)
        .where(TrailEntry.case_number == case_number, TrailEntry.court_id.is_not(None))
        .order_by(TrailEntry.id)
        .limit(1)
    )


def has_case(case_number: str) -> bool:
    """Say whether the record knows a case."""
    query = select(TrailEntry.id).where(TrailEntry.case_number == case_number).limit(1)
    return db.session.scalar(query) is not None


def list_active_cases(*, containing: str = "", limit: int = 50) -> Sequence[CaseActivity]:
    """Return the cases in which something happened last, newest first."""
    last = func.max(TrailEntry.id)
    query = (
        select(TrailEntry.case_number, func.count(), func.max(TrailEntry.at))
        .where(TrailEntry.case_number.is_not(None))
        .group_by(TrailEntry.case_number)
        .order_by(last.desc())
        .limit(limit)
    )
    if containing:
        query = query.where(TrailEntry.case_number.contains(containing, autoescape=True))
    return [
        CaseActivity(number or "", facts, at) for number, facts, at in db.session.execute(query)
    ]


def stopped_readers() -> Sequence[TrailCursor]:
    """Return the cursors of readers that cannot handle their next fact, longest stopped first."""
    query = select(TrailCursor).where(TrailCursor.stopped_at.is_not(None))
    return db.session.scalars(query.order_by(TrailCursor.stopped_at)).all()


def count_unread(reader: Reader) -> int:
    """Return how many facts a reader has still to read."""
    cursor = db.session.get(TrailCursor, reader.name, populate_existing=True)
    query = (
        select(func.count())
        .select_from(TrailEntry)
        .where(
            TrailEntry.name.in_(list(reader.handles)),
            text("(xid, id) > (:xid, :entry_id)").bindparams(
                xid=cursor.xid if cursor else 0, entry_id=cursor.entry_id if cursor else 0
            ),
        )
    )
    return db.session.scalar(query) or 0
