"""A mandate is given, approved, withdrawn, over; a case was read, something sealed was opened."""

from dataclasses import dataclass
from typing import ClassVar

from app.kernel.facts import Audience, Fact


@dataclass(frozen=True)
class _MandateFact(Fact):
    """Base: each mandate is its own stream; the court that is read may read it too."""

    audience: ClassVar[Audience] = Audience.COURT
    mandate: str
    court_id: int
    case_number: str | None

    def stream(self) -> str:
        """Belong to the mandate."""
        return f"mandate:{self.mandate}"


@dataclass(frozen=True)
class MandateGiven(_MandateFact):
    """Somebody may read; if it opens what is sealed, only once a second person approved."""

    name: ClassVar[str] = "supervision.mandate.given"
    observer: str
    speaks_for: str
    reach: str
    lot: str | None
    opens_sealed: bool
    begins_at: str
    ends_at: str
    reason: str


@dataclass(frozen=True)
class MandateApproved(_MandateFact):
    """A second person approved that sealed things may be opened."""

    name: ClassVar[str] = "supervision.mandate.approved"


@dataclass(frozen=True)
class MandateWithdrawn(_MandateFact):
    """The mandate holds no more."""

    name: ClassVar[str] = "supervision.mandate.withdrawn"
    reason: str


@dataclass(frozen=True)
class MandateOver(_MandateFact):
    """The last moment of the mandate has gone by."""

    name: ClassVar[str] = "supervision.mandate.over"


@dataclass(frozen=True)
class CaseObserved(_MandateFact):
    """The file of a case was read under a mandate; written before it is shown."""

    name: ClassVar[str] = "supervision.case.observed"


@dataclass(frozen=True)
class SealedRead(_MandateFact):
    """Something sealed was opened under a mandate; written before it is shown (reliability L11)."""

    name: ClassVar[str] = "supervision.sealed.read"
    lot: str
    #: What was opened: name/<paddle> or proof/<number>.
    opened: str
    purpose: str


@dataclass(frozen=True)
class ReadRefused(_MandateFact):
    """Somebody tried to read outside a mandate; nothing was shown."""

    name: ClassVar[str] = "supervision.read.refused"
    code: str


FACTS = (
    MandateGiven,
    MandateApproved,
    MandateWithdrawn,
    MandateOver,
    CaseObserved,
    SealedRead,
    ReadRefused,
)
