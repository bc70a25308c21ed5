"""Days closed before reconciliations were signed, and alarms that were raised once."""

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

from app.ledger.desk_vocabulary import Age
from app.store.columns import enum_column, intpk, moment
from app.store.db import append_only, db


class FormerDay(db.Model):  # type: ignore[name-defined,misc]
    """A day of a court that two people closed by its sums alone; read, never written.

    Signing the reconciliation is the one way to close a day since.
    """

    __tablename__ = "ledger_day"
    __table_args__ = (
        UniqueConstraint("court_id", "day"),
        CheckConstraint("maker_id <> approver_id", name="two_people"),
    )

    id: Mapped[intpk]
    court_id: Mapped[int] = mapped_column(BigInteger)
    day: Mapped[date] = mapped_column(Date)
    #: Sums by kind of account, in fen as text, as they were closed.
    sums: Mapped[dict[str, Any]] = mapped_column(JSONB)
    sums_digest: Mapped[str] = mapped_column(String(64))
    maker_id: Mapped[int] = mapped_column(BigInteger)
    maker: Mapped[str] = mapped_column(String(40))
    proposed_at: Mapped[moment]
    approver_id: Mapped[int] = mapped_column(BigInteger)
    approver: Mapped[str] = mapped_column(String(40))
    closed_at: Mapped[moment]


append_only(FormerDay)


class RefundAlarm(db.Model):  # type: ignore[name-defined,misc]
    """That money which must go out came near its limit or passed it; raised once each."""

    __tablename__ = "ledger_refund_alarm"
    __table_args__ = (UniqueConstraint("instruction_id", "age"),)

    id: Mapped[intpk]
    instruction_id: Mapped[int] = mapped_column(ForeignKey("ledger_bank_instruction.id"))
    age: Mapped[Age] = enum_column(Age, "age")
    raised_at: Mapped[moment]


append_only(RefundAlarm)
