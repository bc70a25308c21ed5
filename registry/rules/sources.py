"""Public figures a draw may be fed with: their weight in bits and the one form of a value.

Fairness 1.2, measured: closing digits of a stock index are neither uniform nor unmovable and are
not on the list.
"""

import math
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

#: Policy: the figures must carry this much more than the draw needs (fairness 1.2).
MARGIN_BITS = 15
#: A draw rests on three named figures at most; two games of one day carry any list.
SOURCES_MAX = 3


@dataclass(frozen=True)
class Game:
    """One kind of public figure: groups of numbers, each group with its range and order."""

    code: str
    title: str
    bits: Decimal
    #: (how many, least, greatest, whether each occurs once and the order is ascending)
    groups: tuple[tuple[int, int, int, bool], ...]
    digits: int
    example: str
    #: What is taken when the named draw is void; named in advance with it.
    fallback: str = "该期作废的，取同一游戏的下一期"


GAMES: dict[str, Game] = {
    game.code: game
    for game in (
        Game(
            "ssq", "中国福利彩票双色球", Decimal("24.1"), ((6, 1, 33, True), (1, 1, 16, True)), 2,
            "03 07 12 18 26 33 + 09",
        ),
        Game(
            "dlt", "中国体育彩票超级大乐透", Decimal("24.4"), ((5, 1, 35, True), (2, 1, 12, True)),
            2, "02 11 17 24 35 + 04 10",
        ),
        Game("pl5", "中国体育彩票排列5", Decimal("16.6"), ((5, 0, 9, False),), 1, "4 0 7 1 9"),
        Game("fc3d", "中国福利彩票3D", Decimal("10.0"), ((3, 0, 9, False),), 1, "8 0 2"),
        Game(
            "dice", "公开掷骰十次", Decimal("25.9"), ((10, 1, 6, False),), 1,
            "3 5 1 6 2 4 4 1 2 6", "骰子落地无效的，当场重掷该次",
        ),
    )
}  # fmt: skip


class BadFigure(ValueError):
    """The text is not a result this game can have."""


def canonical_value(game: Game, text: str) -> str:
    """Write a result in the one form that is hashed: groups ascending, two digits, single spaces.

    Digits may be typed full-width and apart in any way; a game of single digits may be typed
    without spaces.
    """
    plain = unicodedata.normalize("NFKC", text)
    parts = re.findall(r"[0-9]" if game.digits == 1 else r"[0-9]+", plain)
    if re.search(r"[^0-9\s+,;|、.-]", plain):
        raise BadFigure(text)
    numbers = [int(part) for part in parts]
    if len(numbers) != sum(count for count, *_ in game.groups):
        raise BadFigure(text)
    written = []
    for count, least, greatest, is_set in game.groups:
        group, numbers = numbers[:count], numbers[count:]
        if any(not least <= number <= greatest for number in group):
            raise BadFigure(text)
        if is_set:
            if len(set(group)) != count:
                raise BadFigure(text)
            group = sorted(group)
        written.append(" ".join(f"{number:0{game.digits}d}" for number in group))
    return " + ".join(written)


def needed_bits(tickets: int, k: int) -> float:
    """Give how much chance an ordered choice of k out of the tickets uses up, with the margin."""
    return math.log2(math.perm(tickets, min(k, tickets))) + MARGIN_BITS


def carried_bits(sources: Iterable[Mapping[str, Any]]) -> float:
    """Give how much chance the named figures carry together."""
    return float(sum(Decimal(source["bits"]) for source in sources))
