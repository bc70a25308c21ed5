"""What anybody may ask of the sealed log: checkpoints, entries, places, proofs."""

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import exists, func, or_, select

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
    witnessed = exists().where(LogCosignature.size == LogCheckpoint.size)
    query = (
        select(LogCheckpoint)
        .where(LogCheckpoint.size >= least, witnessed)
        .order_by(LogCheckpoint.size.desc())
        .limit(1)
    )
    found = db.session.scalar(query) or newest_checkpoint()
    return found if found is not None and found.size >= least else None


def full_note(checkpoint: LogCheckpoint) -> Note:
    """Return a checkpoint with the lines of its witnesses under those of the log."""
    note = Note.parse(checkpoint.note)
    lines = db.session.scalars(
        select(LogCosignature.line)
        .where(LogCosignature.size == checkpoint.size)
        .order_by(LogCosignature.id)
    )
    return Note(note.text, (*note.signatures, *(Signature.parse(line) for line in lines)))


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

    At most ``most`` are kept: the first, the last, those with a time stamp before others, the
    rest evenly spread, so that the same question has one answer.
    """
    stamped = exists().where(LogToken.size == LogCheckpoint.size)
    within = or_(LogCheckpoint.size.between(first, last), LogCheckpoint.size == newest)
    rows = db.session.execute(
        select(LogCheckpoint.size, stamped).where(within).order_by(LogCheckpoint.size)
    ).all()
    sizes = _kept([(int(size), bool(has)) for size, has in rows], most)
    tree = StoredTree()
    written: list[dict[str, Any]] = []
    for checkpoint in db.session.scalars(
        select(LogCheckpoint).where(LogCheckpoint.size.in_(sizes)).order_by(LogCheckpoint.size)
    ):
        token = find_token(checkpoint.size)
        written.append(
            {
                "note": str(full_note(checkpoint)),
                "consistency": encoded(tree.consistency(checkpoint.size, newest)),
                "timestamp": None if token is None else base64.b64encode(token).decode(),
            }
        )
    return written


def _kept(rows: Sequence[tuple[int, bool]], most: int) -> list[int]:
    if len(rows) <= most:
        return [size for size, _ in rows]
    ends = {rows[0][0], rows[-1][0]}
    stamped = [size for size, has in rows if has and size not in ends]
    others = [size for size, has in rows if not has and size not in ends]
    chosen = [*_spread(stamped, most - len(ends))]
    chosen += _spread(others, most - len(ends) - len(chosen))
    return sorted(ends.union(chosen))


def _spread(sizes: Sequence[int], most: int) -> list[int]:
    if len(sizes) <= most:
        return list(sizes)
    return [sizes[place * len(sizes) // most] for place in range(most)]


def find_token(size: int) -> bytes | None:
    """Return the first time-stamp token of a checkpoint (DER), or None."""
    query = select(LogToken.token).where(LogToken.size == size).order_by(LogToken.id).limit(1)
    found = db.session.scalar(query)
    return None if found is None else bytes(found)


def count_tokens() -> int:
    """Return how many time-stamp tokens the log holds."""
    return db.session.scalar(select(func.count()).select_from(LogToken)) or 0
