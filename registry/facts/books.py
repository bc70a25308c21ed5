"""What happened to cases, parties and assets."""

from dataclasses import dataclass
from typing import ClassVar

from app.kernel.facts import Audience, Fact


@dataclass(frozen=True)
class _CaseFact(Fact):
    case_number: str

    def stream(self) -> str:
        """Each case is a stream."""
        return f"case:{self.case_number}"


@dataclass(frozen=True)
class CaseRegistered(_CaseFact):
    """A court opened an enforcement case in the books."""

    name: ClassVar[str] = "registry.case.registered"
    court: str
    cause: str


@dataclass(frozen=True)
class PartyAdded(_CaseFact):
    """A party was written into a case; the name stays out of the fact."""

    name: ClassVar[str] = "registry.party.added"
    party: str
    id_masked: str


@dataclass(frozen=True)
class AssetRegistered(_CaseFact):
    """A seized asset was written into a case."""

    name: ClassVar[str] = "registry.asset.registered"
    audience: ClassVar[Audience] = Audience.PARTIES
    asset_no: str
    title: str
    nature: str
    estimated_value: str


@dataclass(frozen=True)
class AssetFactsRecorded(_CaseFact):
    """The findings of 法释〔2018〕15号 art. 3 were written down or changed."""

    name: ClassVar[str] = "registry.asset.facts_recorded"
    audience: ClassVar[Audience] = Audience.PARTIES
    asset_no: str
    facts: dict[str, str]


FACTS = (CaseRegistered, PartyAdded, AssetRegistered, AssetFactsRecorded)
