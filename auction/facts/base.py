"""Whose list a fact of the sale stands in, and who reads it."""

from dataclasses import dataclass
from typing import ClassVar

from app.kernel.facts import Audience, Fact


@dataclass(frozen=True)
class LotFact(Fact):
    """A public fact of a lot; the stream holds public facts only, so its places are gap-free."""

    lot: str
    case_number: str
    audience: ClassVar[Audience] = Audience.PUBLIC

    def stream(self) -> str:
        """Each lot is its own stream."""
        return f"lot:{self.lot}"


@dataclass(frozen=True)
class CourtFact(Fact):
    """A fact of a lot that only the court reads."""

    lot: str
    case_number: str
    audience: ClassVar[Audience] = Audience.COURT

    def stream(self) -> str:
        """Kept apart from the public stream of the lot."""
        return f"lot:{self.lot}:court"


@dataclass(frozen=True)
class RefusedFact(CourtFact):
    """An act of the court that was refused: by which rule, with which articles."""

    code: str
    citations: list[str]


@dataclass(frozen=True)
class SealedFact(Fact):
    """A fact of a lot that nobody reads before the end: even a count of bidders tells."""

    lot: str
    audience: ClassVar[Audience] = Audience.SEALED

    def stream(self) -> str:
        """Kept apart from what the court reads."""
        return f"lot:{self.lot}:sealed"


@dataclass(frozen=True)
class PartiesFact(Fact):
    """A fact of a lot that the court and the parties of the case read."""

    lot: str
    case_number: str
    audience: ClassVar[Audience] = Audience.PARTIES

    def stream(self) -> str:
        """Kept with what the court reads, apart from the public stream of the lot."""
        return f"lot:{self.lot}:court"
