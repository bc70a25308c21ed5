"""Read the record: by stream, by case, by what the reader may see."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select

from app.kernel.facts import Audience
from app.store.db import db
from app.trail.models import TrailEntry, TrailStream

#: What a reader of each audience may see.
VISIBLE: dict[Audience, tuple[Audience, ...]] = {
    Audience.PUBLIC: (Audience.PUBLIC,),
    Audience.PARTIES: (Audience.PUBLIC, Audience.PARTIES),
    Audience.COURT: (Audience.PUBLIC, Audience.PARTIES, Audience.COURT),
    Audience.SEALED: tuple(Audience),
}


def entries_of(
    stream: str,
    *,
    since: int = 0,
    audience: Audience = Audience.PUBLIC,
    limit: int = 500,
) -> Sequence[TrailEntry]:
    """Return the facts of a stream after place ``since``, oldest first."""
    query = (
        select(TrailEntry)
        .where(
            TrailEntry.stream == stream,
            TrailEntry.seq > since,
            TrailEntry.audience.in_(VISIBLE[audience]),
        )
        .order_by(TrailEntry.seq)
        .limit(limit)
    )
    return db.session.scalars(query).all()


def tail_of(stream: str, *, limit: int) -> Sequence[TrailEntry]:
    """Return the newest public facts of a stream, newest first."""
    query = (
        select(TrailEntry)
        .where(TrailEntry.stream == stream, TrailEntry.audience == Audience.PUBLIC)
        .order_by(TrailEntry.seq.desc())
        .limit(limit)
    )
    return db.session.scalars(query).all()


def last_seq(stream: str) -> int:
    """Return the newest place of a stream, 0 when nothing happened yet."""
    return db.session.scalar(select(TrailStream.last_seq).where(TrailStream.name == stream)) or 0


def timeline(
    case_number: str, *, audience: Audience, after_id: int = 0, limit: int = 200
) -> Sequence[TrailEntry]:
    """Return the facts of a court case, oldest first."""
    query = (
        select(TrailEntry)
        .where(
            TrailEntry.case_number == case_number,
            TrailEntry.id > after_id,
            TrailEntry.audience.in_(VISIBLE[audience]),
        )
        .order_by(TrailEntry.id)
        .limit(limit)
    )
    return db.session.scalars(query).all()


def newest(names: Sequence[str], limit: int = 20) -> Sequence[TrailEntry]:
    """Return the newest public facts of the given names, newest first."""
    query = (
        select(TrailEntry)
        .where(TrailEntry.name.in_(names), TrailEntry.audience == Audience.PUBLIC)
        .order_by(TrailEntry.id.desc())
        .limit(limit)
    )
    return db.session.scalars(query).all()


def newest_at(stream: str) -> datetime | None:
    """Return when the newest fact of a stream happened, or None for an empty one."""
    query = select(TrailEntry.at).where(TrailEntry.stream == stream)
    return db.session.scalar(query.order_by(TrailEntry.seq.desc()).limit(1))


def count(stream: str) -> int:
    """Return how many facts a stream holds."""
    return (
        db.session.scalar(
            select(func.count()).select_from(TrailEntry).where(TrailEntry.stream == stream)
        )
        or 0
    )
