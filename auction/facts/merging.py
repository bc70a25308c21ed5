"""Several things of one case drafted as one lot, and taken apart again (20〔21〕 art. 15)."""

from dataclasses import dataclass
from typing import ClassVar

from app.kernel.facts import Fact
from auction.facts.base import CourtFact


@dataclass(frozen=True)
class LotsMerged(CourtFact):
    """Several assets were drafted as one lot, each with its fixed price, for a reason."""

    name: ClassVar[str] = "auction.lot.merged"
    assets: list[str]
    prices: list[str]
    ground: str
    reason: str


@dataclass(frozen=True)
class LotSplit(CourtFact):
    """A merged draft was taken apart before its notice; its parts may be offered alone."""

    name: ClassVar[str] = "auction.lot.split"
    reason: str


FACTS: tuple[type[Fact], ...] = (LotsMerged, LotSplit)
