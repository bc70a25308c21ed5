"""What anybody may ask of the sealed log: checkpoints, entries, places, proofs."""

import base64
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select, text

from app.kernel.facts import Audience
from app.store.db import db
from app.trail.log_models import LogCheckpoint, LogCosignature, LogLeaf, LogToken
from app.trail.models import TrailEntry
from app.trail.notes import Note, Signature, TlogProof
from app.trail.stored_tree import StoredTree, newest_checkpoint

ENTRIES_MAX = 256
#: Signs of the root that a page shows, so that a screenshot is a witness.
SHOWN = 20


@dataclass(frozen=True)
class LogEntry:
    """One place of the log; the bytes of a fact only where everybody may read it."""

    index: int
    leaf: bytes
    body: bytes | None

    def plain(self) -> dict[str, Any]:
        """Return it as it travels: the body where it is public, else the leaf in hex."""
        if self.body is None:
            return {"index": self.index, "hash": self.leaf.hex()}
        return {"index": self.index, "body": self.body.decode()}


def encoded(hashes: Sequence[bytes]) -> list[str]:
    """Return hashes as they travel: base64."""
    return [base64.b64encode(part).decode() for part in hashes]


def shown_root(checkpoint: LogCheckpoint) -> str:
    """Return the start of a root, as pages show it."""
    return base64.b64encode(bytes(checkpoint.root)).decode()[:SHOWN]


def find_checkpoint(size: int) -> LogCheckpoint | None:
    """Return the checkpoint of a size, if one was signed there."""
    return db.session.get(LogCheckpoint, size)


def list_checkpoints(*, after: int, limit: int) -> Sequence[LogCheckpoint]:
    """Return checkpoints above a size, the smallest first."""
    query = select(LogCheckpoint).where(LogCheckpoint.size > after)
    return db.session.scalars(query.order_by(LogCheckpoint.size).limit(limit)).all()


def best_checkpoint(least: int) -> LogCheckpoint | None:
    """Return the newest checkpoint that a witness signed and that holds ``least`` entries.

    Where no witness came yet it is the newest of all; none while it does not reach so far.
    """
    witnessed = db.session.scalar(
        select(LogCosignature.size)
        .where(LogCosignature.size >= least)
        .order_by(LogCosignature.size.desc())
        .limit(1)
    )
    if witnessed is not None:
        return find_checkpoint(witnessed)
    newest = newest_checkpoint()
    return newest if newest is not None and newest.size >= least else None


def full_note(checkpoint: LogCheckpoint) -> Note:
    """Return a checkpoint with the lines of its witnesses under those of the log."""
    return full_notes([checkpoint])[0]


def full_notes(checkpoints: Sequence[LogCheckpoint]) -> list[Note]:
    """Return checkpoints as ``full_note`` does, in their order."""
    lines: dict[int, list[Signature]] = defaultdict(list)
    sizes = [checkpoint.size for checkpoint in checkpoints]
    for size, line in db.session.execute(
        select(LogCosignature.size, LogCosignature.line)
        .where(LogCosignature.size.in_(sizes))
        .order_by(LogCosignature.id)
    ):
        lines[size].append(Signature.parse(line))
    notes = [Note.parse(checkpoint.note) for checkpoint in checkpoints]
    return [
        Note(note.text, (*note.signatures, *lines[size]))
        for size, note in zip(sizes, notes, strict=True)
    ]


def list_entries(first: int, end: int) -> list[LogEntry]:
    """Return the places [first, end) of the log, in order."""
    query = (
        select(LogLeaf.idx, LogLeaf.hash, TrailEntry.audience, TrailEntry.body)
        .join(TrailEntry, TrailEntry.id == LogLeaf.entry_id)
        .where(LogLeaf.idx >= first, LogLeaf.idx < end)
        .order_by(LogLeaf.idx)
    )
    return [
        LogEntry(idx, bytes(leaf), bytes(body) if audience is Audience.PUBLIC else None)
        for idx, leaf, audience, body in db.session.execute(query)
    ]


def find_index(leaf: bytes) -> int | None:
    """Return where a leaf stands, or None while it is not sealed."""
    return db.session.scalar(select(LogLeaf.idx).where(LogLeaf.hash == leaf).limit(1))


def find_proof(leaf: bytes) -> TlogProof | None:
    """Return the proof that a leaf stands in the log, or None while it is not sealed."""
    index = find_index(leaf)
    checkpoint = None if index is None else best_checkpoint(index + 1)
    if index is None or checkpoint is None:
        return None
    hashes = StoredTree().inclusion(index, checkpoint.size)
    return TlogProof(index, tuple(hashes), full_note(checkpoint))


def history(first: int, last: int, *, newest: int, most: int) -> list[dict[str, Any]]:
    """Return checkpoints whose size lies within [first, last], each proven to begin the newest.

    At most ``most`` are kept: the first and the last, those with a time stamp before others, the
    rest evenly spread. The work does not grow with the number of checkpoints.
    """
    sizes = kept_sizes(first, last, newest, most)
    query = select(LogCheckpoint).where(LogCheckpoint.size.in_(sizes)).order_by(LogCheckpoint.size)
    rows = db.session.scalars(query).all()
    tokens = find_tokens(sizes)
    tree = StoredTree()
    return [
        {
            "note": str(note),
            "consistency": encoded(tree.consistency(row.size, newest)),
            "timestamp": tokens.get(row.size),
        }
        for row, note in zip(rows, full_notes(rows), strict=True)
    ]


#: The first size of a table at or above each of so many places, evenly spread over a range.
_SPREAD = """
SELECT DISTINCT near.size FROM generate_series(0, :count - 1) AS step
CROSS JOIN LATERAL (
 SELECT size FROM {table}
 WHERE size BETWEEN :first + step * (:last - :first) / :count AND :last ORDER BY size LIMIT 1
) near
"""


def kept_sizes(first: int, last: int, newest: int, most: int) -> list[int]:
    """Return which checkpoints a history keeps, in order; see ``history``."""
    within = LogCheckpoint.size.between(first, last)
    query = select(LogCheckpoint.size).where(within).order_by(LogCheckpoint.size)
    few = db.session.scalars(query.limit(most)).all()
    if len(few) < most:
        return sorted({*few, newest})
    largest = select(func.max(LogCheckpoint.size)).where(within)
    chosen = {few[0], db.session.scalar(largest) or newest, newest}
    room = most - len(chosen)
    query = select(LogToken.size).where(LogToken.size.between(first, last)).distinct()
    stamped = db.session.scalars(query.order_by(LogToken.size).limit(room + 1)).all()
    is_all = len(stamped) <= room
    chosen.update(stamped if is_all else _spread("log_token", first, last, room))
    if (room := most - len(chosen)) > 0:
        chosen.update(_spread("log_checkpoint", first, last, room))
    return sorted(chosen)


def _spread(table: str, first: int, last: int, count: int) -> Sequence[int]:
    given = {"count": count, "first": first, "last": last}
    return db.session.scalars(text(_SPREAD.format(table=table)), given).all()


def find_tokens(sizes: Sequence[int]) -> dict[int, str]:
    """Return the first time-stamp token of each of these checkpoints that has one, in base64."""
    rows = db.session.execute(
        select(LogToken.size, LogToken.token)
        .where(LogToken.size.in_(sizes))
        .order_by(LogToken.id.desc())
    )
    return {size: base64.b64encode(bytes(token)).decode() for size, token in rows}
