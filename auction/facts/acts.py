"""The five acts by which a court stops, takes back, ends or annuls a sale; all are public."""

from dataclasses import dataclass
from typing import ClassVar

from app.kernel.facts import Fact
from auction.facts.base import LotFact, RefusedFact


@dataclass(frozen=True)
class LotStayed(LotFact):
    """The sale stands still by a ruling; the reason is published at once (18号 art. 28, 36)."""

    name: ClassVar[str] = "auction.lot.stayed"
    ground: str
    reason: str
    suspended_at: str


@dataclass(frozen=True)
class HaltCauseEnded(LotFact):
    """The cause of a stop has ended; the sale goes on within five days (art. 28(4))."""

    name: ClassVar[str] = "auction.lot.halt_cause_ended"
    ended_on: str
    resume_by: str


@dataclass(frozen=True)
class LotWithdrawn(LotFact):
    """The sale was taken back (20〔21〕 art. 17)."""

    name: ClassVar[str] = "auction.lot.withdrawn"
    ground: str
    reason: str


@dataclass(frozen=True)
class LotStopped(LotFact):
    """The debtor paid everything before the day of the sale (20〔21〕 art. 19)."""

    name: ClassVar[str] = "auction.lot.stopped"
    paid: str


@dataclass(frozen=True)
class LotAnnulled(LotFact):
    """The sale was annulled (18号 art. 31)."""

    name: ClassVar[str] = "auction.lot.annulled"
    ground: str
    reason: str
    #: Decided after the fifteen days of 民诉法 236.
    is_late: bool


@dataclass(frozen=True)
class ActRefused(RefusedFact):
    """An act on a lot was refused because an article stands against it."""

    name: ClassVar[str] = "auction.lot.act_refused"
    action: str


FACTS: tuple[type[Fact], ...] = (
    LotStayed,
    HaltCauseEnded,
    LotWithdrawn,
    LotStopped,
    LotAnnulled,
    ActRefused,
)
