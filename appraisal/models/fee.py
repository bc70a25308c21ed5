"""Rows of the fee of an appraisal."""

from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.money import Money
from app.store import append_only, db
from app.store.columns import enum_column, fen, intpk, moment
from appraisal.vocabulary import (
    SettledOutcome,
)


class FeeSettlement(db.Model):  # type: ignore[name-defined,misc]
    """What the appraisal cost in the end and how that came about."""

    __tablename__ = "appraisal_fee_settlement"

    id: Mapped[intpk]
    assignment_id: Mapped[int] = mapped_column(ForeignKey("appraisal_assignment.id"), unique=True)
    outcome: Mapped[SettledOutcome] = enum_column(SettledOutcome, "outcome")
    total_fee: Mapped[Money] = fen("total_fee")
    balance_due: Mapped[Money] = fen("balance_due")
    refund: Mapped[Money] = fen("refund")
    calculation: Mapped[dict[str, Any]] = mapped_column(JSONB)
    paper_no: Mapped[str] = mapped_column(String(60))
    settled_at: Mapped[moment]


append_only(FeeSettlement)
