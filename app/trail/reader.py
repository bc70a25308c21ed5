"""Readers: news goes out by reading on from a cursor, each fact exactly once."""

import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import func, select, text
from sqlalchemy.dialects.postgresql import insert

from app.kernel.clock import clock
from app.store.db import db
from app.store.work import unit_of_work
from app.trail.models import TrailCursor, TrailEntry

log = logging.getLogger(__name__)
PAGE = 100


@dataclass(frozen=True)
class Reader:
    """A named cursor and what to do with each fact of a known name.

    A handler runs in the same transaction as the cursor's step: both happen or neither.
    """

    name: str
    handles: Mapping[str, Callable[[TrailEntry], None]]
    #: Facts it handles in one go at most: what is slow and may wait does not hold up the rest.
    facts_max: int = 1_000


def _entries_after(cursor: TrailCursor, names: Iterable[str]) -> list[TrailEntry]:
    """Return the next settled facts.

    Only facts of transactions older than every running one are settled: ids are given out
    before the commit, so reading by id alone loses the late ones (reliability finding 10).
    """
    query = (
        select(TrailEntry)
        .where(
            text("(xid, id) > (:xid, :entry_id)").bindparams(
                xid=cursor.xid, entry_id=cursor.entry_id
            ),
            text("xid < pg_snapshot_xmin(pg_current_snapshot())::text::bigint"),
            TrailEntry.name.in_(list(names)),
        )
        .order_by(TrailEntry.xid, TrailEntry.id)
        .limit(PAGE)
    )
    return list(db.session.scalars(query))


def _locked_cursor(reader: Reader) -> TrailCursor | None:
    db.session.execute(
        insert(TrailCursor).values(reader=reader.name, xid=0, entry_id=0).on_conflict_do_nothing()
    )
    return db.session.scalar(
        select(TrailCursor)
        .where(TrailCursor.reader == reader.name)
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    )


def read_on(reader: Reader) -> int:
    """Handle the next fact of a reader in its own transaction; return how many (0 or 1)."""
    with unit_of_work():
        cursor = _locked_cursor(reader)
        if cursor is None:
            return 0
        entries = _entries_after(cursor, reader.handles)[:1]
        for entry in entries:
            cursor.xid, cursor.entry_id, cursor.read_at = (
                entry.xid,
                entry.id,
                clock.now(),
            )
            reader.handles[entry.name](entry)
            cursor.stopped_at = cursor.fault = None
        return len(entries)


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


def run_readers(readers: Iterable[Reader], *, rounds: int = 1000) -> int:
    """Let every reader read on until nothing is left; a failing one does not stop the others."""
    done = 0
    for reader in readers:
        try:
            for _ in range(min(rounds, reader.facts_max)):
                if not read_on(reader):
                    break
                done += 1
        except Exception as fault:
            log.exception("reader %s stopped at its cursor", reader.name)
            _note_stop(reader, fault)
    return done
