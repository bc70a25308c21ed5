"""Seal the record: give every committed fact its place in the tree and sign the new root.

The facts are there already, written with their rows; sealing only adds. A crash before the
commit leaves the log as it was, and the next round finds the same facts again.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, insert, select, text

from app.store.db import db
from app.store.work import unit_of_work
from app.trail import merkle
from app.trail.log_models import LogCheckpoint, LogLeaf, LogNode
from app.trail.notes import Checkpoint, Note, NoteFault, SigningKey, VerifierKey
from app.trail.stored_tree import (
    TILE,
    TILE_LEVELS,
    LogBroken,
    StoredTree,
    hashes_between,
    newest_checkpoint,
)

#: Facts sealed in one transaction at most, so that a long backlog is taken in steps.
BATCH_MAX = 4_096
_LOCK = "log-sealer"

#: Facts without a leaf. A number is given to a fact before its commit, so reading on by number
#: loses the late ones (reliability finding 10): what has no leaf is asked for, among all facts of
#: transactions that were not settled when everything before them had been sealed.
_UNSEALED = """
WITH fresh AS MATERIALIZED (SELECT id FROM trail_entry WHERE xid >= :horizon)
SELECT e.id, e.body, e.leaf_hash FROM fresh JOIN trail_entry e ON e.id = fresh.id
WHERE NOT EXISTS (SELECT 1 FROM log_leaf l WHERE l.entry_id = fresh.id)
ORDER BY e.id LIMIT :most
"""

_COUNT = """
SELECT count(*) FROM (
 SELECT 1 FROM trail_entry e WHERE e.xid >= :horizon
 AND NOT EXISTS (SELECT 1 FROM log_leaf l WHERE l.entry_id = e.id) LIMIT :most
) waiting
"""


@dataclass(frozen=True)
class Round:
    """What one round of sealing did."""

    size: int
    sealed: int
    #: Every fact of a transaction below this number is sealed now.
    horizon: int
    #: Whether more was waiting than one round takes.
    is_full: bool


def count_unsealed(horizon: int, *, most: int) -> int:
    """Return how many facts wait for their place, counted up to ``most``."""
    found = db.session.execute(text(_COUNT), {"horizon": horizon, "most": most})
    return int(found.scalar_one())


def seal(
    signers: Sequence[SigningKey],
    *,
    known: Sequence[VerifierKey],
    horizon: int = 0,
    most: int = BATCH_MAX,
) -> Round:
    """Seal up to ``most`` waiting facts and sign the tree with them, in one transaction.

    ``known`` are the public keys of the log, of which one signed the checkpoint before.
    Raises LogBroken when what is stored is not what was signed last, or a fact is not what was
    hashed when it was written: then nothing is signed.
    """
    with unit_of_work():
        db.session.execute(text("SET LOCAL statement_timeout = 0"))
        db.session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(_LOCK, 0))))
        settled = db.session.execute(
            text("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
        ).scalar_one()
        rows = db.session.execute(text(_UNSEALED), {"horizon": horizon, "most": most}).all()
        is_full = len(rows) == most
        reached = horizon if is_full else max(horizon, int(settled))
        newest = newest_checkpoint()
        size = newest.size if newest else 0
        if not rows:
            return Round(size, 0, reached, is_full=False)
        frontier = _proven(newest, known)
        for row in rows:
            if merkle.leaf_hash(bytes(row.body)) != bytes(row.leaf_hash):
                raise LogBroken(f"fact {row.id} is not what was written")
        _place(size, [(row.id, bytes(row.leaf_hash)) for row in rows])
        _sign(frontier, len(rows), signers, reached)
        return Round(size + len(rows), len(rows), reached, is_full)


def _proven(newest: LogCheckpoint | None, known: Sequence[VerifierKey]) -> merkle.Frontier:
    """Return the stored tree to grow, once it is seen to be the one that was signed last."""
    stored = db.session.scalar(select(func.max(LogLeaf.idx)))
    size = newest.size if newest else 0
    if (stored if stored is not None else -1) != size - 1:
        raise LogBroken(f"{size} leaves were signed, the last stored is {stored}")
    if newest is None:
        return merkle.Frontier()
    try:
        note = Note.parse(newest.note)
        note.signer(known)
        checkpoint = Checkpoint.parse(note.text)
    except NoteFault as fault:
        raise LogBroken(f"the checkpoint of {size} is not ours: {fault}") from None
    frontier = StoredTree().frontier(size)
    if (checkpoint.size, checkpoint.root) != (size, frontier.root()):
        raise LogBroken(f"the stored leaves do not give the root signed at {size}")
    return frontier


def _place(first: int, leaves: Sequence[tuple[int, bytes]]) -> None:
    """Store leaves at the right end, and the root of every tile they fill."""
    db.session.execute(
        insert(LogLeaf),
        [
            {"idx": idx, "entry_id": entry_id, "hash": leaf}
            for idx, (entry_id, leaf) in enumerate(leaves, first)
        ],
    )
    level, before, after = 0, first, first + len(leaves)
    while after // TILE > before // TILE:
        filled = range(before // TILE, after // TILE)
        db.session.execute(
            insert(LogNode),
            [
                {
                    "level": level + TILE_LEVELS,
                    "place": tile,
                    "hash": merkle.tree_root(hashes_between(level, tile * TILE, TILE)),
                }
                for tile in filled
            ],
        )
        level, before, after = level + TILE_LEVELS, before // TILE, after // TILE


def _sign(
    frontier: merkle.Frontier, count: int, signers: Sequence[SigningKey], horizon: int
) -> None:
    """Sign the tree of the leaves as they are stored now, read back rather than remembered."""
    for leaf in hashes_between(0, frontier.size, count):
        frontier.append(leaf)
    checkpoint = Checkpoint(signers[0].name, frontier.size, frontier.root())
    db.session.execute(
        insert(LogCheckpoint).values(
            size=checkpoint.size,
            root=checkpoint.root,
            note=str(checkpoint.signed(*signers)),
            signed_at=func.clock_timestamp(),
            horizon=horizon,
        )
    )
