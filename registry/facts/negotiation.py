"""What happened while the parties negotiated the agencies."""

from dataclasses import dataclass
from typing import Any, ClassVar

from app.kernel.facts import Audience, Fact


@dataclass(frozen=True)
class _NegotiationFact(Fact):
    audience: ClassVar[Audience] = Audience.PARTIES
    no: str
    case_number: str

    def stream(self) -> str:
        """The draw the negotiation goes before is the stream."""
        return f"draw:{self.no}"


@dataclass(frozen=True)
class NegotiationOpened(_NegotiationFact):
    """The court asked the parties to name three agencies in order by a moment."""

    name: ClassVar[str] = "registry.negotiation.opened"
    asset_no: str
    until: str
    awaited: list[str]


@dataclass(frozen=True)
class ProposalHandedIn(_NegotiationFact):
    """A party handed in a list; which one is not known while it can be changed."""

    name: ClassVar[str] = "registry.negotiation.proposal_handed_in"
    giver: str


@dataclass(frozen=True)
class ProposalsDiffer(_NegotiationFact):
    """All lists are in and are not the same three in the same order; nobody sees another's."""

    name: ClassVar[str] = "registry.negotiation.proposals_differ"


@dataclass(frozen=True)
class NegotiationAgreed(_NegotiationFact):
    """Every awaited party named the same three in the same order."""

    name: ClassVar[str] = "registry.negotiation.agreed"
    audience: ClassVar[Audience] = Audience.PUBLIC
    asset_no: str
    round: int
    order: list[dict[str, Any]]
    agencies: str


@dataclass(frozen=True)
class NegotiationEnded(_NegotiationFact):
    """The window is over without an agreement; the lists are open now and a draw follows."""

    name: ClassVar[str] = "registry.negotiation.ended"
    lists: list[dict[str, Any]]
    handed_in: int
    awaited: int


@dataclass(frozen=True)
class NegotiationWaived(_NegotiationFact):
    """The court goes to the draw on a ground of art. 16."""

    name: ClassVar[str] = "registry.negotiation.waived"
    ground: str
    note: str


FACTS = (
    NegotiationOpened,
    ProposalHandedIn,
    ProposalsDiffer,
    NegotiationAgreed,
    NegotiationEnded,
    NegotiationWaived,
)
