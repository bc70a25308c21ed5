"""Read payment orders, receipts and instructions to the bank."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import (
    func,
    select,
)
from sqlalchemy.orm import aliased

from app.kernel.errors import NotFound
from app.ledger.models import BankInstruction, BankReceipt, PaymentOrder, Transfer
from app.ledger.queries.book import LIST_MAX, hold_key
from app.ledger.vocabulary import (
    Booking,
    OrderState,
    Step,
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


def is_key_taken(key: str) -> bool:
    """Say whether an order was opened under a key before, live or canceled."""
    return bool(db.session.scalar(select(PaymentOrder.id).where(PaymentOrder.key == key)))


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


def lock_orders_of(references: Collection[str]) -> Sequence[PaymentOrder]:
    """Return the live orders of some references under FOR UPDATE, in the order of their rows."""
    query = (
        select(PaymentOrder)
        .where(
            PaymentOrder.reference.in_(references),
            PaymentOrder.state != OrderState.CANCELED,
        )
        .order_by(PaymentOrder.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return db.session.scalars(query).all()


def list_holds(order_nos: Collection[str]) -> dict[str, tuple[Transfer, Step | None]]:
    """Return the hold of each deposit order that has one, and how it ended, if it did."""
    numbers = {hold_key(no): no for no in order_nos}
    end = aliased(Transfer)
    query = (
        select(Transfer, end.step)
        .outerjoin(end, end.hold_id == Transfer.id)
        .where(Transfer.key.in_(list(numbers)))
    )
    return {numbers[hold.key]: (hold, step) for hold, step in db.session.execute(query)}


def list_booked_receipts(order_ids: Collection[int]) -> dict[int, BankReceipt]:
    """Return the receipts that paid some orders, by the order."""
    query = select(BankReceipt).where(
        BankReceipt.order_id.in_(order_ids), BankReceipt.booking == Booking.BOOKED
    )
    return {row.order_id: row for row in db.session.scalars(query) if row.order_id is not None}


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
