"""The tree as it is stored: roots and proofs from a few tiles of 256, never from all leaves."""

from collections.abc import Sequence

from sqlalchemy import select

from app.store.db import db
from app.trail import merkle
from app.trail.log_models import LogCheckpoint, LogLeaf, LogNode

#: Levels that one stored root spans: 2**8 = 256 neighbors make a tile (C2SP tiles).
TILE_LEVELS = 8
TILE = 1 << TILE_LEVELS


class LogBroken(Exception):
    """What is stored is not what was signed; nothing more may be signed on top of it."""


class StoredTree:
    """Roots of full subtrees as the database holds them; each tile is read once."""

    def __init__(self) -> None:
        self._tiles: dict[tuple[int, int], Sequence[bytes]] = {}

    def root_of(self, level: int, index: int) -> bytes:
        """Return the root of a full subtree; raises LogBroken when a hash below is missing."""
        floor = level - level % TILE_LEVELS
        width = 1 << (level - floor)
        first = index * width
        tile = self._tile(floor, first // TILE)
        below = tile[first % TILE : first % TILE + width]
        if len(below) != width:
            raise LogBroken(f"level {floor} of the tree ends before {first + width}")
        return merkle.tree_root(below)

    def root(self, size: int) -> bytes:
        """Return the root over the first ``size`` leaves."""
        return merkle.range_root(0, size, self.root_of)

    def frontier(self, size: int) -> merkle.Frontier:
        """Return the first ``size`` leaves in the form that grows."""
        peaks = [self.root_of(level, index) for level, index in merkle.subtrees(0, size)]
        return merkle.Frontier(size, peaks)

    def inclusion(self, index: int, size: int) -> list[bytes]:
        """Return the audit path of a leaf; raises merkle.ProofFault outside of the tree."""
        return merkle.inclusion_proof(index, size, self.root_of)

    def consistency(self, old: int, new: int) -> list[bytes]:
        """Return the proof between two sizes; raises merkle.ProofFault for impossible ones."""
        return merkle.consistency_proof(old, new, self.root_of)

    def _tile(self, level: int, number: int) -> Sequence[bytes]:
        if (level, number) not in self._tiles:
            self._tiles[level, number] = hashes_between(level, number * TILE, TILE)
        return self._tiles[level, number]


def hashes_between(level: int, first: int, count: int) -> Sequence[bytes]:
    """Return neighbors as stored, from ``first`` on, without a gap; fewer at the right end."""
    if level:
        query = select(LogNode.place, LogNode.hash).where(
            LogNode.level == level, LogNode.place >= first, LogNode.place < first + count
        )
        rows = db.session.execute(query.order_by(LogNode.place)).all()
    else:
        leaves = select(LogLeaf.idx, LogLeaf.hash).where(
            LogLeaf.idx >= first, LogLeaf.idx < first + count
        )
        rows = db.session.execute(leaves.order_by(LogLeaf.idx)).all()
    for expected, (place, _) in enumerate(rows, first):
        if place != expected:
            raise LogBroken(f"level {level} of the tree lacks {expected}")
    return [bytes(found) for _, found in rows]


def newest_checkpoint() -> LogCheckpoint | None:
    """Return the newest checkpoint, or None while nothing was sealed."""
    query = select(LogCheckpoint).order_by(LogCheckpoint.size.desc()).limit(1)
    return db.session.scalar(query.execution_options(populate_existing=True))
