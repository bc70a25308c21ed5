"""Homes under purchase limits: who promises and proves is in no fact."""

from dataclasses import dataclass
from typing import ClassVar

from app.kernel.facts import Fact
from auction.facts.base import CourtFact, SealedFact


@dataclass(frozen=True)
class PurchaseLimitSet(CourtFact):
    """A draft was marked as a home under purchase limits, or the mark was taken away."""

    name: ClassVar[str] = "auction.purchase.limit_set"
    limit: str


@dataclass(frozen=True)
class PurchasePromised(SealedFact):
    """Somebody promised to be qualified (2021〔18〕 art. 2)."""

    name: ClassVar[str] = "auction.purchase.promised"
    promise: int


@dataclass(frozen=True)
class PurchaseProofGiven(SealedFact):
    """A paper that shows the qualification came in (2021〔18〕 art. 3)."""

    name: ClassVar[str] = "auction.purchase.proof_given"
    proof: int
    sha256: str


@dataclass(frozen=True)
class PurchaseProofsRead(CourtFact):
    """The court opened proofs of the qualification; on record before they are shown."""

    name: ClassVar[str] = "auction.purchase.read"
    proofs: list[int]


@dataclass(frozen=True)
class PurchaseProofJudged(CourtFact):
    """A judge accepted or refused a proof (2021〔18〕 art. 3)."""

    name: ClassVar[str] = "auction.purchase.judged"
    proof: int
    is_accepted: bool
    reason: str


FACTS: tuple[type[Fact], ...] = (
    PurchaseLimitSet,
    PurchasePromised,
    PurchaseProofGiven,
    PurchaseProofsRead,
    PurchaseProofJudged,
)
