"""Facts of the finance desk; nothing here names a payer, a payee or a bank account."""

from dataclasses import dataclass
from typing import ClassVar

from app.kernel.facts import Audience, Fact


@dataclass(frozen=True)
class _SuspenseFact(Fact):
    """Base of the facts about one receipt that waits; sealed, as receipts are."""

    audience: ClassVar[Audience] = Audience.SEALED
    serial: str
    amount: str
    case_number: str | None

    def stream(self) -> str:
        """Each bank serial is its own stream."""
        return f"receipt:{self.serial}"


@dataclass(frozen=True)
class SuspenseHeld(_SuspenseFact):
    """Money waits for finance, at most until a moment."""

    name: ClassVar[str] = "ledger.suspense.held"
    fault: str = ""
    wait_until: str = ""


@dataclass(frozen=True)
class SuspenseTaken(_SuspenseFact):
    """Somebody of finance looks after it."""

    name: ClassVar[str] = "ledger.suspense.taken"
    owner: str = ""


@dataclass(frozen=True)
class SuspenseMatched(_SuspenseFact):
    """It was placed to an order that it makes exact."""

    name: ClassVar[str] = "ledger.suspense.matched"
    order_no: str = ""
    proposal: str = ""


@dataclass(frozen=True)
class SuspenseReturned(_SuspenseFact):
    """It goes back to its payer: by two people, or by itself when the time was over."""

    name: ClassVar[str] = "ledger.suspense.returned"
    proposal: str = ""


@dataclass(frozen=True)
class _ProposalFact(Fact):
    """Base of the facts about one proposal."""

    no: str
    kind: str
    version: int
    amount: str
    digest: str
    case_number: str | None

    def stream(self) -> str:
        """Each proposal is its own stream."""
        return f"proposal:{self.no}"


@dataclass(frozen=True)
class ProposalMade(_ProposalFact):
    """One person proposes that money moves."""

    name: ClassVar[str] = "ledger.proposal.made"


@dataclass(frozen=True)
class ProposalEdited(_ProposalFact):
    """Its maker changed it; an approval it had is void."""

    name: ClassVar[str] = "ledger.proposal.edited"


@dataclass(frozen=True)
class ProposalApproved(_ProposalFact):
    """Another person approved exactly this content."""

    name: ClassVar[str] = "ledger.proposal.approved"


@dataclass(frozen=True)
class ProposalRejected(_ProposalFact):
    """Another person said no."""

    name: ClassVar[str] = "ledger.proposal.rejected"


@dataclass(frozen=True)
class ProposalWithdrawn(_ProposalFact):
    """Its maker took it back."""

    name: ClassVar[str] = "ledger.proposal.withdrawn"


@dataclass(frozen=True)
class ProposalDone(_ProposalFact):
    """It was carried out to its end."""

    name: ClassVar[str] = "ledger.proposal.done"


@dataclass(frozen=True)
class ProposalFailed(_ProposalFact):
    """It could not be carried out, or the bank undid it; the money is where it was."""

    name: ClassVar[str] = "ledger.proposal.failed"
    code: str = ""


@dataclass(frozen=True)
class _PayeeFact(Fact):
    """Base of the facts about a payee's bank account; the number itself is never told."""

    audience: ClassVar[Audience] = Audience.SEALED
    account_id: int
    owner: str
    source: str

    def stream(self) -> str:
        """Each payee is a stream."""
        return f"payee:{self.owner}"


@dataclass(frozen=True)
class PayeeAccountEntered(_PayeeFact):
    """A bank account was written in."""

    name: ClassVar[str] = "ledger.payee.entered"


@dataclass(frozen=True)
class PayeeAccountConfirmed(_PayeeFact):
    """A second person compared it with the paper."""

    name: ClassVar[str] = "ledger.payee.confirmed"


@dataclass(frozen=True)
class PayeeAccountRejected(_PayeeFact):
    """A second person did not find it right."""

    name: ClassVar[str] = "ledger.payee.rejected"


@dataclass(frozen=True)
class RefundNearLimit(Fact):
    """Money that must go out came near its limit, or passed it."""

    name: ClassVar[str] = "ledger.refund.alarmed"
    audience: ClassVar[Audience] = Audience.SEALED
    instruction_id: str
    age: str
    amount: str
    due_at: str
    case_number: str | None

    def stream(self) -> str:
        """Each instruction to the bank is its own stream."""
        return f"refund:{self.instruction_id}"


FACTS = (
    SuspenseHeld,
    SuspenseTaken,
    SuspenseMatched,
    SuspenseReturned,
    ProposalMade,
    ProposalEdited,
    ProposalApproved,
    ProposalRejected,
    ProposalWithdrawn,
    ProposalDone,
    ProposalFailed,
    PayeeAccountEntered,
    PayeeAccountConfirmed,
    PayeeAccountRejected,
    RefundNearLimit,
)
