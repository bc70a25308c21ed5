"""Read money that waits, and where a receipt stands."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import select

from app.kernel.errors import NotFound
from app.ledger.desk_vocabulary import ReceiptStanding, SuspenseState
from app.ledger.models import BankReceipt, PaymentOrder, SuspenseItem
from app.ledger.queries.book import LIST_MAX
from app.ledger.queries.desk import of_court
from app.ledger.queries.orders import find_instruction, find_receipt
from app.ledger.vocabulary import Booking, InstructionState, OrderState, Purpose
from app.store.db import db

Waiting = tuple[SuspenseItem, BankReceipt, PaymentOrder | None]


def find_suspense_item(serial: str) -> SuspenseItem | None:
    """Return the item of a receipt that waits or waited, or nothing."""
    return db.session.scalar(
        select(SuspenseItem)
        .join(BankReceipt, BankReceipt.id == SuspenseItem.receipt_id)
        .where(BankReceipt.serial == serial)
    )


def get_suspense_item(serial: str) -> SuspenseItem:
    """Return the item of a receipt that waits or waited; raises NotFound."""
    item = find_suspense_item(serial)
    if item is None:
        raise NotFound("receipt", serial)
    return item


def list_waiting(
    court_id: int | None,
    *,
    states: Collection[SuspenseState] = (SuspenseState.WAITING,),
    limit: int = LIST_MAX,
) -> Sequence[Waiting]:
    """Return money in some states that a court may place, the oldest first.

    Money of an unknown order stands before every court: whose it is, is what is to be found out.
    """
    query = (
        select(SuspenseItem, BankReceipt, PaymentOrder)
        .join(BankReceipt, BankReceipt.id == SuspenseItem.receipt_id)
        .outerjoin(PaymentOrder, PaymentOrder.id == SuspenseItem.order_id)
        .where(SuspenseItem.state.in_(states), of_court(PaymentOrder.case_number, court_id))
        .order_by(SuspenseItem.id)
        .limit(limit)
    )
    return [(row[0], row[1], row[2]) for row in db.session.execute(query)]


def list_overdue_waiting(at: datetime, limit: int) -> Sequence[str]:
    """Return serials of money whose time to wait is over, the longest first."""
    return db.session.scalars(
        select(BankReceipt.serial)
        .join(SuspenseItem, SuspenseItem.receipt_id == BankReceipt.id)
        .where(SuspenseItem.state == SuspenseState.WAITING, SuspenseItem.wait_until <= at)
        .order_by(SuspenseItem.wait_until, SuspenseItem.id)
        .limit(limit)
    ).all()


def list_open_orders(court_id: int | None, limit: int = LIST_MAX) -> Sequence[PaymentOrder]:
    """Return a court's orders that still want money, deposits left out: they are sealed."""
    query = (
        select(PaymentOrder)
        .where(
            PaymentOrder.state == OrderState.OPEN,
            PaymentOrder.purpose != Purpose.DEPOSIT,
            of_court(PaymentOrder.case_number, court_id),
        )
        .order_by(PaymentOrder.id.desc())
        .limit(limit)
    )
    return db.session.scalars(query).all()


def list_matched_to(order: PaymentOrder) -> Sequence[BankReceipt]:
    """Return the receipts that were placed to an order by two people."""
    return db.session.scalars(
        select(BankReceipt)
        .join(SuspenseItem, SuspenseItem.receipt_id == BankReceipt.id)
        .where(SuspenseItem.matched_order_id == order.id)
        .order_by(BankReceipt.id)
    ).all()


def list_unbooked_of(order: PaymentOrder, limit: int = LIST_MAX) -> Sequence[BankReceipt]:
    """Return the receipts that named an order and could not be booked to it, oldest first."""
    return db.session.scalars(
        select(BankReceipt)
        .where(BankReceipt.order_id == order.id, BankReceipt.booking == Booking.SUSPENDED)
        .order_by(BankReceipt.id)
        .limit(limit)
    ).all()


def receipt_standing(serial: str) -> ReceiptStanding:
    """Return where a receipt stands: booked, waiting, matched, going back; raises NotFound."""
    receipt = find_receipt(serial)
    if receipt is None:
        raise NotFound("receipt", serial)
    refund = find_instruction(f"refund-{serial}")
    if refund is not None:
        return _AFTER_REFUND[refund.state]
    if receipt.booking is Booking.BOOKED:
        return ReceiptStanding.BOOKED
    item = find_suspense_item(serial)
    if item is not None and item.state is SuspenseState.MATCHED:
        return ReceiptStanding.MATCHED
    return ReceiptStanding.WAITING


_AFTER_REFUND = {
    InstructionState.QUEUED: ReceiptStanding.RETURNING,
    InstructionState.DONE: ReceiptStanding.RETURNED,
    InstructionState.REFUSED: ReceiptStanding.STRANDED,
    InstructionState.RETURNED: ReceiptStanding.STRANDED,
}
