"""A person's data are to be erased, and are; the facts name a row and never the person."""

from dataclasses import dataclass
from typing import ClassVar

from app.kernel.facts import Audience, Fact


@dataclass(frozen=True)
class _ErasureFact(Fact):
    """Base: each request is its own stream; nothing ties it to an account or a paddle."""

    audience: ClassVar[Audience] = Audience.COURT
    request: int

    def stream(self) -> str:
        """Belong to the request."""
        return f"erasure:{self.request}"


@dataclass(frozen=True)
class ErasureAsked(_ErasureFact):
    """Somebody asked that a person be erased."""

    name: ClassVar[str] = "auction.erasure.asked"
    reason: str


@dataclass(frozen=True)
class ErasureDenied(_ErasureFact):
    """A second person left the data where they are."""

    name: ClassVar[str] = "auction.erasure.denied"
    reason: str


@dataclass(frozen=True)
class PersonErased(_ErasureFact):
    """Name, number and what sealed them are gone; the record stands as it was."""

    name: ClassVar[str] = "auction.erasure.done"
    reason: str


@dataclass(frozen=True)
class ErasureRefused(_ErasureFact):
    """The law keeps the data: an erasure was tried and refused."""

    name: ClassVar[str] = "auction.erasure.refused"
    code: str


FACTS: tuple[type[Fact], ...] = (ErasureAsked, ErasureDenied, PersonErased, ErasureRefused)
