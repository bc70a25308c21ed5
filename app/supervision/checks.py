"""Invariants of the record itself: what every module's facts must keep."""

from collections.abc import Iterator, Sequence

from sqlalchemy import RowMapping, select, text

from app.kernel.facts import Audience, stamp
from app.store import db
from app.store.db import APPEND_ONLY
from app.supervision.log.fsck import tree_is_whole
from app.trail.merkle import leaf_hash
from app.trail.models import TrailEntry
from app.trail.recorder import canonical, salt_of
from app.web.modules import Breach

_PAGE = 2_000


def rows(statement: str) -> Sequence[RowMapping]:
    """Return what a statement finds, as mappings."""
    return db.session.execute(text(statement)).mappings().all()


def _entries() -> Iterator[TrailEntry]:
    query = select(TrailEntry).order_by(TrailEntry.id).execution_options(yield_per=_PAGE)
    yield from db.session.scalars(query)


def streams_have_no_gap() -> list[Breach]:
    """Every stream of the record counts 1..n without gap or repeat."""
    found = rows(
        "SELECT e.stream, count(*) AS entries, max(e.seq) AS last, s.last_seq AS counter "
        "FROM trail_entry e LEFT JOIN trail_stream s ON s.name = e.stream "
        "GROUP BY e.stream, s.last_seq "
        "HAVING count(*) <> max(e.seq) OR min(e.seq) <> 1 OR s.last_seq IS DISTINCT FROM max(e.seq)"
    )
    return [
        Breach(
            "L2",
            f"{row['stream']}: {row['entries']} entries, last {row['last']}, "
            f"counter {row['counter']}",
        )
        for row in found
    ]


def bodies_hash_to_their_leaf() -> list[Breach]:
    """Every stored fact hashes to its leaf, and the leaves give every root that was signed."""
    changed = [
        Breach("L1", f"entry {entry.id} of {entry.stream} does not hash to its leaf")
        for entry in _entries()
        if leaf_hash(entry.body) != entry.leaf_hash
    ]
    return [*changed, *tree_is_whole()]


def columns_tell_what_the_body_tells() -> list[Breach]:
    """Every fact has one byte form, and the columns beside it say the same."""
    return [
        Breach("L3", f"entry {entry.id} of {entry.stream}: columns and body differ")
        for entry in _entries()
        if entry.body != _told_by_columns(entry)
    ]


def _told_by_columns(entry: TrailEntry) -> bytes:
    """Return the bytes that the columns of a fact give; its salt stands in its body alone."""
    return canonical(
        entry.name,
        entry.stream,
        entry.seq,
        entry.actor,
        stamp(entry.at),
        entry.payload,
        salt="" if entry.audience is Audience.PUBLIC else salt_of(bytes(entry.body)),
    )


def record_refuses_change() -> list[Breach]:
    """Tables that only grow refuse UPDATE, DELETE and TRUNCATE in the database itself."""
    guarded = {
        str(row["name"])
        for row in rows(
            "SELECT c.relname AS name FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
            "JOIN pg_proc p ON p.oid = t.tgfoid "
            "WHERE p.proname = 'store_refuse_change' AND t.tgenabled <> 'D' "
            "GROUP BY c.relname HAVING count(*) >= 2"
        )
    }
    return [
        Breach("L4", f"table {table} can be changed: its triggers are missing or off")
        for table in sorted(APPEND_ONLY - guarded)
    ]


def time_of_a_stream_never_falls() -> list[Breach]:
    """The times of a stream never fall as its numbers rise."""
    found = rows(
        "SELECT stream, seq FROM (SELECT stream, seq, at, "
        "lag(at) OVER (PARTITION BY stream ORDER BY seq) AS before FROM trail_entry) ordered "
        "WHERE at < before ORDER BY stream, seq LIMIT 100"
    )
    return [
        Breach("T5", f"{row['stream']} {row['seq']} is earlier than the one before")
        for row in found
    ]


CHECKS = {
    "L1": bodies_hash_to_their_leaf,
    "L2": streams_have_no_gap,
    "L3": columns_tell_what_the_body_tells,
    "L4": record_refuses_change,
    "T5": time_of_a_stream_never_falls,
}
