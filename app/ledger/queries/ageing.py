"""Read what must go out, how near its limit it is, and how far the refunds of one end are."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, func, literal, or_, select

from app.kernel.money import Money
from app.ledger.models import BankInstruction, RefundAlarm
from app.ledger.queries.desk import is_open_here, of_court
from app.ledger.vocabulary import (
    InstructionKind,
    InstructionState,
)
from app.store.db import db

OUT_MAX = 200
_OUTGOING = (InstructionKind.REFUND, InstructionKind.PAYOUT)


def list_out(
    court_id: int | None, *, until: datetime, limit: int = OUT_MAX
) -> Sequence[BankInstruction]:
    """Return what has to leave by a moment and has not, the most urgent first.

    What has no legal limit is to go at once and stands behind what has one.
    """
    query = (
        select(BankInstruction)
        .where(
            BankInstruction.kind.in_(_OUTGOING),
            BankInstruction.state == InstructionState.QUEUED,
            or_(BankInstruction.due_at.is_(None), BankInstruction.due_at <= until),
            is_open_here(),
            of_court(BankInstruction.case_number, court_id),
        )
        .order_by(BankInstruction.due_at.asc().nulls_last(), BankInstruction.id)
        .limit(limit)
    )
    return db.session.scalars(query).all()


def has_stuck_sealed(*, since: datetime) -> bool:
    """Say whether a sealed deposit's return waits for the bank longer than it should.

    Said of the whole platform and without a number, so that it names no lot.
    """
    return bool(
        db.session.scalar(
            select(literal(1))
            .where(
                BankInstruction.kind == InstructionKind.REFUND,
                BankInstruction.state == InstructionState.QUEUED,
                BankInstruction.queued_at < since,
                ~is_open_here(),
            )
            .limit(1)
        )
    )


def list_unalarmed(due_before: datetime, age: str, limit: int) -> Sequence[BankInstruction]:
    """Return what has not left although its limit is near, and no alarm of this age was raised."""
    raised = exists(
        select(literal(1)).where(
            RefundAlarm.instruction_id == BankInstruction.id, RefundAlarm.age == age
        )
    )
    query = (
        select(BankInstruction)
        .where(
            BankInstruction.kind.in_(_OUTGOING),
            BankInstruction.state == InstructionState.QUEUED,
            BankInstruction.due_at <= due_before,
            ~raised,
        )
        .order_by(BankInstruction.due_at)
        .limit(limit)
    )
    return db.session.scalars(query).all()


@dataclass(frozen=True)
class RefundBatch:
    """The refunds that follow from one end: one case, one legal limit."""

    case_number: str
    due_at: datetime
    total: int
    done: int
    refused: int
    amount: Money
    amount_done: Money

    @property
    def is_complete(self) -> bool:
        """Whether the bank has paid or refused each of them."""
        return self.done + self.refused == self.total

    @property
    def percent(self) -> int:
        """How much of it is done, in whole percent."""
        return self.done * 100 // self.total


def list_refund_batches(court_id: int | None, limit: int = 30) -> list[RefundBatch]:
    """Return the refunds of deposits by the end they follow from, newest first."""
    done = BankInstruction.state == InstructionState.DONE
    refused = BankInstruction.state == InstructionState.REFUSED
    paid = func.coalesce(func.sum(BankInstruction.amount).filter(done), literal(0))
    query = (
        select(
            BankInstruction.case_number,
            BankInstruction.due_at,
            func.count(),
            func.count().filter(done),
            func.count().filter(refused),
            func.sum(BankInstruction.amount),
            paid,
        )
        .where(
            BankInstruction.kind == InstructionKind.REFUND,
            BankInstruction.due_at.is_not(None),
            BankInstruction.case_number.is_not(None),
            of_court(BankInstruction.case_number, court_id),
        )
        .group_by(BankInstruction.case_number, BankInstruction.due_at)
        .order_by(BankInstruction.due_at.desc())
        .limit(limit)
    )
    return [
        RefundBatch(
            case_number=row[0],
            due_at=row[1],
            total=row[2],
            done=row[3],
            refused=row[4],
            amount=_money(row[5]),
            amount_done=_money(row[6]),
        )
        for row in db.session.execute(query)
        if row[0] is not None and row[1] is not None
    ]


def _money(value: object) -> Money:
    """Read a sum: PostgreSQL adds bigints up to a numeric."""
    return value if isinstance(value, Money) else Money(int(value or 0))  # type: ignore[call-overload]
