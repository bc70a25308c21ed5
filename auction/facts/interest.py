"""What happened between visitors and a lot before bidding; no fact names a visitor (P72)."""

from dataclasses import dataclass
from typing import ClassVar

from app.kernel.facts import Fact
from auction.facts.base import LotFact, SealedFact


@dataclass(frozen=True)
class LotMarked(SealedFact):
    """Somebody marked a lot to keep an eye on it."""

    name: ClassVar[str] = "auction.lot.marked"


@dataclass(frozen=True)
class LotUnmarked(SealedFact):
    """Somebody took such a mark away."""

    name: ClassVar[str] = "auction.lot.unmarked"


@dataclass(frozen=True)
class QuestionAsked(SealedFact):
    """Somebody asked about a lot."""

    name: ClassVar[str] = "auction.question.asked"
    question: int


@dataclass(frozen=True)
class QuestionAnswered(LotFact):
    """The court answered a question, for everybody to read."""

    name: ClassVar[str] = "auction.question.answered"
    question: int
    #: SHA-256 of the words and the answer as published, joined by a line feed.
    digest: str


@dataclass(frozen=True)
class ViewingOffered(LotFact):
    """The court offered a time to look at the thing."""

    name: ClassVar[str] = "auction.viewing.offered"
    viewing: int
    starts_at: str
    ends_at: str


@dataclass(frozen=True)
class ViewingWithdrawn(LotFact):
    """The court called a viewing off."""

    name: ClassVar[str] = "auction.viewing.withdrawn"
    viewing: int
    starts_at: str
    reason: str


@dataclass(frozen=True)
class ViewingBooked(SealedFact):
    """Somebody took a place at a viewing."""

    name: ClassVar[str] = "auction.viewing.booked"
    viewing: int


@dataclass(frozen=True)
class ViewingCanceled(SealedFact):
    """Somebody gave a place back."""

    name: ClassVar[str] = "auction.viewing.canceled"
    viewing: int


FACTS: tuple[type[Fact], ...] = (
    LotMarked,
    LotUnmarked,
    QuestionAsked,
    QuestionAnswered,
    ViewingOffered,
    ViewingWithdrawn,
    ViewingBooked,
    ViewingCanceled,
)
