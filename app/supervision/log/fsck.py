"""Read the whole log again from the facts themselves: what `flask log fsck` and verify ask."""

from collections import defaultdict
from collections.abc import Iterator

from sqlalchemy import func, select, text

from app.store import db
from app.supervision.log import keys
from app.supervision.log.lag import MERGE_DELAY_SECONDS, lag_seconds
from app.trail import merkle
from app.trail.log_models import LogCheckpoint, LogKey, LogLeaf, LogNode
from app.trail.models import TrailEntry
from app.trail.notes import Checkpoint, Note, NoteFault, VerifierKey
from app.trail.stored_tree import TILE, TILE_LEVELS, StoredTree, newest_checkpoint
from app.web.modules import Breach

_PAGE = 2_000


def tree_is_whole() -> Iterator[Breach]:
    """Every fact hashes to its leaf, and the leaves give every root that was ever signed."""
    roots = {row.size: bytes(row.root) for row in _checkpoints()}
    nodes = {
        (level, place): bytes(found)
        for level, place, found in db.session.execute(
            select(LogNode.level, LogNode.place, LogNode.hash)
        )
    }
    tiles, grown, wanted = _Tiles(nodes), merkle.Frontier(), set(roots)
    for idx, stored, body in _leaves():
        if idx != grown.size:
            yield Breach("L1", f"leaf {grown.size} is missing")
            return
        if merkle.leaf_hash(body) != stored:
            yield Breach("L1", f"leaf {idx} is not the hash of its fact")
        grown.append(stored)
        yield from tiles.add(0, stored)
        if grown.size in roots:
            wanted.discard(grown.size)
            if grown.root() != roots[grown.size]:
                yield Breach("L1", f"the root signed at {grown.size} is not that of the leaves")
    for size in sorted(wanted):
        yield Breach("L1", f"a root was signed at {size}, and the leaves end at {grown.size}")
    for level, place in sorted(tiles.stored):
        yield Breach("L1", f"cached root {place} of level {level} has no leaves below it")


class _Tiles:
    """The cached roots, computed again as the leaves go by."""

    def __init__(self, stored: dict[tuple[int, int], bytes]) -> None:
        self.stored = stored
        self._open: dict[int, list[bytes]] = defaultdict(list)
        self._filled: dict[int, int] = defaultdict(int)

    def add(self, level: int, node: bytes) -> Iterator[Breach]:
        """Take the next hash of a level; a full tile is compared and goes one level up."""
        self._open[level].append(node)
        if len(self._open[level]) < TILE:
            return
        root, above = merkle.tree_root(self._open.pop(level)), level + TILE_LEVELS
        place = self._filled[above]
        self._filled[above] += 1
        if self.stored.pop((above, place), None) != root:
            yield Breach("L1", f"cached root {place} of level {above} is not that of its leaves")
        yield from self.add(above, root)


def _leaves() -> Iterator[tuple[int, bytes, bytes]]:
    query = (
        select(LogLeaf.idx, LogLeaf.hash, TrailEntry.body)
        .join(TrailEntry, TrailEntry.id == LogLeaf.entry_id)
        .order_by(LogLeaf.idx)
        .execution_options(yield_per=_PAGE)
    )
    for idx, stored, body in db.session.execute(query):
        yield idx, bytes(stored), bytes(body)


def _checkpoints() -> Iterator[LogCheckpoint]:
    query = select(LogCheckpoint).order_by(LogCheckpoint.size)
    yield from db.session.scalars(query.execution_options(yield_per=_PAGE))


def nothing_waits_long() -> list[Breach]:
    """Every committed fact is in the tree within five seconds."""
    if not db.session.scalar(select(func.count()).select_from(LogKey)):
        return []  # no log was begun here
    lag = lag_seconds()
    if lag is not None and lag <= MERGE_DELAY_SECONDS:
        return []
    words = "for ever" if lag is None else f"for {lag:.0f} s"
    return [Breach("L6", f"facts wait for their place {words}; is the sealer running?")]


def every_note_is_signed() -> list[Breach]:
    """Every checkpoint is signed by the key that was valid at its time, and says what we store."""
    return list(_wrong_notes())


def _wrong_notes() -> Iterator[Breach]:
    rows = db.session.scalars(select(LogKey).order_by(LogKey.id)).all()
    known = [(VerifierKey.parse(row.vkey), row) for row in rows]
    facts = _keys_of_facts()
    for key, row in known:
        if row.vkey not in facts:
            yield Breach("L8", f"key {key.key_id.hex()} came into use without a fact")
    for found in _checkpoints():
        valid = [
            key
            for place, (key, row) in enumerate(known)
            if row.added_at <= found.signed_at
            and _signs(known[place + 1][1] if place + 1 < len(known) else None, found)
        ]
        try:
            note = Note.parse(found.note)
            said = Checkpoint.parse(note.text)
            note.signer(valid)
        except NoteFault as fault:
            yield Breach("L8", f"the checkpoint of {found.size}: {fault}")
            continue
        if (said.size, said.root) != (found.size, bytes(found.root)):
            yield Breach("L8", f"the checkpoint of {found.size} was signed for another tree")


def _signs(successor: LogKey | None, found: LogCheckpoint) -> bool:
    until = successor.overlap_until if successor else None
    return until is None or found.signed_at < until


def _keys_of_facts() -> set[str]:
    rows = db.session.execute(
        text(
            "SELECT coalesce(payload->>'new_key', payload->>'key') FROM trail_entry "
            "WHERE name IN ('log.key.added', 'log.key.rotated')"
        )
    )
    return {str(vkey) for (vkey,) in rows}


def against(kept: str) -> Iterator[Breach]:
    """Say whether a checkpoint that somebody kept outside is a beginning of this log.

    This is what finds an administrator who changed a fact and computed everything again; the log
    alone cannot (reliability 5.1). The smallest size at which the log we hold differs is named by
    giving several.
    """
    try:
        note = Note.parse(kept)
        outside = Checkpoint.parse(note.text)
        note.signer(keys.public_keys())
    except NoteFault as fault:
        yield Breach("L5", f"the kept checkpoint is not of this log: {fault}")
        return
    newest = newest_checkpoint()
    size = newest.size if newest else 0
    if outside.size > size:
        yield Breach("L5", f"SHRUNK: {outside.size} entries were signed, the log has {size}")
    elif outside.size and StoredTree().root(outside.size) != outside.root:
        yield Breach("L5", f"CONSISTENCY: the log differs from what was signed at {outside.size}")


def fsck() -> Iterator[Breach]:
    """Yield everything that is wrong with the log."""
    yield from tree_is_whole()
    yield from nothing_waits_long()
    yield from every_note_is_signed()
