"""What happened to the evidence behind scores, and to objections against it."""

from dataclasses import dataclass
from typing import ClassVar

from app.kernel.facts import Audience, Fact


@dataclass(frozen=True)
class _EvidenceFact(Fact):
    code: str
    agency_name: str
    case_number: str | None

    def stream(self) -> str:
        """Belong to the agency, apart from what everybody may read of it."""
        if self.audience is Audience.PUBLIC:
            return f"agency:{self.code}"
        return f"agency:{self.code}:court"


@dataclass(frozen=True)
class EvidenceNoted(_EvidenceFact):
    """Something that counts for or against an agency was written down."""

    name: ClassVar[str] = "registry.evidence.noted"
    evidence_id: int
    kind: str
    #: None for a sale, which is measured.
    is_good: bool | None
    cause: str
    reference: str


@dataclass(frozen=True)
class EvidenceAnnulled(_EvidenceFact):
    """A piece of evidence no longer counts."""

    name: ClassVar[str] = "registry.evidence.annulled"
    evidence_id: int
    kind: str
    reference: str
    decision_no: str
    reason: str


@dataclass(frozen=True)
class EvidenceHistoryLoaded(Fact):
    """Evidence of an earlier time was loaded in one go."""

    name: ClassVar[str] = "registry.evidence.history_loaded"
    source: str
    pieces: int
    agencies: int

    def stream(self) -> str:
        """Every load is of one stream."""
        return "registry:history"


FACTS = (EvidenceNoted, EvidenceAnnulled, EvidenceHistoryLoaded)
