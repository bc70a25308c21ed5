"""What happened to accounts and sealed names."""

from dataclasses import dataclass
from typing import ClassVar

from app.kernel.facts import Audience, Fact


@dataclass(frozen=True)
class _AccountFact(Fact):
    account: str

    def stream(self) -> str:
        """Each account is its own stream."""
        return f"account:{self.account}"


@dataclass(frozen=True)
class PersonRegistered(_AccountFact):
    """Somebody opened an account."""

    name: ClassVar[str] = "identity.person.registered"
    roles: list[str]


@dataclass(frozen=True)
class SignedIn(_AccountFact):
    """Somebody signed in."""

    name: ClassVar[str] = "identity.session.began"


@dataclass(frozen=True)
class SignedOut(_AccountFact):
    """Somebody signed out."""

    name: ClassVar[str] = "identity.session.ended"


@dataclass(frozen=True)
class SignInRefused(_AccountFact):
    """A sign-in failed; the stream carries the account only if it exists."""

    name: ClassVar[str] = "identity.session.refused"
    code: str


@dataclass(frozen=True)
class SecondFactorSet(_AccountFact):
    """Somebody bound a one-time code generator to the account."""

    name: ClassVar[str] = "identity.second_factor.set"


@dataclass(frozen=True)
class AgencyJoined(_AccountFact):
    """An account began to act for an agency of the list."""

    name: ClassVar[str] = "identity.person.joined_agency"
    agency_code: str


@dataclass(frozen=True)
class CourtHeadNamed(_AccountFact):
    """A judge was named head of the court: told of what stays undone (P96)."""

    name: ClassVar[str] = "identity.court_head.named"
    court_id: int


@dataclass(frozen=True)
class IdentityRead(_AccountFact):
    """Somebody opened a sealed real name; written before it is shown (reliability L11)."""

    name: ClassVar[str] = "identity.name.read"
    audience: ClassVar[Audience] = Audience.SEALED
    purpose: str
    reference: str
    case_number: str | None = None
