"""What happened between visitors and a lot before bidding; no fact names a visitor (P72)."""

from dataclasses import dataclass
from typing import ClassVar

from app.kernel.facts import Fact
from auction.facts.base import SealedFact


@dataclass(frozen=True)
class LotMarked(SealedFact):
    """Somebody marked a lot to keep an eye on it."""

    name: ClassVar[str] = "auction.lot.marked"


@dataclass(frozen=True)
class LotUnmarked(SealedFact):
    """Somebody took such a mark away."""

    name: ClassVar[str] = "auction.lot.unmarked"


FACTS: tuple[type[Fact], ...] = (LotMarked, LotUnmarked)
