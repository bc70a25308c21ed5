"""What happened around a sale that is held elsewhere; no fact names its buyer or its reserve."""

from dataclasses import dataclass
from typing import ClassVar

from app.kernel.facts import Fact
from auction.facts.base import CourtFact, LotFact, RefusedFact


@dataclass(frozen=True)
class PlatformNamed(CourtFact):
    """The listed platform was named on which a lot is sold (18号 art. 5)."""

    name: ClassVar[str] = "auction.venue.platform_named"
    platform: str
    url: str


@dataclass(frozen=True)
class TraditionalAsked(CourtFact):
    """A traditional auction was asked for, with its ground and reason (18号 art. 2)."""

    name: ClassVar[str] = "auction.venue.asked"
    ground: str
    reason: str


@dataclass(frozen=True)
class TraditionalApproved(CourtFact):
    """A judge who had not asked for it approved a traditional auction (P55)."""

    name: ClassVar[str] = "auction.venue.approved"
    reason: str


@dataclass(frozen=True)
class ReserveSealed(CourtFact):
    """The secret reserve of a ship was sealed; the digest binds the court to it."""

    name: ClassVar[str] = "auction.venue.reserve_sealed"
    commitment: str


@dataclass(frozen=True)
class ReserveRefused(RefusedFact):
    """Somebody asked for a secret reserve before the end and was refused."""

    name: ClassVar[str] = "auction.venue.reserve_refused"


@dataclass(frozen=True)
class ReserveOpened(CourtFact):
    """A secret reserve was read after the end; written before it is shown."""

    name: ClassVar[str] = "auction.venue.reserve_opened"


@dataclass(frozen=True)
class PackageTaken(CourtFact):
    """The notice was taken out as files for the platform that sells the lot."""

    name: ClassVar[str] = "auction.venue.package_taken"
    sha256: str


@dataclass(frozen=True)
class HeldElsewhere(LotFact):
    """A sale was announced that is held elsewhere: where, by whom, why."""

    name: ClassVar[str] = "auction.lot.held_elsewhere"
    venue: str
    conductor: str
    place: str
    reason: str
    #: Of a ship: the digest of its secret reserve; empty for anything else.
    commitment: str


@dataclass(frozen=True)
class OutsideResultRecorded(LotFact):
    """The court recorded how a sale elsewhere ended, with the digest of the proof."""

    name: ClassVar[str] = "auction.result.recorded"
    venue: str
    outcome: str
    conductor: str
    content_sha256: str
    evidence_sha256: str


@dataclass(frozen=True)
class OutsideResultRefused(RefusedFact):
    """A result of a sale elsewhere was refused."""

    name: ClassVar[str] = "auction.result.refused"


@dataclass(frozen=True)
class OutsideStateRecorded(LotFact):
    """The court took in where a sale elsewhere stands, with source, time and proof (art. 20(3))."""

    name: ClassVar[str] = "auction.venue.state_recorded"
    platform: str
    standing: str
    stated_at: str
    #: The end there; empty while it stands still or was not stated.
    closes_at: str
    #: The highest bid there; empty before there is one.
    outside_price: str
    bids: int
    evidence_sha256: str


@dataclass(frozen=True)
class OutsideStateRefused(RefusedFact):
    """A state of a sale elsewhere was refused."""

    name: ClassVar[str] = "auction.venue.state_refused"


FACTS: tuple[type[Fact], ...] = (
    PlatformNamed,
    TraditionalAsked,
    TraditionalApproved,
    ReserveSealed,
    ReserveRefused,
    ReserveOpened,
    PackageTaken,
    HeldElsewhere,
    OutsideResultRecorded,
    OutsideResultRefused,
    OutsideStateRecorded,
    OutsideStateRefused,
)
