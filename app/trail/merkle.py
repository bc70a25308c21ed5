"""The tree over the record's leaves (RFC 6962): roots, proofs and their checks; pure.

Nothing here reads a database: whoever asks for a root or a proof hands in how the root of a full
subtree is found, so that the same code serves a list in memory and the sealed tables.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

#: The algorithm profile of the whole log: ``intl`` SHA-256, ``gm`` SM3. Never both in one log.
PROFILE = "intl"
HASHES = {"intl": "sha256", "gm": "sm3"}
HASH_BYTES = 32

#: Gives the root of the full subtree ``index`` of height ``level``: leaves
#: [index * 2**level, (index + 1) * 2**level).
SubtreeRoot = Callable[[int, int], bytes]


class ProofFault(ValueError):
    """A proof that does not show what it claims; the message says why."""


def hash_name() -> str:
    """Return the name of the hash of the log's profile, as policies and records write it."""
    return HASHES[PROFILE]


def digest(content: bytes) -> bytes:
    """Return the hash of the log's profile."""
    return hashlib.new(HASHES[PROFILE], content).digest()


def leaf_hash(body: bytes) -> bytes:
    """Return the leaf of an entry's bytes: H(0x00 || bytes)."""
    return digest(b"\x00" + body)


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the node above two: H(0x01 || left || right)."""
    return digest(b"\x01" + left + right)


def empty_root() -> bytes:
    """Return the root of a log without entries."""
    return digest(b"")


def tree_root(leaves: Sequence[bytes]) -> bytes:
    """Return the root over leaf hashes (RFC 6962, 2.1)."""
    frontier = Frontier()
    for leaf in leaves:
        frontier.append(leaf)
    return frontier.root()


@dataclass
class Frontier:
    """The roots of the full subtrees a tree falls into, the largest first: enough to grow it."""

    size: int = 0
    peaks: list[bytes] = field(default_factory=list)

    def append(self, leaf: bytes) -> None:
        """Put one leaf at the right end."""
        node, place = leaf, self.size
        while place & 1:
            node = node_hash(self.peaks.pop(), node)
            place >>= 1
        self.peaks.append(node)
        self.size += 1

    def root(self) -> bytes:
        """Return the root of the tree as it stands."""
        return _folded(self.peaks)


def _folded(peaks: Sequence[bytes]) -> bytes:
    if not peaks:
        return empty_root()
    root = peaks[-1]
    for peak in reversed(peaks[:-1]):
        root = node_hash(peak, root)
    return root


def subtrees(start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the full subtrees (level, index) that leaves [start, end) fall into, left to right.

    The range is one that RFC 6962 splits off: it begins at a multiple of its own width, rounded
    up to a power of two.
    """
    while start < end:
        level = (end - start).bit_length() - 1
        yield level, start >> level
        start += 1 << level


def range_root(start: int, end: int, root_of: SubtreeRoot) -> bytes:
    """Return the root over leaves [start, end) from the roots of their full subtrees."""
    return _folded([root_of(level, index) for level, index in subtrees(start, end)])


def subtrees_of(leaves: Sequence[bytes]) -> SubtreeRoot:
    """Return the roots of the full subtrees of a list of leaves, each computed once."""
    known: dict[tuple[int, int], bytes] = {}

    def root_of(level: int, index: int) -> bytes:
        if level == 0:
            return leaves[index]
        if (level, index) not in known:
            left, right = root_of(level - 1, 2 * index), root_of(level - 1, 2 * index + 1)
            known[level, index] = node_hash(left, right)
        return known[level, index]

    return root_of


def _split(size: int) -> int:
    """Return the largest power of two below a size of two or more."""
    return 1 << ((size - 1).bit_length() - 1)


def inclusion_proof(index: int, size: int, root_of: SubtreeRoot) -> list[bytes]:
    """Return the audit path of leaf ``index`` in the tree of ``size`` (RFC 6962, 2.1.1).

    Raises ProofFault when there is no such leaf.
    """
    if not 0 <= index < size:
        raise ProofFault("the index lies outside of the tree")
    path = []
    start, end = 0, size
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            path.append(range_root(middle, end, root_of))
            end = middle
        else:
            path.append(range_root(start, middle, root_of))
            start = middle
    return path[::-1]


def consistency_proof(old: int, new: int, root_of: SubtreeRoot) -> list[bytes]:
    """Return the proof that the tree of ``old`` begins the tree of ``new`` (RFC 6962, 2.1.2).

    Raises ProofFault unless 1 <= old <= new.
    """
    if not 1 <= old <= new:
        raise ProofFault("the older tree must hold a leaf and be no larger than the newer")
    path = []
    start, end, whole = 0, new, True
    while old != end:
        middle = start + _split(end - start)
        if old <= middle:
            path.append(range_root(middle, end, root_of))
            end = middle
        else:
            path.append(range_root(start, middle, root_of))
            start, whole = middle, False
    if not whole:
        path.append(range_root(start, end, root_of))
    return path[::-1]


def check_inclusion(
    leaf: bytes, *, index: int, size: int, proof: Sequence[bytes], root: bytes
) -> None:
    """Check that a leaf stands at ``index`` of the tree under ``root`` (RFC 9162, 2.1.3.2).

    Raises ProofFault with the reason.
    """
    if not 0 <= index < size:
        raise ProofFault("the index lies outside of the tree")
    _check_hashes([leaf, root, *proof])
    place, last, node = index, size - 1, leaf
    for part in proof:
        if last == 0:
            raise ProofFault("the proof has a hash too many")
        if place & 1 or place == last:
            node = node_hash(part, node)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            node = node_hash(node, part)
        place, last = place >> 1, last >> 1
    if last:
        raise ProofFault("the proof lacks a hash")
    if node != root:
        raise ProofFault("the proof leads to another root")


def check_consistency(
    *, old: int, old_root: bytes, new: int, new_root: bytes, proof: Sequence[bytes]
) -> None:
    """Check that the tree of ``old`` begins the tree of ``new`` (RFC 9162, 2.1.4.2).

    An empty log begins every log, without a proof. Raises ProofFault with the reason.
    """
    _check_hashes([old_root, new_root, *proof])
    if not 0 <= old <= new:
        raise ProofFault("the newer tree is smaller than the older")
    if old in {0, new}:
        if proof:
            raise ProofFault("the proof has a hash too many")
        if old_root != (new_root if old == new else empty_root()):
            raise ProofFault("the proof leads to another root")
        return
    parts = [old_root, *proof] if old & (old - 1) == 0 else list(proof)
    if not parts:
        raise ProofFault("the proof lacks a hash")
    if _both_roots(old - 1, new - 1, parts) != (old_root, new_root):
        raise ProofFault("the proof leads to another root")


def _both_roots(place: int, last: int, parts: Sequence[bytes]) -> tuple[bytes, bytes]:
    """Return the older and the newer root that a consistency proof leads to."""
    while place & 1:
        place, last = place >> 1, last >> 1
    first = second = parts[0]
    for part in parts[1:]:
        if last == 0:
            raise ProofFault("the proof has a hash too many")
        if place & 1 or place == last:
            first, second = node_hash(part, first), node_hash(part, second)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            second = node_hash(second, part)
        place, last = place >> 1, last >> 1
    if last:
        raise ProofFault("the proof lacks a hash")
    return first, second


def _check_hashes(parts: Iterable[bytes]) -> None:
    if any(len(part) != HASH_BYTES for part in parts):
        raise ProofFault(f"a hash has {HASH_BYTES} bytes")
