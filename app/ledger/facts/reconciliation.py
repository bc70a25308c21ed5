"""Facts of reconciliation; nothing here names a payer, counts lines, or tells a sealed amount."""

from dataclasses import dataclass
from typing import ClassVar

from app.kernel.facts import Audience, Fact


@dataclass(frozen=True)
class _StatementFact(Fact):
    """Base of the facts about one statement."""

    no: str

    def stream(self) -> str:
        """Each statement is its own stream."""
        return f"statement:{self.no}"


@dataclass(frozen=True)
class StatementReceived(_StatementFact):
    """A statement came in and was kept as it is."""

    name: ClassVar[str] = "ledger.statement.received"
    source: str
    #: SHA-256 of the file.
    sha256: str


@dataclass(frozen=True)
class StatementRead(_StatementFact):
    """A statement was read whole: it is ours, and its lines lead from balance to balance."""

    name: ClassVar[str] = "ledger.statement.read"
    form: str
    first_on: str
    last_on: str
    opening: str
    closing: str


@dataclass(frozen=True)
class StatementRefused(_StatementFact):
    """A statement could not be taken; the file is kept."""

    name: ClassVar[str] = "ledger.statement.refused"
    code: str


@dataclass(frozen=True)
class StatementRetried(_StatementFact):
    """A refused statement is to be read once more, because what refused it has changed."""

    name: ClassVar[str] = "ledger.statement.retried"


@dataclass(frozen=True)
class StatementMissing(Fact):
    """The bank's statement of a day did not come in time."""

    name: ClassVar[str] = "ledger.statement.missing"
    day: str
    fault: str

    def stream(self) -> str:
        """Each day is its own stream."""
        return f"bank-day:{self.day}"


@dataclass(frozen=True)
class _ItemFact(Fact):
    """Base of the facts about one open item; amounts stay with the item, it may be sealed."""

    item_id: int
    kind: str

    def stream(self) -> str:
        """Each open item is its own stream."""
        return f"open-item:{self.item_id}"


@dataclass(frozen=True)
class DifferenceNamed(_ItemFact):
    """Bank and book differ, and the difference has a name."""

    name: ClassVar[str] = "ledger.difference.named"
    audience: ClassVar[Audience] = Audience.SEALED
    day: str
    effect_fen: int


@dataclass(frozen=True)
class DifferenceSettled(_ItemFact):
    """A difference ended because the other side of it came."""

    name: ClassVar[str] = "ledger.difference.settled"
    ended_on: str


@dataclass(frozen=True)
class DifferenceAssigned(_ItemFact):
    """Somebody looks after a difference."""

    name: ClassVar[str] = "ledger.difference.assigned"
    owner: str


@dataclass(frozen=True)
class DifferenceNoted(_ItemFact):
    """Somebody wrote down what was found out about a difference."""

    name: ClassVar[str] = "ledger.difference.noted"
    note: str


@dataclass(frozen=True)
class DifferenceResolved(_ItemFact):
    """A person ended a difference: by an entry, by its opposite, or as moving no money."""

    name: ClassVar[str] = "ledger.difference.resolved"
    by: str
    reference: str
    note: str


@dataclass(frozen=True)
class PartyOpened(_ItemFact):
    """Somebody read who is on the other side of a line, to find out what it is."""

    name: ClassVar[str] = "ledger.party.opened"


@dataclass(frozen=True)
class _DayFact(Fact):
    """Base of the facts about one day of the bank."""

    day: str

    def stream(self) -> str:
        """Each day is its own stream."""
        return f"bank-day:{self.day}"


@dataclass(frozen=True)
class DayProposed(_DayFact):
    """One person found the day in order and asks a second one."""

    name: ClassVar[str] = "ledger.reconciliation.proposed"
    digest: str


@dataclass(frozen=True)
class DayWithdrawn(_DayFact):
    """A proposal to sign a day was taken back, or voided by what changed meanwhile."""

    name: ClassVar[str] = "ledger.reconciliation.withdrawn"
    cause: str


@dataclass(frozen=True)
class DaySigned(_DayFact):
    """A second person signed the day off."""

    name: ClassVar[str] = "ledger.reconciliation.signed"
    digest: str
    maker: str


@dataclass(frozen=True)
class DayReopened(_DayFact):
    """A signed day is open again: a later statement changed it, or a person says why."""

    name: ClassVar[str] = "ledger.reconciliation.reopened"
    cause: str


FACTS = (
    StatementReceived,
    StatementRead,
    StatementRefused,
    StatementRetried,
    StatementMissing,
    DifferenceNamed,
    DifferenceSettled,
    DifferenceAssigned,
    DifferenceNoted,
    DifferenceResolved,
    PartyOpened,
    DayProposed,
    DayWithdrawn,
    DaySigned,
    DayReopened,
)
