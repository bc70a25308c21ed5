"""Readers: news goes out by reading on from a cursor, each fact exactly once."""

import logging
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import Select, func, literal, select, text, tuple_, union_all, update
from sqlalchemy.dialects.postgresql import insert

from app.kernel.clock import clock
from app.store.db import db
from app.store.work import unit_of_work
from app.trail.models import TrailCursor, TrailEntry

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Reader:
    """A named cursor and what to do with each fact of a known name.

    A handler runs in the same transaction as the cursor's step: both happen or neither.
    """

    name: str
    handles: Mapping[str, Callable[[TrailEntry], None]]
    #: Facts it handles in one go at most: what is slow and may wait does not hold up the rest.
    facts_max: int = 1_000


@dataclass(frozen=True, order=True)
class _Place:
    """A place in the record, in the order of transactions and of numbers."""

    xid: int
    entry_id: int


_START = _Place(0, 0)
#: Only facts of transactions older than every running one are settled: ids are given out before
#: the commit, so reading by id alone loses the late ones (reliability finding 10).
_SETTLED = text("xid < pg_snapshot_xmin(pg_current_snapshot())::text::bigint")


def _head() -> _Place:
    """Return the place of the newest settled fact: nothing is ever added at or before it."""
    row = db.session.execute(
        select(TrailEntry.xid, TrailEntry.id)
        .where(_SETTLED)
        .order_by(TrailEntry.xid.desc(), TrailEntry.id.desc())
        .limit(1)
    ).first()
    return _Place(row.xid, row.id) if row else _START


def _places() -> dict[str, _Place]:
    """Return how far every reader has read."""
    rows = db.session.execute(select(TrailCursor.reader, TrailCursor.xid, TrailCursor.entry_id))
    return {row.reader: _Place(row.xid, row.entry_id) for row in rows}


def _entries(after: _Place, head: _Place, names: Iterable[str]) -> Select[TrailEntry]:
    """Select the facts of these names after a place, no further than the head."""
    order = tuple_(TrailEntry.xid, TrailEntry.id)
    return select(TrailEntry).where(
        order > tuple_(after.xid, after.entry_id),
        order <= tuple_(head.xid, head.entry_id),
        TrailEntry.name.in_(list(names)),
    )


def _locked_cursor(reader: Reader) -> TrailCursor | None:
    query = (
        select(TrailCursor)
        .where(TrailCursor.reader == reader.name)
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    )
    found = db.session.scalar(query)
    if found is None:
        first = insert(TrailCursor).values(reader=reader.name, xid=0, entry_id=0)
        db.session.execute(first.on_conflict_do_nothing())
        found = db.session.scalar(query)
    return found


def read_on(reader: Reader) -> int:
    """Handle the next fact of a reader in its own transaction; return how many (0 or 1).

    Where nothing settled is left for it the cursor goes to the head of the record, so that the
    facts of others are walked over once and not in every beat.
    """
    with unit_of_work():
        cursor = _locked_cursor(reader)
        if cursor is None:
            return 0
        place, head = _Place(cursor.xid, cursor.entry_id), _head()
        following = _entries(place, head, reader.handles)
        entry = db.session.scalar(following.order_by(TrailEntry.xid, TrailEntry.id).limit(1))
        if entry is None:
            cursor.xid, cursor.entry_id = max(
                (place.xid, place.entry_id), (head.xid, head.entry_id)
            )
            return 0
        cursor.xid, cursor.entry_id, cursor.read_at = entry.xid, entry.id, clock.now()
        reader.handles[entry.name](entry)
        cursor.stopped_at = cursor.fault = None
        return 1


def _note_stop(reader: Reader, fault: Exception) -> None:
    """Keep since when a reader is stopped and by what, for whoever watches the platform."""
    with unit_of_work():
        now, kind = clock.now(), type(fault).__name__[:80]
        first = insert(TrailCursor).values(
            reader=reader.name, xid=0, entry_id=0, stopped_at=now, fault=kind
        )
        since = func.coalesce(TrailCursor.stopped_at, now)
        db.session.execute(
            first.on_conflict_do_update(
                index_elements=[TrailCursor.reader], set_={"stopped_at": since, "fault": kind}
            )
        )


def _with_news(readers: Iterable[Reader]) -> set[str]:
    """Return the readers that have something to read, or no cursor yet; let the others walk on.

    In a quiet second, which most are, two queries stand for a transaction and a row lock of every
    reader; after a fact the readers it does not concern go to the head of the record in one step.
    """
    with unit_of_work():
        places, head = _places(), _head()
        behind = [reader for reader in readers if places.get(reader.name, _START) < head]
        new = {reader.name for reader in behind if reader.name not in places}
        looks = [
            select(literal(reader.name)).where(
                _entries(places[reader.name], head, reader.handles).exists()
            )
            for reader in behind
            if reader.name in places
        ]
        if not looks:
            return new
        news = set(db.session.scalars(union_all(*looks)))
        _walk_on({reader.name for reader in behind} - new - news, head)
        return new | news


def _walk_on(names: Collection[str], head: _Place) -> None:
    """Bring cursors with nothing before it to the head; one that somebody holds stays."""
    place = tuple_(TrailCursor.xid, TrailCursor.entry_id)
    free = (
        select(TrailCursor.reader)
        .where(TrailCursor.reader.in_(names), place < tuple_(head.xid, head.entry_id))
        .with_for_update(skip_locked=True)
    )
    db.session.execute(
        update(TrailCursor)
        .where(TrailCursor.reader.in_(free))
        .values(xid=head.xid, entry_id=head.entry_id)
    )


def run_readers(readers: Iterable[Reader], *, rounds: int = 1000) -> int:
    """Let every reader read on until nothing is left; a failing one does not stop the others."""
    readers = list(readers)
    done, news = 0, None
    for reader in readers:
        if news is None:
            news = _with_news(readers)
        if reader.name not in news:
            continue
        try:
            for _ in range(min(rounds, reader.facts_max)):
                if not read_on(reader):
                    break
                done += 1
                # What it recorded is read in the same beat by those after it.
                news = None
        except Exception as fault:
            log.exception("reader %s stopped at its cursor", reader.name)
            _note_stop(reader, fault)
    return done
