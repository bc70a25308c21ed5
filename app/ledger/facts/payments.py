"""Facts of orders, receipts, deposits and postings; nothing here names a payer."""

from dataclasses import dataclass
from typing import ClassVar

from app.kernel.facts import Audience, Fact


@dataclass(frozen=True)
class _OrderFact(Fact):
    """Base of the facts about one payment order; sealed, since a deposit order is a bidder."""

    audience: ClassVar[Audience] = Audience.SEALED
    order_no: str
    purpose: str
    reference: str
    amount: str
    case_number: str

    def stream(self) -> str:
        """Each payment order is its own stream."""
        return f"payment:{self.order_no}"


@dataclass(frozen=True)
class PaymentOrdered(_OrderFact):
    """Somebody was asked to pay."""

    name: ClassVar[str] = "ledger.payment.ordered"
    due_at: str = ""


@dataclass(frozen=True)
class PaymentPostponed(_OrderFact):
    """The time to pay was moved on, because what it is for was."""

    name: ClassVar[str] = "ledger.payment.postponed"
    due_at: str = ""


@dataclass(frozen=True)
class PaymentCanceled(_OrderFact):
    """The order is void; what still arrives on it goes back."""

    name: ClassVar[str] = "ledger.payment.canceled"


@dataclass(frozen=True)
class PaymentConfirmed(_OrderFact):
    """The exact amount arrived from the payer in time."""

    name: ClassVar[str] = "ledger.payment.confirmed"


@dataclass(frozen=True)
class PaymentSuspended(Fact):
    """Money arrived that fits no order; it waits in suspense and goes back."""

    name: ClassVar[str] = "ledger.payment.suspended"
    audience: ClassVar[Audience] = Audience.SEALED
    serial: str
    order_no: str
    amount: str
    fault: str
    case_number: str | None

    def stream(self) -> str:
        """Each bank serial is its own stream."""
        return f"receipt:{self.serial}"


@dataclass(frozen=True)
class RefundPaid(Fact):
    """The bank sent money back to the one who paid it."""

    name: ClassVar[str] = "ledger.refund.paid"
    audience: ClassVar[Audience] = Audience.SEALED
    instruction_id: str
    order_no: str
    reference: str
    amount: str
    case_number: str | None

    def stream(self) -> str:
        """Each instruction to the bank is its own stream."""
        return f"refund:{self.instruction_id}"


@dataclass(frozen=True)
class _DepositFact(Fact):
    """Base of the end of a hold; the court sees it, since it happens after the bidding."""

    audience: ClassVar[Audience] = Audience.COURT
    order_no: str
    reference: str
    amount: str
    case_number: str

    def stream(self) -> str:
        """The end belongs to the stream of its payment order."""
        return f"payment:{self.order_no}"


@dataclass(frozen=True)
class DepositReleased(_DepositFact):
    """A deposit was given back."""

    name: ClassVar[str] = "ledger.deposit.released"


@dataclass(frozen=True)
class DepositCaptured(_DepositFact):
    """A deposit became part of the price."""

    name: ClassVar[str] = "ledger.deposit.captured"


@dataclass(frozen=True)
class DepositForfeited(_DepositFact):
    """A deposit was lost by default."""

    name: ClassVar[str] = "ledger.deposit.forfeited"


@dataclass(frozen=True)
class TransferPosted(Fact):
    """Money moved between accounts of the book."""

    name: ClassVar[str] = "ledger.transfer.posted"
    audience: ClassVar[Audience] = Audience.COURT
    key: str
    purpose: str
    debit: str
    credit: str
    amount: str
    case_number: str | None

    def stream(self) -> str:
        """Postings of a case are one stream."""
        return f"money:{self.case_number or 'none'}"


@dataclass(frozen=True)
class NoticeRefused(Fact):
    """A message that claimed to come from the bank was turned away."""

    name: ClassVar[str] = "ledger.notice.refused"
    audience: ClassVar[Audience] = Audience.SEALED
    code: str
    #: SHA-256 of what was sent.
    digest: str

    def stream(self) -> str:
        """All of them are one stream."""
        return "bank:refused"


FACTS = (
    PaymentOrdered,
    PaymentPostponed,
    PaymentCanceled,
    PaymentConfirmed,
    PaymentSuspended,
    RefundPaid,
    DepositReleased,
    DepositCaptured,
    DepositForfeited,
    TransferPosted,
    NoticeRefused,
)
