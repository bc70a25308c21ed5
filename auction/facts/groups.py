"""Several behind one paddle: who they are is in no fact."""

from dataclasses import dataclass
from typing import ClassVar

from app.kernel.facts import Fact
from auction.facts.base import CourtFact, SealedFact


@dataclass(frozen=True)
class GroupAsked(SealedFact):
    """Somebody asked to bid for another, or with others (18号 art. 14(2))."""

    name: ClassVar[str] = "auction.group.asked"
    group: int
    mandate_sha256: str


@dataclass(frozen=True)
class GroupAgreed(SealedFact):
    """Somebody named in a group agreed or declined."""

    name: ClassVar[str] = "auction.group.agreed"
    group: int
    agrees: bool


@dataclass(frozen=True)
class GroupsRead(CourtFact):
    """The court opened who asks to bid for others or together; on record before it is shown."""

    name: ClassVar[str] = "auction.group.read"
    groups: list[int]


@dataclass(frozen=True)
class GroupDecided(CourtFact):
    """The court confirmed or refused a group before the start (18号 art. 14(2))."""

    name: ClassVar[str] = "auction.group.decided"
    group: int
    is_confirmed: bool
    reason: str


FACTS: tuple[type[Fact], ...] = (GroupAsked, GroupAgreed, GroupsRead, GroupDecided)
