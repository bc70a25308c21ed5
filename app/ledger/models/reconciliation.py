"""What was matched, what differs and who looks after it, and the days that were signed off."""

from datetime import date

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Date,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.ledger.reconciliation_words import DayState, Difference, ItemState
from app.store.columns import enum_column, intpk, moment, optional_moment
from app.store.db import append_only, db


class StatementMatch(db.Model):  # type: ignore[name-defined,misc]
    """A line of the bank and the entry of the book that it is: one to one, once."""

    __tablename__ = "ledger_statement_match"
    __table_args__ = (UniqueConstraint("transfer_id"), UniqueConstraint("line_id"))

    id: Mapped[intpk]
    line_id: Mapped[int] = mapped_column(ForeignKey("ledger_statement_line.id"))
    transfer_id: Mapped[int] = mapped_column(ForeignKey("ledger_transfer.id"))
    #: What joined them: serial or memo.
    matched_by: Mapped[str] = mapped_column(String(40))
    matched_at: Mapped[moment]


append_only(StatementMatch)


class OpenItem(db.Model):  # type: ignore[name-defined,misc]
    """One named difference between bank and book, its owner and its end."""

    __tablename__ = "ledger_open_item"
    __table_args__ = (
        #: The same difference is named once, however often the day is reconciled.
        UniqueConstraint("subject"),
        #: One entry evens out one difference.
        UniqueConstraint("resolving_transfer_id"),
        Index("ix_ledger_open_item_line_id", "line_id"),
        Index("ix_ledger_open_item_transfer_id", "transfer_id"),
        Index("ix_ledger_open_item_day", "day"),
        Index(
            "ix_ledger_open_item_unsettled",
            "day",
            postgresql_where=text("state IN ('open', 'assigned')"),
        ),
        CheckConstraint("state <> 'assigned' OR owner IS NOT NULL", name="assigned_has_owner"),
        CheckConstraint(
            "(state IN ('settled', 'resolved')) = (ended_on IS NOT NULL)", name="ended_when"
        ),
        #: Words alone close nothing that moves money.
        CheckConstraint(
            "state <> 'resolved' OR effect_fen = 0 OR resolving_transfer_id IS NOT NULL "
            "OR opposite_id IS NOT NULL",
            name="resolved_by_money",
        ),
    )

    id: Mapped[intpk]
    subject: Mapped[str] = mapped_column(String(80))
    kind: Mapped[Difference] = enum_column(Difference, "kind")
    state: Mapped[ItemState] = enum_column(ItemState, "state")
    #: Shanghai day from which it stands between bank and book.
    day: Mapped[date] = mapped_column(Date)
    #: Fen by which the bank's balance lies above the book's because of it; below: minus.
    effect_fen: Mapped[int] = mapped_column(BigInteger)
    #: Fen by which the bank's balance moved without a line, for differences of balances.
    jump_fen: Mapped[int] = mapped_column(BigInteger, server_default=text("0"))
    statement_id: Mapped[int | None] = mapped_column(ForeignKey("ledger_statement.id"))
    line_id: Mapped[int | None] = mapped_column(ForeignKey("ledger_statement_line.id"))
    transfer_id: Mapped[int | None] = mapped_column(ForeignKey("ledger_transfer.id"))
    #: The order it is about, where one is known: while its bidding runs the item stays sealed.
    order_id: Mapped[int | None] = mapped_column(ForeignKey("ledger_payment_order.id"))
    named_at: Mapped[moment]
    owner: Mapped[str | None] = mapped_column(String(80))
    owned_since: Mapped[optional_moment]
    note: Mapped[str | None] = mapped_column(Text)
    #: First Shanghai day on which it no longer stands between bank and book.
    ended_on: Mapped[date | None] = mapped_column(Date)
    ended_at: Mapped[optional_moment]
    ended_by: Mapped[str | None] = mapped_column(String(80))
    resolving_transfer_id: Mapped[int | None] = mapped_column(ForeignKey("ledger_transfer.id"))
    opposite_id: Mapped[int | None] = mapped_column(ForeignKey("ledger_open_item.id"))
    #: Number of the proposal or paper that ended it, as the person named it.
    reference: Mapped[str | None] = mapped_column(String(200))


class ReconciledDay(db.Model):  # type: ignore[name-defined,misc]
    """A day on its way to being signed off by two people."""

    __tablename__ = "ledger_reconciled_day"
    __table_args__ = (
        UniqueConstraint("day"),
        CheckConstraint("maker <> approver", name="two_people"),
        CheckConstraint("(state = 'signed') = (approver IS NOT NULL)", name="signed_by_second"),
        CheckConstraint(
            "(state = 'open') = (maker IS NULL) AND (maker IS NULL) = (digest IS NULL)",
            name="proposed_by_first",
        ),
    )

    id: Mapped[intpk]
    day: Mapped[date] = mapped_column(Date)
    state: Mapped[DayState] = enum_column(DayState, "state")
    #: Digest of the equation and its items as the first person saw them.
    digest: Mapped[str | None] = mapped_column(String(64))
    maker: Mapped[str | None] = mapped_column(String(80))
    proposed_at: Mapped[optional_moment]
    approver: Mapped[str | None] = mapped_column(String(80))
    signed_at: Mapped[optional_moment]
