"""Read payment orders, receipts and instructions to the bank."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import (
    func,
    select,
)

from app.kernel.errors import NotFound
from app.ledger.models import BankInstruction, BankReceipt, PaymentOrder
from app.ledger.queries.book import LIST_MAX
from app.ledger.vocabulary import (
    Booking,
    OrderState,
)
from app.store.db import db
from app.trail.models import TrailEntry


def find_order(no: str) -> PaymentOrder | None:
    """Return the order of a number, or nothing."""
    return db.session.scalar(select(PaymentOrder).where(PaymentOrder.no == no))


def get_order(no: str) -> PaymentOrder:
    """Return the order of a number; raises NotFound."""
    order = find_order(no)
    if order is None:
        raise NotFound("payment_order", no)
    return order


def find_order_of(reference: str) -> PaymentOrder | None:
    """Return the live order of what is paid for; canceled ones no longer count."""
    return db.session.scalar(
        select(PaymentOrder).where(
            PaymentOrder.reference == reference,
            PaymentOrder.state != OrderState.CANCELED,
        )
    )


def list_due_days(numbers: Collection[str]) -> dict[str, datetime]:
    """Return by when some orders are to be paid, by their numbers."""
    query = select(PaymentOrder.no, PaymentOrder.due_at).where(PaymentOrder.no.in_(numbers))
    return dict(db.session.execute(query).all())


def find_booked_receipt(order: PaymentOrder) -> BankReceipt | None:
    """Return the receipt that paid an order."""
    return db.session.scalar(
        select(BankReceipt).where(
            BankReceipt.order_id == order.id, BankReceipt.booking == Booking.BOOKED
        )
    )


def find_receipt(serial: str) -> BankReceipt | None:
    """Return the receipt of a bank serial, or nothing."""
    return db.session.scalar(select(BankReceipt).where(BankReceipt.serial == serial))


def find_instruction(instruction_id: str) -> BankInstruction | None:
    """Return the instruction of an id, or nothing."""
    return db.session.scalar(
        select(BankInstruction).where(BankInstruction.instruction_id == instruction_id)
    )


def list_orders_of(owner_digests: Sequence[str], limit: int = LIST_MAX) -> Sequence[PaymentOrder]:
    """Return the orders a person may open, newest first."""
    query = (
        select(PaymentOrder)
        .where(PaymentOrder.owner_digest.in_(owner_digests))
        .order_by(PaymentOrder.id.desc())
        .limit(limit)
    )
    return db.session.scalars(query).all()


def count_refused_notices(since: datetime, limit: int) -> int:
    """Count refused messages of the bank since a moment, up to a limit."""
    newest = (
        select(TrailEntry.at)
        .where(TrailEntry.name == "ledger.notice.refused")
        .order_by(TrailEntry.id.desc())
        .limit(limit)
        .subquery()
    )
    return int(
        db.session.scalar(select(func.count()).select_from(newest).where(newest.c.at > since)) or 0
    )
