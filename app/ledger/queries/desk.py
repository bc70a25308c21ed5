"""Read what the finance desk shows, court by court."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    SQLColumnExpression,
    and_,
    exists,
    func,
    literal,
    or_,
    select,
)
from sqlalchemy.orm import aliased

from app.ledger.models import BankInstruction, BankReceipt, PaymentOrder, Transfer
from app.ledger.queries.book import LIST_MAX
from app.ledger.vocabulary import (
    Booking,
    InstructionKind,
    InstructionState,
    OrderState,
    Purpose,
)
from app.store.db import db
from app.trail.models import TrailEntry


def court_of_case(case_number: str) -> int | None:
    """Return the court whose staff first acted in a case, as the trail has it."""
    return db.session.scalar(
        select(TrailEntry.court_id)
        .where(TrailEntry.case_number == case_number, TrailEntry.court_id.is_not(None))
        .order_by(TrailEntry.id)
        .limit(1)
    )


def of_court(column: SQLColumnExpression[Any], court_id: int | None) -> ColumnElement[bool]:
    """Match rows of a court's cases, and rows of no case; a reader of no court sees all."""
    if court_id is None:
        return literal(value=True)
    known = exists(
        select(literal(1)).where(TrailEntry.case_number == column, TrailEntry.court_id == court_id)
    )
    return or_(column.is_(None), known)


def is_sealed_order() -> ColumnElement[bool]:
    """Match deposit orders whose bidding may still run (法释〔2016〕18号 art. 18).

    The end of bidding shows in the book: the hold has ended, or the unpaid order is void.
    """
    return and_(
        PaymentOrder.purpose == Purpose.DEPOSIT,
        PaymentOrder.state != OrderState.CANCELED,
        ~_has_ended(),
    )


def is_open_here() -> ColumnElement[bool]:
    """Match instructions that tell of no deposit whose bidding may still run."""
    return ~exists(
        select(literal(1)).where(PaymentOrder.id == BankInstruction.order_id, is_sealed_order())
    )


def list_suspense(court_id: int | None, limit: int = LIST_MAX) -> Sequence[BankReceipt]:
    """Return receipts that fitted no order, newest first; none of a deposit still sealed."""
    query = (
        select(BankReceipt)
        .outerjoin(PaymentOrder, PaymentOrder.id == BankReceipt.order_id)
        .where(
            BankReceipt.booking == Booking.SUSPENDED,
            or_(PaymentOrder.id.is_(None), ~is_sealed_order()),
            of_court(PaymentOrder.case_number, court_id),
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
            of_court(PaymentOrder.case_number, court_id),
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
        .where(of_court(Transfer.case_number, court_id))
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
            is_open_here(),
            of_court(BankInstruction.case_number, court_id),
        )
        .order_by(
            BankInstruction.due_at.asc().nulls_last()
            if state is InstructionState.QUEUED
            else BankInstruction.id.desc()
        )
        .limit(limit)
    )
    return db.session.scalars(query).all()
