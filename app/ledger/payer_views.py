"""What a payer sees of one order: what came, what did not fit and where it is, what goes back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from app.kernel.money import Money
from app.lawbook import Calculation
from app.ledger import chart, queries, reasons
from app.ledger.models import BankInstruction, BankReceipt, PaymentOrder, Transfer, Voucher
from app.ledger.queries import payer as own
from app.ledger.services.deposits import hold_state
from app.ledger.vocabulary import (
    Booking,
    HoldState,
    InstructionState,
    PaymentFault,
    Purpose,
    VoucherKind,
    Whereabouts,
)

#: Where money is whose way back the bank took up; any other state is back in finance's hands.
_UNDER_WAY = {
    InstructionState.QUEUED: Whereabouts.ON_ITS_WAY,
    InstructionState.DONE: Whereabouts.RETURNED,
}


@dataclass(frozen=True)
class ArrivalView:
    """The payment that was booked to an order."""

    serial: str
    amount: Money
    #: The bank's time of the payment, and when its word reached us.
    paid_at: datetime
    received_at: datetime


@dataclass(frozen=True)
class ReturnView:
    """Money on its way back, or back."""

    instruction_id: str
    amount: Money
    due_at: datetime | None
    done_at: datetime | None
    #: The bank's own number of the payment back.
    bank_serial: str | None
    tries: int
    has_fault: bool
    #: The bank will not send it there; finance looks for another way.
    is_stopped: bool
    explanation: Calculation

    def is_late(self, now: datetime) -> bool:
        """Say whether the legal limit passed before the bank sent the money."""
        return self.due_at is not None and (self.done_at or now) > self.due_at


@dataclass(frozen=True)
class MisfitView:
    """Money that named an order and was not booked to it; who paid it is not told."""

    serial: str
    amount: Money
    fault: PaymentFault
    #: How much too much or too little; none unless the amount is the fault.
    difference: Money | None
    is_too_much: bool
    #: Whether the payer of the order paid it himself.
    is_own: bool
    paid_at: datetime
    received_at: datetime
    where: Whereabouts
    way_back: ReturnView | None
    explanation: Calculation


@dataclass(frozen=True)
class DepositView:
    """Where a deposit stands, by which article."""

    state: HoldState
    since: datetime
    amount: Money
    explanation: Calculation


@dataclass(frozen=True)
class BankWordView:
    """How far the bank has heard of an order."""

    tries: int
    is_away: bool


@dataclass(frozen=True)
class JourneyView:
    """All that happened to the money of one order."""

    why: Calculation
    #: One payment as a rule; several where finance put them together.
    arrivals: tuple[ArrivalView, ...]
    deposit: DepositView | None
    refund: ReturnView | None
    misfits: tuple[MisfitView, ...]
    bank: BankWordView


def journey_of(order: PaymentOrder) -> JourneyView:
    """Tell the story of an order's money."""
    receipts = own.list_receipts_of([order.id])
    refunds = own.refunds_of([receipt.id for receipt in receipts])
    booked = next((row for row in receipts if row.booking is Booking.BOOKED), None)
    back = refunds.get(booked.id) if booked else None
    return JourneyView(
        why=reasons.why_ordered(order.purpose, order.amount),
        arrivals=tuple(arrival_view(row) for row in sources_of(receipts, refunds)),
        deposit=_deposit(order),
        refund=return_view(back) if back else None,
        misfits=tuple(
            misfit_view(order, receipt, refunds.get(receipt.id))
            for receipt in receipts
            if receipt.booking is Booking.SUSPENDED
        ),
        bank=_bank_word(order),
    )


def sources_of(
    receipts: Sequence[BankReceipt], refunds: Mapping[int, BankInstruction]
) -> list[BankReceipt]:
    """Return the money that paid an order: booked at once, or put to it later by finance."""
    booked = [row for row in receipts if row.booking is Booking.BOOKED]
    return booked or [
        row
        for row in receipts
        if whereabouts(row, refunds.get(row.id)) is Whereabouts.BOOKED_BY_FINANCE
    ]


def arrival_view(receipt: BankReceipt) -> ArrivalView:
    """Show the payment that was booked."""
    return ArrivalView(receipt.serial, receipt.amount, receipt.paid_at, receipt.received_at)


def return_view(row: BankInstruction) -> ReturnView:
    """Show money on its way back to where it came from."""
    return ReturnView(
        instruction_id=row.instruction_id,
        amount=row.amount,
        due_at=row.due_at,
        done_at=row.done_at,
        bank_serial=row.bank_serial,
        tries=row.tries,
        is_stopped=row.state not in _UNDER_WAY,
        has_fault=row.state is InstructionState.QUEUED and bool(row.last_fault),
        explanation=reasons.why_returned(row.purpose, row.amount),
    )


def misfit_view(
    order: PaymentOrder, receipt: BankReceipt, refund: BankInstruction | None
) -> MisfitView:
    """Show a payment that was not booked to its order, and where its money is."""
    assert receipt.fault is not None
    is_off = receipt.fault is PaymentFault.WRONG_AMOUNT
    low, high = sorted((order.amount, receipt.amount))
    return MisfitView(
        serial=receipt.serial,
        amount=receipt.amount,
        fault=receipt.fault,
        difference=high - low if is_off else None,
        is_too_much=receipt.amount > order.amount,
        is_own=is_own(order, receipt),
        paid_at=receipt.paid_at,
        received_at=receipt.received_at,
        where=whereabouts(receipt, refund),
        way_back=return_view(refund) if refund else None,
        explanation=reasons.why_misfit(order.purpose, receipt.amount, order.amount, receipt.fault),
    )


def is_own(order: PaymentOrder, receipt: BankReceipt) -> bool:
    """Say whether the payer of an order paid a receipt himself; the digests tell, not the names."""
    return receipt.payer_digest == order.payer_digest


def whereabouts(receipt: BankReceipt, refund: BankInstruction | None) -> Whereabouts:
    """Say where money in suspense is now."""
    if refund is not None and refund.state in _UNDER_WAY:
        return _UNDER_WAY[refund.state]
    if queries.settled_fen(chart.suspense(receipt.serial)):
        return Whereabouts.WITH_FINANCE
    return Whereabouts.BOOKED_BY_FINANCE


def _deposit(order: PaymentOrder) -> DepositView | None:
    hold = queries.find_transfer(queries.hold_key(order.no))
    if hold is None or order.purpose is not Purpose.DEPOSIT:
        return None
    return deposit_view(hold, queries.find_end(hold))


def deposit_view(hold: Transfer, end: Transfer | None) -> DepositView:
    """Show a deposit with the article behind its state."""
    state = hold_state(hold)
    return DepositView(state, (end or hold).at, hold.amount, reasons.why_held(state, hold.amount))


def _bank_word(order: PaymentOrder) -> BankWordView:
    row = queries.find_instruction(f"order-{order.no}")
    if row is None or order.registered_at is not None:
        return BankWordView(0, is_away=False)
    return BankWordView(row.tries, is_away=row.tries > 0 and row.last_fault is not None)


def why_certified(order: PaymentOrder, voucher: Voucher) -> Calculation:
    """Return the articles behind the amount of a receipt."""
    if voucher.kind is VoucherKind.PAYMENT:
        return reasons.why_ordered(order.purpose, voucher.amount)
    row = queries.find_instruction(voucher.subject.partition(":")[2])
    return reasons.why_returned(row.purpose if row else Purpose.SUSPENSE, voucher.amount)
