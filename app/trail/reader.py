"""Readers: news goes out by reading on from a cursor, each fact exactly once."""

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select, text
from sqlalchemy.dialects.postgresql import insert

from app.kernel.clock import clock
from app.store.db import db
from app.store.work import unit_of_work
from app.trail.models import TrailCursor, TrailEntry

log = logging.getLogger(__name__)
_CURSORS = text("SELECT reader, xid, entry_id FROM trail_cursor")
#: The facts of a reader that are settled: those of transactions older than every running one. Ids
#: are given out before the commit, so reading by id alone loses the late ones (reliability
#: finding 10).
_SETTLED = "xid < pg_snapshot_xmin(pg_current_snapshot())::text::bigint"


@dataclass(frozen=True)
class Reader:
    """A named cursor and what to do with each fact of a known name.

    A handler runs in the same transaction as the cursor's step: both happen or neither.
    """

    name: str
    handles: Mapping[str, Callable[[TrailEntry], None]]
    #: Facts it handles in one go at most: what is slow and may wait does not hold up the rest.
    facts_max: int = 1_000


def _next_entry(cursor: TrailCursor, names: Iterable[str]) -> TrailEntry | None:
    query = (
        select(TrailEntry)
        .where(
            text("(xid, id) > (:xid, :entry_id)").bindparams(
                xid=cursor.xid, entry_id=cursor.entry_id
            ),
            text(_SETTLED),
            TrailEntry.name.in_(list(names)),
        )
        .order_by(TrailEntry.xid, TrailEntry.id)
        .limit(1)
    )
    return db.session.scalar(query)


def _cursor(reader: Reader) -> TrailCursor | None:
    return db.session.scalar(
        select(TrailCursor)
        .where(TrailCursor.reader == reader.name)
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    )


def _locked_cursor(reader: Reader) -> TrailCursor | None:
    cursor = _cursor(reader)
    if cursor is None:
        # Its first time, or somebody else reads for it.
        first = insert(TrailCursor).values(reader=reader.name, xid=0, entry_id=0)
        db.session.execute(first.on_conflict_do_nothing())
        cursor = _cursor(reader)
    return cursor


def read_on(reader: Reader) -> int:
    """Handle the next fact of a reader in its own transaction; return how many (0 or 1)."""
    with unit_of_work():
        cursor = _locked_cursor(reader)
        if cursor is None:
            return 0
        entry = _next_entry(cursor, reader.handles)
        if entry is None:
            return 0
        cursor.xid, cursor.entry_id, cursor.read_at = entry.xid, entry.id, clock.now()
        reader.handles[entry.name](entry)
        cursor.stopped_at = cursor.fault = None
        return 1


def _with_news(readers: Sequence[Reader]) -> set[str]:
    """Return the readers that have something to read, or no cursor yet.

    In a quiet second, which most are, this one look stands for a transaction and a row lock of
    every reader.
    """
    with unit_of_work():
        places = {name: (xid, entry) for name, xid, entry in db.session.execute(_CURSORS)}
        new = {reader.name for reader in readers} - places.keys()
        looks, values = [], dict[str, Any]()
        for at, reader in enumerate(reader for reader in readers if reader.name not in new):
            xid, entry = places[reader.name]
            values |= {f"r{at}": reader.name, f"n{at}": list(reader.handles)}
            values |= {f"x{at}": xid, f"e{at}": entry}
            looks.append(
                f"SELECT :r{at} WHERE EXISTS (SELECT FROM trail_entry WHERE"  # noqa: S608 - numbers
                f" (xid, id) > (:x{at}, :e{at}) AND {_SETTLED} AND name = ANY (:n{at}))"
            )
        if not looks:
            return new
        return new | set(db.session.scalars(text(" UNION ALL ".join(looks)), values))


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
    readers = list(readers)
    done, with_news = 0, None
    for reader in readers:
        if with_news is None:
            with_news = _with_news(readers)
        if reader.name not in with_news:
            continue
        try:
            for _ in range(min(rounds, reader.facts_max)):
                if not read_on(reader):
                    break
                done += 1
                # What it wrote may be news to those after it.
                with_news = None
        except Exception as fault:
            log.exception("reader %s stopped at its cursor", reader.name)
            _note_stop(reader, fault)
    return done
