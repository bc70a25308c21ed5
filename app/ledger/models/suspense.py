"""Money that fits no order and may rightly be placed: it waits for finance."""

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.ledger.desk_vocabulary import SuspenseState
from app.store.columns import enum_column, intpk, moment, optional_moment
from app.store.db import db


class SuspenseItem(db.Model):  # type: ignore[name-defined,misc]
    """One receipt that waits, who looks after it, and what became of it."""

    __tablename__ = "ledger_suspense_item"
    __table_args__ = (
        CheckConstraint("(state = 'matched') = (matched_order_id IS NOT NULL)", name="matched_to"),
        CheckConstraint("(state = 'waiting') = (ended_at IS NULL)", name="ended_when"),
        CheckConstraint("(owner_id IS NULL) = (taken_at IS NULL)", name="taken_when"),
        Index(
            "ix_ledger_suspense_item_waiting",
            "wait_until",
            postgresql_where=text("state = 'waiting'"),
        ),
        Index("ix_ledger_suspense_item_order_id", "order_id"),
        Index("ix_ledger_suspense_item_matched_order_id", "matched_order_id"),
    )

    id: Mapped[intpk]
    receipt_id: Mapped[int] = mapped_column(ForeignKey("ledger_bank_receipt.id"), unique=True)
    #: The order it named, where there is one of that number; never a deposit's.
    order_id: Mapped[int | None] = mapped_column(ForeignKey("ledger_payment_order.id"))
    state: Mapped[SuspenseState] = enum_column(SuspenseState, "state")
    #: Name and number of its payer, sealed to the serial: compared by the machine.
    payer_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    #: The moment of paying on the time of the law, by which a match is in time or late.
    counted_at: Mapped[moment]
    #: When it goes back by itself (P36).
    wait_until: Mapped[moment]
    #: Who of finance looks after it.
    owner_id: Mapped[int | None] = mapped_column(BigInteger)
    owner: Mapped[str | None] = mapped_column(String(40))
    taken_at: Mapped[optional_moment]
    matched_order_id: Mapped[int | None] = mapped_column(ForeignKey("ledger_payment_order.id"))
    ended_at: Mapped[optional_moment]
