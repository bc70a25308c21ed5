"""What happened to objections against evidence."""

from dataclasses import dataclass
from typing import ClassVar

from app.kernel.facts import Fact


@dataclass(frozen=True)
class _ObjectionFact(Fact):
    no: str
    code: str
    agency_name: str
    case_number: str | None
    evidence_id: int

    def stream(self) -> str:
        """Belong to the agency, apart from what everybody may read of it."""
        return f"agency:{self.code}:court"


@dataclass(frozen=True)
class ScoreObjectionMade(_ObjectionFact):
    """An agency objected to a piece of evidence."""

    name: ClassVar[str] = "registry.score_objection.made"
    reason: str


@dataclass(frozen=True)
class ScoreObjectionWithdrawn(_ObjectionFact):
    """An agency took its objection back."""

    name: ClassVar[str] = "registry.score_objection.withdrawn"


@dataclass(frozen=True)
class ScoreObjectionDecided(_ObjectionFact):
    """A court decided an objection to a piece of evidence."""

    name: ClassVar[str] = "registry.score_objection.decided"
    outcome: str
    reasons: str


FACTS = (ScoreObjectionMade, ScoreObjectionWithdrawn, ScoreObjectionDecided)
