"""What happened when agencies were rated and reviewed."""

from dataclasses import dataclass
from typing import ClassVar

from app.kernel.facts import Audience, Fact


@dataclass(frozen=True)
class _RatingFact(Fact):
    reference: str
    case_number: str
    code: str
    agency_name: str

    def stream(self) -> str:
        """Belong to the agency, apart from what everybody may read of it."""
        if self.audience is Audience.PUBLIC:
            return f"agency:{self.code}"
        return f"agency:{self.code}:court"


@dataclass(frozen=True)
class RatingsAsked(_RatingFact):
    """A commission was closed; those concerned may rate."""

    name: ClassVar[str] = "registry.ratings.asked"
    audience: ClassVar[Audience] = Audience.PARTIES
    ends_at: str

    def stream(self) -> str:
        """Belong to the commission."""
        return f"ratings:{self.reference}"


@dataclass(frozen=True)
class RatingGiven(_RatingFact):
    """Somebody rated; neither who nor how is known before all sheets are opened."""

    name: ClassVar[str] = "registry.ratings.given"
    side: str


@dataclass(frozen=True)
class RatingsOpened(_RatingFact):
    """The sealed sheets were opened and count from now on."""

    name: ClassVar[str] = "registry.ratings.opened"
    sheets: int


@dataclass(frozen=True)
class ReviewRecorded(_RatingFact):
    """The result of a professional review was recorded with its paper."""

    name: ClassVar[str] = "registry.review.recorded"
    audience: ClassVar[Audience] = Audience.PUBLIC
    is_confirmed: bool
    reviewer: str
    reviewed_on: str
    paper_sha256: str


FACTS = (RatingsAsked, RatingGiven, RatingsOpened, ReviewRecorded)
