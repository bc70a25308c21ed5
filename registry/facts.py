"""What happened in the registry, as the trail keeps it."""

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


@dataclass(frozen=True)
class AgencyRegistered(Fact):
    """An agency was put on the list."""

    name: ClassVar[str] = "registry.agency.registered"
    audience: ClassVar[Audience] = Audience.PUBLIC
    code: str
    agency_name: str

    def stream(self) -> str:
        """Each agency is a stream."""
        return f"agency:{self.code}"


@dataclass(frozen=True)
class AgencyStandingChanged(Fact):
    """An agency was paused, stopped, delisted or let back in."""

    name: ClassVar[str] = "registry.agency.standing_changed"
    audience: ClassVar[Audience] = Audience.PUBLIC
    code: str
    agency_name: str
    standing: str
    until: str | None
    reason: str

    def stream(self) -> str:
        """Each agency is a stream."""
        return f"agency:{self.code}"


@dataclass(frozen=True)
class _DrawFact(Fact):
    audience: ClassVar[Audience] = Audience.PUBLIC
    no: str
    case_number: str

    def stream(self) -> str:
        """Each draw is a stream."""
        return f"draw:{self.no}"


@dataclass(frozen=True)
class DrawPrepared(_DrawFact):
    """A court began to prepare a draw; nothing is fixed yet."""

    name: ClassVar[str] = "registry.draw.prepared"
    audience: ClassVar[Audience] = Audience.COURT
    asset_no: str
    round: int


@dataclass(frozen=True)
class DrawFrozen(_DrawFact):
    """The list stands and the court has committed itself to its nonce (R4)."""

    name: ClassVar[str] = "registry.draw.frozen"
    asset_no: str
    round: int
    scope: str
    list_digest: str
    commitment: str
    policy_digest: str
    tickets: int
    left_out: int
    strings_until: str


@dataclass(frozen=True)
class DrawStringHandedIn(_DrawFact):
    """Somebody handed in a string; what it says is not known before all are in."""

    name: ClassVar[str] = "registry.draw.string_handed_in"
    giver: str


@dataclass(frozen=True)
class DrawEntropyClosed(_DrawFact):
    """No more strings are taken; all that came are now public."""

    name: ClassVar[str] = "registry.draw.entropy_closed"
    strings: list[dict[str, str]]
    count: int


@dataclass(frozen=True)
class DrawPerformed(_DrawFact):
    """The nonce was opened and the order computed."""

    name: ClassVar[str] = "registry.draw.performed"
    asset_no: str
    round: int
    nonce: str
    seed: str
    order: list[dict[str, Any]]
    agencies: str
    transcript_digest: str


@dataclass(frozen=True)
class DrawNotified(_DrawFact):
    """The result was sent to the parties and the drawn agencies."""

    name: ClassVar[str] = "registry.draw.notified"


@dataclass(frozen=True)
class DrawVoided(_DrawFact):
    """The draw was made void; it stays visible and its round is used up."""

    name: ClassVar[str] = "registry.draw.voided"
    round: int
    was: str
    reason: str


@dataclass(frozen=True)
class DrawnAgencyFell(_DrawFact):
    """A drawn agency failed, refused or was recused; the next in order follows."""

    name: ClassVar[str] = "registry.draw.agency_fell"
    code: str
    agency_name: str
    reason: str


ALL = (
    CaseRegistered,
    PartyAdded,
    AssetRegistered,
    AssetFactsRecorded,
    AgencyRegistered,
    AgencyStandingChanged,
    DrawPrepared,
    DrawFrozen,
    DrawStringHandedIn,
    DrawEntropyClosed,
    DrawPerformed,
    DrawNotified,
    DrawVoided,
    DrawnAgencyFell,
)
