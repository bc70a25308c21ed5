"""What happened in a draw."""

from dataclasses import dataclass
from typing import Any, ClassVar

from app.kernel.facts import Audience, Fact


@dataclass(frozen=True)
class _DrawFact(Fact):
    audience: ClassVar[Audience] = Audience.PUBLIC
    no: str
    case_number: str

    def stream(self) -> str:
        """Each draw is a stream."""
        return f"draw:{self.no}"


@dataclass(frozen=True)
class DrawPrepared(_DrawFact):
    """A court began to prepare a draw; nothing is fixed yet."""

    name: ClassVar[str] = "registry.draw.prepared"
    audience: ClassVar[Audience] = Audience.COURT
    asset_no: str
    round: int
    kind: str


@dataclass(frozen=True)
class DrawFrozen(_DrawFact):
    """The list stands and the court has committed itself to its nonce (R4)."""

    name: ClassVar[str] = "registry.draw.frozen"
    asset_no: str
    round: int
    kind: str
    scope: str
    list_digest: str
    commitment: str
    policy_digest: str
    tickets: int
    left_out: int
    strings_until: str
    objections_until: str
    mode: str
    figures: list[dict[str, str]]


@dataclass(frozen=True)
class DrawStringHandedIn(_DrawFact):
    """Somebody handed in a string; what it says is not known before all are in."""

    name: ClassVar[str] = "registry.draw.string_handed_in"
    giver: str


@dataclass(frozen=True)
class DrawEntropyClosed(_DrawFact):
    """No more strings are taken; all that came are now public."""

    name: ClassVar[str] = "registry.draw.entropy_closed"
    strings: list[dict[str, str]]
    count: int


@dataclass(frozen=True)
class DrawListObjected(_DrawFact):
    """A party or an agency objected to the frozen list."""

    name: ClassVar[str] = "registry.draw.list_objected"
    objector: str
    reason: str


@dataclass(frozen=True)
class DrawListObjectionDecided(_DrawFact):
    """The court decided on an objection to the list, with its reason."""

    name: ClassVar[str] = "registry.draw.objection_decided"
    objector: str
    is_upheld: bool
    reason: str


@dataclass(frozen=True)
class DrawFiguresTyped(_DrawFact):
    """One clerk, or the supervisor, typed the figures; what, nobody learns before they agree."""

    name: ClassVar[str] = "registry.draw.figures_typed"
    typed_by: str
    attempt: int


@dataclass(frozen=True)
class DrawFiguresDiffer(_DrawFact):
    """Two people typed different figures; both entries stay on record."""

    name: ClassVar[str] = "registry.draw.figures_differ"
    attempt: int


@dataclass(frozen=True)
class DrawFiguresAgreed(_DrawFact):
    """Two entries agree; the figures are part of the seed."""

    name: ClassVar[str] = "registry.draw.figures_agreed"
    figures: list[dict[str, str]]
    said: str


@dataclass(frozen=True)
class DrawFiguresReopened(_DrawFact):
    """A misread figure is typed anew before anybody was notified; the old result stays here."""

    name: ClassVar[str] = "registry.draw.figures_reopened"
    reason: str
    seed: str
    figures: list[dict[str, str]]
    order: list[str]
    transcript_digest: str


@dataclass(frozen=True)
class DrawPerformed(_DrawFact):
    """The nonce was opened and the order computed."""

    name: ClassVar[str] = "registry.draw.performed"
    asset_no: str
    round: int
    nonce: str
    seed: str
    order: list[dict[str, Any]]
    agencies: str
    transcript_digest: str


@dataclass(frozen=True)
class DrawNotified(_DrawFact):
    """The result was sent to the parties and the drawn agencies."""

    name: ClassVar[str] = "registry.draw.notified"


@dataclass(frozen=True)
class DrawVoided(_DrawFact):
    """The draw was made void; it stays visible and its round is used up."""

    name: ClassVar[str] = "registry.draw.voided"
    round: int
    was: str
    reason: str


@dataclass(frozen=True)
class DrawnAgencyFell(_DrawFact):
    """A drawn agency failed, refused or was recused; the next in order follows."""

    name: ClassVar[str] = "registry.draw.agency_fell"
    code: str
    agency_name: str
    reason: str


FACTS = (
    DrawPrepared,
    DrawFrozen,
    DrawStringHandedIn,
    DrawEntropyClosed,
    DrawListObjected,
    DrawListObjectionDecided,
    DrawFiguresTyped,
    DrawFiguresDiffer,
    DrawFiguresAgreed,
    DrawFiguresReopened,
    DrawPerformed,
    DrawNotified,
    DrawVoided,
    DrawnAgencyFell,
)
