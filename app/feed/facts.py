"""What happened to the ways out of the record."""

from dataclasses import dataclass
from typing import ClassVar

from app.kernel.facts import Fact


@dataclass(frozen=True)
class _TokenFact(Fact):
    token: int
    label: str

    def stream(self) -> str:
        """Each token is a stream."""
        return f"feed-token:{self.token}"


@dataclass(frozen=True)
class TokenMade(_TokenFact):
    """A judge opened the court's facts to a system of the court."""

    name: ClassVar[str] = "feed.token.made"
    scopes: list[str]
    ends_at: str


@dataclass(frozen=True)
class TokenRevoked(_TokenFact):
    """A token stopped working."""

    name: ClassVar[str] = "feed.token.revoked"


@dataclass(frozen=True)
class _SubscriptionFact(Fact):
    subscription: int
    label: str

    def stream(self) -> str:
        """Each subscription is a stream."""
        return f"feed-subscription:{self.subscription}"


@dataclass(frozen=True)
class SubscriptionMade(_SubscriptionFact):
    """A receiver is sent what happens from here on."""

    name: ClassVar[str] = "feed.subscription.made"
    host: str
    types: list[str]


@dataclass(frozen=True)
class SubscriptionPaused(_SubscriptionFact):
    """Nothing is sent to a receiver until it is resumed; its place in the record is kept."""

    name: ClassVar[str] = "feed.subscription.paused"
    cause: str


@dataclass(frozen=True)
class SubscriptionResumed(_SubscriptionFact):
    """Sending goes on where it stopped."""

    name: ClassVar[str] = "feed.subscription.resumed"


@dataclass(frozen=True)
class SubscriptionReplayed(_SubscriptionFact):
    """A receiver is sent the record again from a place."""

    name: ClassVar[str] = "feed.subscription.replayed"
    cursor: str


@dataclass(frozen=True)
class SubscriptionEnded(_SubscriptionFact):
    """A receiver is sent nothing any more."""

    name: ClassVar[str] = "feed.subscription.ended"


@dataclass(frozen=True)
class NodeHandedIn(Fact):
    """The case system of the court told a node of a case (items 15 to 18 of the notice)."""

    name: ClassVar[str] = "feed.node.handed_in"
    case_number: str
    node: str
    happened_at: str
    reference: str

    def stream(self) -> str:
        """The nodes of each case are a stream."""
        return f"case-nodes:{self.case_number}"


FACTS = (
    NodeHandedIn,
    TokenMade,
    TokenRevoked,
    SubscriptionMade,
    SubscriptionPaused,
    SubscriptionResumed,
    SubscriptionReplayed,
    SubscriptionEnded,
)
