"""What the ledger shows of itself: frozen values, no rows, no payers."""

from dataclasses import dataclass
from datetime import datetime

from app.kernel.money import Money
from app.lawbook import Calculation
from app.ledger import queries
from app.ledger.bank.choice import current_bank
from app.ledger.desk_vocabulary import ReceiptStanding
from app.ledger.models import BankInstruction, BankReceipt, PaymentOrder, Transfer
from app.ledger.services.deposits import hold_state
from app.ledger.vocabulary import (
    LATE_COUNTS,
    HoldState,
    InstructionState,
    OrderState,
    PaymentFault,
    Purpose,
    Step,
)


@dataclass(frozen=True)
class PaymentOrderView:
    """A payment order as its payer and other modules know it."""

    no: str
    purpose: Purpose
    reference: str
    case_number: str
    amount: Money
    state: OrderState
    bank_account: str
    memo: str
    #: Where the payer meets the bank.
    pay_url: str
    #: Our own page of the order.
    page_url: str
    due_at: datetime
    #: Whether the bank knows the order, so that the pay link works.
    is_registered: bool
    confirmed_at: datetime | None

    def is_overdue(self, now: datetime) -> bool:
        """Say whether the time to pay is over and nothing arrived."""
        return self.state is OrderState.OPEN and now > self.due_at

    @property
    def takes_late_money(self) -> bool:
        """Say whether money that comes after the time still counts."""
        return self.purpose in LATE_COUNTS


@dataclass(frozen=True)
class HoldView:
    """A confirmed deposit that is held, or how it ended."""

    reference: str
    order_no: str
    case_number: str
    amount: Money
    state: HoldState
    held_at: datetime


@dataclass(frozen=True)
class RefundView:
    """Money on its way back to the one who paid it."""

    instruction_id: str
    amount: Money
    purpose: Purpose
    case_number: str | None
    state: InstructionState
    queued_at: datetime
    due_at: datetime | None
    done_at: datetime | None
    tries: int
    last_fault: str | None

    def is_late(self, now: datetime) -> bool:
        """Say whether the legal limit passed before the bank confirmed."""
        return self.done_at is None and self.due_at is not None and now > self.due_at


@dataclass(frozen=True)
class SuspenseView:
    """A receipt that fitted no order, with the reason and what became of it."""

    serial: str
    amount: Money
    fault: PaymentFault
    received_at: datetime
    #: Hidden for deposits: the order would tell whose bid it was.
    order_no: str | None
    is_returned: bool
    #: Waits for the desk, was placed by it, or goes back.
    standing: ReceiptStanding


@dataclass(frozen=True)
class TransferView:
    """One line of the book; the explanation opens to its steps and articles."""

    id: int
    key: str
    step: Step
    purpose: Purpose
    debit: str
    credit: str
    amount: Money
    case_number: str | None
    reference: str | None
    explanation: Calculation | None
    at: datetime
    #: Number of the entry that this one takes back, and why.
    reverses_id: int | None = None
    reason: str | None = None


@dataclass(frozen=True)
class AccountView:
    """An account of a case and what stands in it."""

    code: str
    balance: Money


@dataclass(frozen=True)
class StatementView:
    """All that moved in a case, and where it stands; deposits still held are not shown."""

    case_number: str
    transfers: tuple[TransferView, ...]
    accounts: tuple[AccountView, ...]


def order_view(order: PaymentOrder) -> PaymentOrderView:
    """Show an order."""
    return PaymentOrderView(
        no=order.no,
        purpose=order.purpose,
        reference=order.reference,
        case_number=order.case_number,
        amount=order.amount,
        state=order.state,
        bank_account=order.account,
        memo=order.no,
        pay_url=current_bank().pay_url(order.no),
        page_url=f"/payments/{order.no}",
        due_at=order.due_at,
        is_registered=order.registered_at is not None,
        confirmed_at=order.confirmed_at,
    )


def hold_view(order: PaymentOrder, hold: Transfer) -> HoldView:
    """Show a hold."""
    return HoldView(
        order.reference,
        order.no,
        order.case_number,
        hold.amount,
        hold_state(hold),
        hold.at,
    )


def refund_view(row: BankInstruction) -> RefundView:
    """Show a refund."""
    return RefundView(
        row.instruction_id,
        row.amount,
        row.purpose,
        row.case_number,
        row.state,
        row.queued_at,
        row.due_at,
        row.done_at,
        row.tries,
        row.last_fault,
    )


def suspense_view(receipt: BankReceipt) -> SuspenseView:
    """Show a receipt that fitted no order; a deposit's order number stays hidden."""
    assert receipt.fault is not None
    order = queries.find_order(receipt.order_no)
    refund = queries.find_instruction(f"refund-{receipt.serial}")
    is_secret = order is not None and order.purpose is Purpose.DEPOSIT
    return SuspenseView(
        receipt.serial,
        receipt.amount,
        receipt.fault,
        receipt.received_at,
        None if is_secret else receipt.order_no,
        refund is not None and refund.state is InstructionState.DONE,
        queries.receipt_standing(receipt.serial),
    )


def transfer_view(row: Transfer) -> TransferView:
    """Show a transfer."""
    return TransferView(
        row.id,
        row.key,
        row.step,
        row.purpose,
        row.debit,
        row.credit,
        row.amount,
        row.case_number,
        row.reference,
        Calculation.from_dict(row.explanation) if row.explanation else None,
        row.at,
        row.reverses_id,
        row.reason,
    )


def statement_view(case_number: str) -> StatementView:
    """Show the book of a case: its first entries, and where its accounts stand."""
    transfers = tuple(transfer_view(row) for row in queries.list_statement(case_number))
    accounts = tuple(
        AccountView(one.account, Money(one.came_fen - one.went_fen))
        for one in queries.list_standings(case_number)
    )
    return StatementView(case_number, transfers, accounts)
