"""Read the book: balances are sums, states of holds follow from their transfers."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    SQLColumnExpression,
    cast,
    exists,
    func,
    literal,
    or_,
    select,
)
from sqlalchemy.orm import aliased

from app.kernel.errors import NotFound
from app.ledger.models import BankInstruction, BankReceipt, PaymentOrder, Transfer
from app.ledger.vocabulary import (
    MOVING,
    Booking,
    InstructionKind,
    InstructionState,
    OrderState,
    Purpose,
    Step,
)
from app.store.db import db
from app.trail.models import TrailEntry

LIST_MAX = 100


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


def find_transfer(key: str) -> Transfer | None:
    """Return the transfer of a key, or nothing."""
    return db.session.scalar(select(Transfer).where(Transfer.key == key))


def hold_key(order_no: str) -> str:
    """Name the hold of a deposit order."""
    return f"hold:{order_no}"


def find_end(hold: Transfer) -> Transfer | None:
    """Return the step that ended a hold, or nothing while it stands."""
    return db.session.scalar(select(Transfer).where(Transfer.hold_id == hold.id))


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


def _covers(column: SQLColumnExpression[str], account: str) -> ColumnElement[bool]:
    """Match an account and every leaf below it."""
    below = account.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_") + ":%"
    return or_(column == account, column.like(below))


def settled_fen(account: str) -> int:
    """Return credits less debits of an account and all below it; a hold moves nothing."""
    return _sum(_covers(Transfer.credit, account)) - _sum(_covers(Transfer.debit, account))


def _sum(where: ColumnElement[bool]) -> int:
    total = select(func.coalesce(func.sum(cast(Transfer.amount, BigInteger)), 0))
    return int(db.session.scalar(total.where(where, Transfer.step.in_(MOVING))) or 0)


def is_sealed(case_number: str) -> ColumnElement[bool]:
    """Match transfers on the leaf of a deposit that is still held: they count the bidders."""
    hold, end = aliased(Transfer), aliased(Transfer)
    return exists(
        select(literal(1)).where(
            hold.step == Step.HELD,
            hold.case_number == case_number,
            or_(hold.debit == Transfer.debit, hold.debit == Transfer.credit),
            ~exists(select(literal(1)).where(end.hold_id == hold.id)),
        )
    )


def list_statement(case_number: str, limit: int = LIST_MAX * 5) -> Sequence[Transfer]:
    """Return the transfers of a case in order, without deposits that are still sealed."""
    query = (
        select(Transfer)
        .where(Transfer.case_number == case_number, ~is_sealed(case_number))
        .order_by(Transfer.id)
        .limit(limit)
    )
    return db.session.scalars(query).all()


def list_transfers_of(reference: str, limit: int = LIST_MAX) -> Sequence[Transfer]:
    """Return the transfers that name a reference, oldest first."""
    return db.session.scalars(
        select(Transfer).where(Transfer.reference == reference).order_by(Transfer.id).limit(limit)
    ).all()


def court_of_case(case_number: str) -> int | None:
    """Return the court whose staff first acted in a case, as the trail has it."""
    return db.session.scalar(
        select(TrailEntry.court_id)
        .where(TrailEntry.case_number == case_number, TrailEntry.court_id.is_not(None))
        .order_by(TrailEntry.id)
        .limit(1)
    )


def _of_court(column: SQLColumnExpression[Any], court_id: int | None) -> ColumnElement[bool]:
    """Match rows of a court's cases, and rows of no case; a reader of no court sees all."""
    if court_id is None:
        return literal(value=True)
    known = exists(
        select(literal(1)).where(TrailEntry.case_number == column, TrailEntry.court_id == court_id)
    )
    return or_(column.is_(None), known)


def list_suspense(court_id: int | None, limit: int = LIST_MAX) -> Sequence[BankReceipt]:
    """Return receipts that fitted no order, newest first."""
    query = (
        select(BankReceipt)
        .outerjoin(PaymentOrder, PaymentOrder.id == BankReceipt.order_id)
        .where(
            BankReceipt.booking == Booking.SUSPENDED,
            _of_court(PaymentOrder.case_number, court_id),
        )
        .order_by(BankReceipt.id.desc())
        .limit(limit)
    )
    return db.session.scalars(query).all()


def list_receipts(
    court_id: int | None, limit: int = LIST_MAX
) -> Sequence[tuple[BankReceipt, PaymentOrder]]:
    """Return booked receipts newest first; a deposit appears once its hold has ended."""
    query = (
        select(BankReceipt, PaymentOrder)
        .join(PaymentOrder, PaymentOrder.id == BankReceipt.order_id)
        .where(
            BankReceipt.booking == Booking.BOOKED,
            _of_court(PaymentOrder.case_number, court_id),
            or_(PaymentOrder.purpose != Purpose.DEPOSIT, _has_ended()),
        )
        .order_by(BankReceipt.id.desc())
        .limit(limit)
    )
    return [(row[0], row[1]) for row in db.session.execute(query)]


def _has_ended() -> ColumnElement[bool]:
    hold, end = aliased(Transfer), aliased(Transfer)
    return exists(
        select(literal(1))
        .where(hold.key == func.concat("hold:", PaymentOrder.no), end.hold_id == hold.id)
        .correlate(PaymentOrder)
    )


def list_ended_holds(
    court_id: int | None, limit: int = LIST_MAX
) -> Sequence[tuple[Transfer, Transfer]]:
    """Return holds with the step that ended each, newest first; standing ones stay sealed."""
    end = aliased(Transfer)
    query = (
        select(Transfer, end)
        .join(end, end.hold_id == Transfer.id)
        .where(_of_court(Transfer.case_number, court_id))
        .order_by(end.id.desc())
        .limit(limit)
    )
    return [(row[0], row[1]) for row in db.session.execute(query)]


def list_refunds(
    court_id: int | None, state: InstructionState, limit: int = LIST_MAX
) -> Sequence[BankInstruction]:
    """Return refunds in a state, the most urgent first, then the newest."""
    query = (
        select(BankInstruction)
        .where(
            BankInstruction.kind == InstructionKind.REFUND,
            BankInstruction.state == state,
            _of_court(BankInstruction.case_number, court_id),
        )
        .order_by(
            BankInstruction.due_at.asc().nulls_last()
            if state is InstructionState.QUEUED
            else BankInstruction.id.desc()
        )
        .limit(limit)
    )
    return db.session.scalars(query).all()


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
