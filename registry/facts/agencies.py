"""What happened to agencies."""

from dataclasses import dataclass
from typing import ClassVar

from app.kernel.facts import Audience, Fact


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


FACTS = (AgencyRegistered, AgencyStandingChanged)
