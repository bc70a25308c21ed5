"""What happened to the money of a sold lot: plans, objections, defaults."""

from dataclasses import dataclass
from typing import ClassVar

from app.kernel.facts import Fact
from auction.facts.base import CourtFact, LotFact, PartiesFact


@dataclass(frozen=True)
class PriceReturned(PartiesFact):
    """What the buyer of an annulled sale had paid is owed to him (P54)."""

    name: ClassVar[str] = "auction.price.returned"
    amount: str
    reason: str


@dataclass(frozen=True)
class PlanCorrected(PartiesFact):
    """A plan of distribution was corrected: a new version, with its reason."""

    name: ClassVar[str] = "auction.plan.corrected"
    version: int
    reason: str


@dataclass(frozen=True)
class PlanRecomputed(PartiesFact):
    """A plan was computed anew because other sales of the case fell away or changed."""

    name: ClassVar[str] = "auction.plan.recomputed"
    version: int
    fallen: list[str]


@dataclass(frozen=True)
class PlanServed(PartiesFact):
    """An approved plan went to the creditors and the debtor (民诉解释 509)."""

    name: ClassVar[str] = "auction.plan.served"
    version: int
    people: int


@dataclass(frozen=True)
class PlanNoticeReceived(PartiesFact):
    """Somebody received a plan, an objection or word of an opposition; the days run."""

    name: ClassVar[str] = "auction.plan.received"
    purpose: str
    party: int
    until_at: str


@dataclass(frozen=True)
class PlanObjected(PartiesFact):
    """A creditor or the debtor objected to a plan."""

    name: ClassVar[str] = "auction.plan.objected"
    objection: str
    version: int
    disputed: str


@dataclass(frozen=True)
class PlanObjectionMoved(PartiesFact):
    """An objection was opposed, left unopposed, taken to court, or lapsed."""

    name: ClassVar[str] = "auction.plan.objection_moved"
    objection: str
    state: str


@dataclass(frozen=True)
class PlanObjectionEnded(PartiesFact):
    """An objection is over: withdrawn, followed, or judged."""

    name: ClassVar[str] = "auction.plan.objection_ended"
    objection: str
    state: str


@dataclass(frozen=True)
class DistributionExecuted(PartiesFact):
    """The shares were posted; what is disputed in court was set aside."""

    name: ClassVar[str] = "auction.distribution.executed"
    price: str
    reserved: str


@dataclass(frozen=True)
class ReservePaid(PartiesFact):
    """What was set aside was paid as the judgment says."""

    name: ClassVar[str] = "auction.distribution.reserve_paid"
    objection: str
    amount: str


@dataclass(frozen=True)
class LotDefaulted(LotFact):
    """The buyer did not pay; the deposit is not returned (18号 art. 24)."""

    name: ClassVar[str] = "auction.lot.defaulted"
    price: str


@dataclass(frozen=True)
class DefaultRuled(CourtFact):
    """A judge ruled the default and the deposit was kept."""

    name: ClassVar[str] = "auction.default.ruled"
    forfeited: str
    reason: str


@dataclass(frozen=True)
class DefaultUseStated(CourtFact):
    """What a forfeited deposit is used for was written down and waits for approval."""

    name: ClassVar[str] = "auction.default.use_stated"
    forfeited: str
    new_price: str
    top_up: str
    residual: str


@dataclass(frozen=True)
class DefaultUseApproved(CourtFact):
    """The use of a forfeited deposit was approved and posted in the order of art. 24."""

    name: ClassVar[str] = "auction.default.use_approved"
    forfeited: str
    residual: str


@dataclass(frozen=True)
class TopUpOrdered(CourtFact):
    """A buyer in default was ordered to make up the difference."""

    name: ClassVar[str] = "auction.top_up.ordered"
    amount: str
    due_at: str


@dataclass(frozen=True)
class TopUpReceived(CourtFact):
    """A buyer in default made up the difference."""

    name: ClassVar[str] = "auction.top_up.received"
    amount: str


FACTS: tuple[type[Fact], ...] = (
    PriceReturned,
    PlanCorrected,
    PlanRecomputed,
    PlanServed,
    PlanNoticeReceived,
    PlanObjected,
    PlanObjectionMoved,
    PlanObjectionEnded,
    DistributionExecuted,
    ReservePaid,
    LotDefaulted,
    DefaultRuled,
    DefaultUseStated,
    DefaultUseApproved,
    TopUpOrdered,
    TopUpReceived,
)
