"""Days of the book that two people closed, and alarms that were raised once."""

from datetime import date
from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Date,
    ForeignKey,
    String,
    UniqueConstraint,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.ledger.desk_vocabulary import Age, DayState
from app.store.columns import enum_column, intpk, moment, optional_moment
from app.store.db import append_only, db


class LedgerDay(db.Model):  # type: ignore[name-defined,misc]
    """One day of a court's money: its sums, what was open, and the two who closed it."""

    __tablename__ = "ledger_day"
    __table_args__ = (
        UniqueConstraint("court_id", "day"),
        CheckConstraint("maker_id <> approver_id", name="two_people"),
        CheckConstraint("(state = 'open') = (maker_id IS NULL)", name="proposed_by"),
        CheckConstraint("(state = 'closed') = (approver_id IS NOT NULL)", name="closed_by"),
        CheckConstraint("(state = 'closed') = (closed_at IS NOT NULL)", name="closed_when"),
    )

    id: Mapped[intpk]
    court_id: Mapped[int] = mapped_column(BigInteger)
    day: Mapped[date] = mapped_column(Date)
    state: Mapped[DayState] = enum_column(DayState, "state")
    #: Sums by kind of account, in fen as text, as they were proposed.
    sums: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    sums_digest: Mapped[str | None] = mapped_column(String(64))
    maker_id: Mapped[int | None] = mapped_column(BigInteger)
    maker: Mapped[str | None] = mapped_column(String(40))
    proposed_at: Mapped[optional_moment]
    approver_id: Mapped[int | None] = mapped_column(BigInteger)
    approver: Mapped[str | None] = mapped_column(String(40))
    closed_at: Mapped[optional_moment]


class RefundAlarm(db.Model):  # type: ignore[name-defined,misc]
    """That money which must go out came near its limit or passed it; raised once each."""

    __tablename__ = "ledger_refund_alarm"
    __table_args__ = (UniqueConstraint("instruction_id", "age"),)

    id: Mapped[intpk]
    instruction_id: Mapped[int] = mapped_column(ForeignKey("ledger_bank_instruction.id"))
    age: Mapped[Age] = enum_column(Age, "age")
    raised_at: Mapped[moment]


append_only(RefundAlarm)
