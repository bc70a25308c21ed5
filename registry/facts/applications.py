"""What happened to applications, the people of agencies and their licences."""

from dataclasses import dataclass
from typing import ClassVar

from app.kernel.facts import Audience, Fact


@dataclass(frozen=True)
class _ApplicationFact(Fact):
    no: str
    code: str
    agency_name: str
    purpose: str

    def stream(self) -> str:
        """Each application is a stream."""
        return f"application:{self.no}"


@dataclass(frozen=True)
class ApplicationSubmitted(_ApplicationFact):
    """An application was handed in; the digest says with which content."""

    name: ClassVar[str] = "registry.application.submitted"
    version: int
    digest: str


@dataclass(frozen=True)
class ApplicationRecalled(_ApplicationFact):
    """The applicant took the application back to change it."""

    name: ClassVar[str] = "registry.application.recalled"


@dataclass(frozen=True)
class ApplicationReturned(_ApplicationFact):
    """The court gave the application back to be mended."""

    name: ClassVar[str] = "registry.application.returned"
    reason: str


@dataclass(frozen=True)
class ApplicationAccepted(_ApplicationFact):
    """The court accepted the application with this content."""

    name: ClassVar[str] = "registry.application.accepted"
    version: int
    digest: str


@dataclass(frozen=True)
class ApplicationRefused(_ApplicationFact):
    """The court refused the application."""

    name: ClassVar[str] = "registry.application.refused"
    reason: str


@dataclass(frozen=True)
class ApplicationWithdrawn(_ApplicationFact):
    """The applicant gave the application up."""

    name: ClassVar[str] = "registry.application.withdrawn"


@dataclass(frozen=True)
class _AgencyFact(Fact):
    code: str
    agency_name: str

    def stream(self) -> str:
        """Each agency is a stream."""
        return f"agency:{self.code}"


@dataclass(frozen=True)
class AgencyRenewed(_AgencyFact):
    """A licence was renewed on the list."""

    name: ClassVar[str] = "registry.agency.renewed"
    audience: ClassVar[Audience] = Audience.PUBLIC
    licence_no: str
    expires_on: str
    grade: int


@dataclass(frozen=True)
class AgencyChanged(_AgencyFact):
    """Particulars of an agency changed on the list; the names of the changed ones."""

    name: ClassVar[str] = "registry.agency.changed"
    audience: ClassVar[Audience] = Audience.PUBLIC
    changed: list[str]


@dataclass(frozen=True)
class AgencyCapacityDeclared(_AgencyFact):
    """An agency named its own limit of open commissions."""

    name: ClassVar[str] = "registry.agency.capacity_declared"
    audience: ClassVar[Audience] = Audience.PUBLIC
    capacity: int


@dataclass(frozen=True)
class AgencyCapacityLifted(_AgencyFact):
    """An agency gave up its own limit; that of its people holds."""

    name: ClassVar[str] = "registry.agency.capacity_lifted"
    audience: ClassVar[Audience] = Audience.PUBLIC


@dataclass(frozen=True)
class AgencyLicenceReminded(_AgencyFact):
    """An agency was reminded that its licence ends soon."""

    name: ClassVar[str] = "registry.agency.licence_reminded"
    days: int
    expires_on: str


@dataclass(frozen=True)
class PractitionerRegistered(_AgencyFact):
    """A qualified person joined an agency."""

    name: ClassVar[str] = "registry.practitioner.registered"
    practitioner: str
    licence_no: str
    field: str


@dataclass(frozen=True)
class PractitionerLeft(_AgencyFact):
    """A qualified person left an agency."""

    name: ClassVar[str] = "registry.practitioner.left"
    practitioner: str
    field: str
    left_on: str


FACTS = (
    ApplicationSubmitted,
    ApplicationRecalled,
    ApplicationReturned,
    ApplicationAccepted,
    ApplicationRefused,
    ApplicationWithdrawn,
    AgencyRenewed,
    AgencyChanged,
    AgencyCapacityDeclared,
    AgencyCapacityLifted,
    AgencyLicenceReminded,
    PractitionerRegistered,
    PractitionerLeft,
)
