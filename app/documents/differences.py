"""What changed between two texts, line by line and inside a changed line sign by sign."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

#: Below this likeness two lines are shown as one gone and one new, not as one changed.
ALIKE = 0.4


@dataclass(frozen=True)
class Piece:
    """Some signs of a line: kept, gone ("del") or new ("ins")."""

    change: str
    words: str


def differences(before: str, after: str) -> list[list[Piece]]:
    """Return the lines of both texts in reading order, each as its pieces."""
    old, new = before.splitlines(), after.splitlines()
    lines: list[list[Piece]] = []
    for change, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if change == "equal":
            lines += [[Piece("", line)] for line in old[a:b]]
        else:
            lines += _changed(old[a:b], new[c:d])
    return lines


def _changed(old: Sequence[str], new: Sequence[str]) -> Iterator[list[Piece]]:
    if len(old) == len(new) and all(map(_are_alike, old, new)):
        yield from ([*_pieces(one, other)] for one, other in zip(old, new, strict=True))
        return
    yield from ([Piece("del", line)] for line in old)
    yield from ([Piece("ins", line)] for line in new)


def _are_alike(one: str, other: str) -> bool:
    return SequenceMatcher(None, one, other, autojunk=False).ratio() >= ALIKE


def _pieces(one: str, other: str) -> Iterator[Piece]:
    for change, a, b, c, d in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        if change == "equal":
            yield Piece("", one[a:b])
            continue
        if a < b:
            yield Piece("del", one[a:b])
        if c < d:
            yield Piece("ins", other[c:d])
