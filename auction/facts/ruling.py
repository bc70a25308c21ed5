"""What happened between the price and the end of a sale, and of a debtor's own sale."""

from dataclasses import dataclass
from typing import ClassVar

from app.kernel.facts import Fact
from auction.facts.base import CourtFact, LotFact, PartiesFact


@dataclass(frozen=True)
class ApprovalAsked(LotFact):
    """The buyer of equity needs an authority's approval first (2021〔20〕 art. 15)."""

    name: ClassVar[str] = "auction.lot.approval_asked"
    authority: str


@dataclass(frozen=True)
class BuyerProven(LotFact):
    """The buyer's qualification was proven (2021〔18〕 art. 3)."""

    name: ClassVar[str] = "auction.lot.buyer_proven"


@dataclass(frozen=True)
class QualificationShown(CourtFact):
    """What proved the buyer's qualification; only the court reads it."""

    name: ClassVar[str] = "auction.lot.qualification_shown"
    proof: str


@dataclass(frozen=True)
class LotRuled(LotFact):
    """The ruling was made and served; title has passed (20〔21〕 arts. 20, 26)."""

    name: ClassVar[str] = "auction.lot.ruled"
    #: Later than ten days after the whole price.
    is_late: bool


@dataclass(frozen=True)
class LotHandedOver(LotFact):
    """The thing was handed over (20〔21〕 art. 27)."""

    name: ClassVar[str] = "auction.lot.handed_over"
    handed_over_at: str
    #: Later than fifteen days after the service of the ruling.
    is_late: bool


@dataclass(frozen=True)
class SelfDisposalAllowed(LotFact):
    """The debtor may sell the thing itself, above the price that failed (238号)."""

    name: ClassVar[str] = "auction.lot.self_disposal_allowed"
    price: str
    until_at: str


@dataclass(frozen=True)
class SelfDisposalLapsed(LotFact):
    """The debtor's own sale did not come about."""

    name: ClassVar[str] = "auction.lot.self_disposal_lapsed"


@dataclass(frozen=True)
class SelfDisposalEnded(LotFact):
    """The debtor sold the thing itself and handed the price in."""

    name: ClassVar[str] = "auction.lot.self_disposed"
    price: str


@dataclass(frozen=True)
class SellOffRestOwed(PartiesFact):
    """A defaulted sell-off keeps the named deposit alone; the rest is the buyer's (455号 八)."""

    name: ClassVar[str] = "auction.default.rest_owed"
    amount: str


FACTS: tuple[type[Fact], ...] = (
    ApprovalAsked,
    BuyerProven,
    QualificationShown,
    LotRuled,
    LotHandedOver,
    SelfDisposalAllowed,
    SelfDisposalLapsed,
    SelfDisposalEnded,
    SellOffRestOwed,
)
