"""What happened between the rounds of a sale, and in a sell-off."""

from dataclasses import dataclass
from typing import ClassVar

from app.kernel.facts import Fact
from auction.facts.base import CourtFact, LotFact, PartiesFact, RefusedFact


@dataclass(frozen=True)
class LotFollowed(CourtFact):
    """The next offer of the same asset was drafted."""

    name: ClassVar[str] = "auction.lot.followed"
    following: str
    round: str


@dataclass(frozen=True)
class FollowingRefused(RefusedFact):
    """The next offer was not drafted because an article stood against it."""

    name: ClassVar[str] = "auction.lot.following_refused"


@dataclass(frozen=True)
class DelayExcused(PartiesFact):
    """A judge said why a later round comes after its days (P62)."""

    name: ClassVar[str] = "auction.lot.delay_excused"
    reason: str


@dataclass(frozen=True)
class LotOfferedInKind(LotFact):
    """The creditors may take the property at the price of the round that failed (20〔21〕 16)."""

    name: ClassVar[str] = "auction.lot.offered_in_kind"
    price: str
    until_at: str
    #: What binds the court's number for the lots among equals before anybody answers.
    commitment: str


@dataclass(frozen=True)
class OfferClosed(LotFact):
    """No creditor took the property."""

    name: ClassVar[str] = "auction.lot.offer_closed"
    ending: str


@dataclass(frozen=True)
class SellOffContested(LotFact):
    """The first bid of a sell-off came in; from it a contest of 24 hours runs (455号 六)."""

    name: ClassVar[str] = "auction.lot.contested"
    bid_seq: int
    closes_at: str


FACTS: tuple[type[Fact], ...] = (
    LotFollowed,
    FollowingRefused,
    DelayExcused,
    LotOfferedInKind,
    OfferClosed,
    SellOffContested,
)
