"""What happened while creditors might take an unsold asset, and how it ended."""

from dataclasses import dataclass
from typing import ClassVar

from app.kernel.facts import Fact
from auction.facts.base import LotFact, PartiesFact


@dataclass(frozen=True)
class InKindAnswered(PartiesFact):
    """A creditor said whether it takes the property."""

    name: ClassVar[str] = "auction.in_kind.answered"
    party: int
    takes_it: bool


@dataclass(frozen=True)
class AssigneeChosen(PartiesFact):
    """The creditor whose turn it is was named; lots were drawn among equals (20〔21〕 16(2))."""

    name: ClassVar[str] = "auction.in_kind.assignee_chosen"
    party: int
    entitled: str
    top_up: str
    #: The party numbers of each group of equals, as drawn.
    drawn: list[list[int]]


@dataclass(frozen=True)
class AssigneeFellOut(PartiesFact):
    """An assignee did not top up in time."""

    name: ClassVar[str] = "auction.in_kind.assignee_fell_out"
    party: int
    reason: str


@dataclass(frozen=True)
class InKindTopUpReceived(PartiesFact):
    """An assignee made up the difference to the price."""

    name: ClassVar[str] = "auction.in_kind.topped_up"
    party: int
    amount: str


@dataclass(frozen=True)
class LotTakenInKind(LotFact):
    """The court ruled the property to a creditor in kind."""

    name: ClassVar[str] = "auction.lot.taken_in_kind"
    price: str


@dataclass(frozen=True)
class LotManaged(LotFact):
    """The property was given to a creditor to manage (民诉解释 490)."""

    name: ClassVar[str] = "auction.lot.managed"
    reason: str


@dataclass(frozen=True)
class LotReturned(LotFact):
    """The seizure was lifted and the property given back (20〔21〕 arts. 24, 25)."""

    name: ClassVar[str] = "auction.lot.returned"
    reason: str


FACTS: tuple[type[Fact], ...] = (
    InKindAnswered,
    AssigneeChosen,
    AssigneeFellOut,
    InKindTopUpReceived,
    LotTakenInKind,
    LotManaged,
    LotReturned,
)
