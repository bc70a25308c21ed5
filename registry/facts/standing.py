"""What was decided about agencies' standing, and about the policy of the draw."""

from dataclasses import dataclass
from typing import ClassVar

from app.kernel.facts import Audience, Fact


@dataclass(frozen=True)
class _StandingFact(Fact):
    audience: ClassVar[Audience] = Audience.PUBLIC
    no: str
    code: str
    agency_name: str

    def stream(self) -> str:
        """Each agency is a stream."""
        return f"agency:{self.code}"


@dataclass(frozen=True)
class StandingDecided(_StandingFact):
    """A measure was taken, or an agency let back in, with its ground and its paper."""

    name: ClassVar[str] = "registry.standing.decided"
    act: str
    ground: str
    basis: str
    since: str
    until: str | None
    reasons: str
    numbers: dict[str, str]
    paper_no: str


@dataclass(frozen=True)
class StandingEnded(_StandingFact):
    """A measure works no more: its time was over, or another decision ended it."""

    name: ClassVar[str] = "registry.standing.ended"
    act: str
    ended_by: str


@dataclass(frozen=True)
class StandingAppealed(_StandingFact):
    """The agency appealed; the measure goes on until the appeal is decided."""

    name: ClassVar[str] = "registry.standing.appealed"
    act: str


@dataclass(frozen=True)
class StandingAppealDecided(_StandingFact):
    """Another judge upheld or overturned the decision."""

    name: ClassVar[str] = "registry.standing.appeal_decided"
    act: str
    outcome: str
    reasons: str
    paper_no: str


@dataclass(frozen=True)
class AgencyRelationRecorded(Fact):
    """A tie of an agency to somebody was put on record, or taken back as wrong."""

    name: ClassVar[str] = "registry.agency.relation_recorded"
    audience: ClassVar[Audience] = Audience.COURT
    code: str
    agency_name: str
    kind: str
    is_withdrawn: bool

    def stream(self) -> str:
        """Each agency is a stream."""
        return f"agency:{self.code}"


@dataclass(frozen=True)
class CasePersonRecorded(Fact):
    """An agent or a judge of a case was put on record, or taken back."""

    name: ClassVar[str] = "registry.case.person_recorded"
    audience: ClassVar[Audience] = Audience.COURT
    case_number: str
    role: str
    id_masked: str
    is_withdrawn: bool

    def stream(self) -> str:
        """Belong to the case."""
        return f"case:{self.case_number}"


@dataclass(frozen=True)
class DrawPolicyAdopted(Fact):
    """A court adopted a version of its draw policy; later freezes are bound to it."""

    name: ClassVar[str] = "registry.policy.adopted"
    audience: ClassVar[Audience] = Audience.PUBLIC
    court_id: int
    court_name: str
    version: int
    mode: str
    document_name: str
    document_sha256: str
    policy_digest: str
    reasons: str

    def stream(self) -> str:
        """Each court's policy is a stream."""
        return f"policy:{self.court_id}"


FACTS = (
    StandingDecided,
    StandingEnded,
    StandingAppealed,
    StandingAppealDecided,
    AgencyRelationRecorded,
    CasePersonRecorded,
    DrawPolicyAdopted,
)
