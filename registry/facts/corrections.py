"""What was corrected in the books, and who or what left a case."""

from dataclasses import dataclass
from typing import Any, ClassVar

from app.kernel.facts import Audience, Fact


@dataclass(frozen=True)
class _CaseFact(Fact):
    case_number: str

    def stream(self) -> str:
        """Each case is a stream."""
        return f"case:{self.case_number}"


@dataclass(frozen=True)
class PartyCorrected(_CaseFact):
    """Something about a party was corrected; names and numbers stay out of the fact."""

    name: ClassVar[str] = "registry.party.corrected"
    party: str
    changed: list[str]
    reason: str


@dataclass(frozen=True)
class PartyWithdrawn(_CaseFact):
    """A party left the case."""

    name: ClassVar[str] = "registry.party.withdrawn"
    party: str
    reason: str


@dataclass(frozen=True)
class AssetCorrected(_CaseFact):
    """Something about an asset was corrected; what stood there before is kept."""

    name: ClassVar[str] = "registry.asset.corrected"
    audience: ClassVar[Audience] = Audience.PARTIES
    asset_no: str
    before: dict[str, Any]
    after: dict[str, Any]
    reason: str


@dataclass(frozen=True)
class AssetWithdrawn(_CaseFact):
    """An asset was released; nothing more is done with it."""

    name: ClassVar[str] = "registry.asset.withdrawn"
    audience: ClassVar[Audience] = Audience.PARTIES
    asset_no: str
    reason: str


@dataclass(frozen=True)
class EncumbranceRecorded(_CaseFact):
    """A burden of an asset was written down; its holder stays out of the fact."""

    name: ClassVar[str] = "registry.encumbrance.recorded"
    audience: ClassVar[Audience] = Audience.PARTIES
    asset_no: str
    #: Kind and row number, such as mortgage/12.
    burden: str
    amount: str | None
    rank: int | None
    registered_on: str | None


@dataclass(frozen=True)
class EncumbranceLifted(_CaseFact):
    """A burden no longer rests on an asset."""

    name: ClassVar[str] = "registry.encumbrance.lifted"
    audience: ClassVar[Audience] = Audience.PARTIES
    asset_no: str
    burden: str
    reason: str


@dataclass(frozen=True)
class _CourtFact(Fact):
    audience: ClassVar[Audience] = Audience.PUBLIC
    code: str

    def stream(self) -> str:
        """Each court is a stream."""
        return f"court:{self.code}"


@dataclass(frozen=True)
class CourtOpened(_CourtFact):
    """The operator put a court into the books."""

    name: ClassVar[str] = "registry.court.opened"
    court: str
    region_code: str


@dataclass(frozen=True)
class CourtCorrected(_CourtFact):
    """The operator corrected what is said of a court."""

    name: ClassVar[str] = "registry.court.corrected"
    court: str
    before: dict[str, str]
    after: dict[str, str]


FACTS = (
    PartyCorrected,
    PartyWithdrawn,
    AssetCorrected,
    AssetWithdrawn,
    EncumbranceRecorded,
    EncumbranceLifted,
    CourtOpened,
    CourtCorrected,
)
