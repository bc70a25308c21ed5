"""Several lots of one case: what was sold covers the debts, and what becomes of the rest."""

from dataclasses import dataclass
from typing import ClassVar

from app.kernel.facts import Fact
from auction.facts.base import LotFact, PartiesFact


@dataclass(frozen=True)
class DebtsCovered(PartiesFact):
    """With this lot the sales of the case cover debts and costs (20〔21〕 art. 14)."""

    name: ClassVar[str] = "auction.case.debts_covered"
    proceeds: str
    owed: str
    #: Lots of the case that are still to be sold.
    remaining: int


@dataclass(frozen=True)
class RestStopped(PartiesFact):
    """A judge stopped the remaining lots of the case (art. 14)."""

    name: ClassVar[str] = "auction.case.rest_stopped"
    proceeds: str
    owed: str
    lots: list[str]


@dataclass(frozen=True)
class RestGoesOn(PartiesFact):
    """The debtor agrees that everything is sold (art. 14)."""

    name: ClassVar[str] = "auction.case.rest_goes_on"
    reason: str


@dataclass(frozen=True)
class LotStoppedCovered(LotFact):
    """The lot is not sold: other lots of its case cover the debts (art. 14)."""

    name: ClassVar[str] = "auction.lot.stopped_covered"
    reason: str


FACTS: tuple[type[Fact], ...] = (DebtsCovered, RestStopped, RestGoesOn, LotStoppedCovered)
