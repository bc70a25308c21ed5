"""What happened to the list of agencies by import."""

from dataclasses import dataclass
from typing import ClassVar

from app.kernel.facts import Audience, Fact


@dataclass(frozen=True)
class _OfImport(Fact):
    """Base of what happened to one import."""

    no: str

    def stream(self) -> str:
        """Each import is a stream."""
        return f"list:{self.no}"


@dataclass(frozen=True)
class ListReceived(_OfImport):
    """A file of agencies was taken in; nothing of it is on the list yet."""

    name: ClassVar[str] = "registry.list.received"
    audience: ClassVar[Audience] = Audience.COURT
    kind: str
    coverage: str
    region: str
    listed_on: str
    filename: str
    sha256: str


@dataclass(frozen=True)
class ListStaged(_OfImport):
    """The file was read to its end and compared with the list."""

    name: ClassVar[str] = "registry.list.staged"
    audience: ClassVar[Audience] = Audience.COURT
    rows: int
    faulty: int


@dataclass(frozen=True)
class ListRefused(_OfImport):
    """The file as a whole could not be read as a list."""

    name: ClassVar[str] = "registry.list.refused"
    audience: ClassVar[Audience] = Audience.COURT
    reason: str


@dataclass(frozen=True)
class ListNameConfirmed(_OfImport):
    """Somebody said that an agency of the list bears another name now."""

    name: ClassVar[str] = "registry.list.name_confirmed"
    audience: ClassVar[Audience] = Audience.COURT
    line: int
    code: str
    listed_name: str
    new_name: str


@dataclass(frozen=True)
class ListComparedAgain(_OfImport):
    """The list had moved, and the file is compared with it once more."""

    name: ClassVar[str] = "registry.list.compared_again"
    audience: ClassVar[Audience] = Audience.COURT


@dataclass(frozen=True)
class ListDiscarded(_OfImport):
    """An import was put aside; nothing of it came to the list."""

    name: ClassVar[str] = "registry.list.discarded"
    audience: ClassVar[Audience] = Audience.COURT


@dataclass(frozen=True)
class ListApplied(_OfImport):
    """A file became the list, whole and at once."""

    name: ClassVar[str] = "registry.list.applied"
    audience: ClassVar[Audience] = Audience.PUBLIC
    kind: str
    listed_on: str
    sha256: str
    new: int
    changed: int
    returned: int
    unchanged: int
    removed: int
    left: int
    faulty: int
    consents: tuple[str, ...]


@dataclass(frozen=True)
class _OfAgency(Fact):
    """Base of what an import did to one agency."""

    code: str
    agency_name: str
    import_no: str

    def stream(self) -> str:
        """Each agency is a stream."""
        return f"agency:{self.code}"


@dataclass(frozen=True)
class AgencyUpdated(_OfAgency):
    """The list says something new of an agency."""

    name: ClassVar[str] = "registry.agency.updated"
    audience: ClassVar[Audience] = Audience.PUBLIC
    columns: tuple[str, ...]


@dataclass(frozen=True)
class AgencyLeft(_OfAgency):
    """A whole list came without the agency."""

    name: ClassVar[str] = "registry.agency.left"
    audience: ClassVar[Audience] = Audience.PUBLIC


@dataclass(frozen=True)
class AgencyReturned(_OfAgency):
    """An agency that had left stands on the list again."""

    name: ClassVar[str] = "registry.agency.returned"
    audience: ClassVar[Audience] = Audience.PUBLIC


FACTS = (
    ListReceived,
    ListStaged,
    ListRefused,
    ListNameConfirmed,
    ListComparedAgain,
    ListDiscarded,
    ListApplied,
    AgencyUpdated,
    AgencyLeft,
    AgencyReturned,
)
