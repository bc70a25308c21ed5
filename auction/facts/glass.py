"""Breaking the glass: asked, answered, read; each written before anything is shown."""

from dataclasses import dataclass
from typing import ClassVar

from app.kernel.facts import Fact
from auction.facts.base import CourtFact, RefusedFact


@dataclass(frozen=True)
class GlassAsked(CourtFact):
    """Whoever runs the platform asked for the name behind a paddle."""

    name: ClassVar[str] = "auction.glass.asked"
    request: int
    paddle: str
    minutes: int
    reason: str


@dataclass(frozen=True)
class GlassGranted(CourtFact):
    """A second person, of the court or its supervision, opened the record for a while."""

    name: ClassVar[str] = "auction.glass.granted"
    request: int
    paddle: str
    reason: str
    ends_at: str


@dataclass(frozen=True)
class GlassDenied(CourtFact):
    """A second person left the record shut."""

    name: ClassVar[str] = "auction.glass.denied"
    request: int
    paddle: str
    reason: str


@dataclass(frozen=True)
class GlassRead(CourtFact):
    """The name was read under a grant; written before it is shown (reliability L11)."""

    name: ClassVar[str] = "auction.glass.read"
    request: int
    paddle: str


@dataclass(frozen=True)
class GlassRefused(RefusedFact):
    """Breaking the glass was tried and refused."""

    name: ClassVar[str] = "auction.glass.refused"
    paddle: str


FACTS: tuple[type[Fact], ...] = (GlassAsked, GlassGranted, GlassDenied, GlassRead, GlassRefused)
