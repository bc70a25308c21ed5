"""The walk of RFC 3797, kept for tests only: an outside oracle for the shape of a draw."""

import hashlib
from collections.abc import Sequence


def key_of(sources: Sequence[Sequence[int]]) -> str:
    """Join the sorted figures of each source the way RFC 3797 section 4 says."""
    return "".join(".".join(map(str, sorted(source))) + "./" for source in sources)


def walk(key: str, pool: int, k: int) -> list[tuple[str, int, int]]:
    """Give (md5, divisor, selected) for each pick, taking every chosen number out."""
    remaining = list(range(1, pool + 1))
    picks = []
    for index in range(k):
        edge = index.to_bytes(2, "big")
        mark = hashlib.md5(edge + key.encode() + edge, usedforsecurity=False).hexdigest()
        divisor = len(remaining)
        picks.append((mark.upper(), divisor, remaining.pop(int(mark, 16) % divisor)))
    return picks
