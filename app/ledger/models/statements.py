"""Bank statements as received, and their lines; names and words of the other side are sealed."""

from datetime import date
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.money import Money
from app.ledger.reconciliation_words import (
    Direction,
    LineRole,
    Nature,
    StatementSource,
    StatementState,
)
from app.store.columns import enum_column, fen, intpk, moment, optional_moment
from app.store.db import append_only, db


class BankStatement(db.Model):  # type: ignore[name-defined,misc]
    """One statement file: kept sealed as it came, read once, refused with a code or read whole."""

    __tablename__ = "ledger_statement"
    __table_args__ = (
        UniqueConstraint("no"),
        UniqueConstraint("sha256"),
        Index(
            "ix_ledger_statement_received",
            "id",
            postgresql_where=text("state = 'received'"),
        ),
        Index("ix_ledger_statement_first_on", "first_on"),
        CheckConstraint("(state = 'refused') = (failure IS NOT NULL)", name="refused_with_code"),
        CheckConstraint(
            "state <> 'read' OR (first_on <= last_on AND opening_fen IS NOT NULL "
            "AND closing_fen IS NOT NULL)",
            name="read_is_whole",
        ),
    )

    id: Mapped[intpk]
    no: Mapped[str] = mapped_column(String(40))
    source: Mapped[StatementSource] = enum_column(StatementSource, "source")
    state: Mapped[StatementState] = enum_column(StatementState, "state")
    filename: Mapped[str] = mapped_column(String(200))
    #: Digest of the file as it came: the same file is one statement.
    sha256: Mapped[str] = mapped_column(String(64))
    size: Mapped[int] = mapped_column(Integer)
    #: Digest of the sealed file in the store.
    sealed_sha256: Mapped[str] = mapped_column(String(64))
    received_at: Mapped[moment]
    received_by: Mapped[str] = mapped_column(String(80))
    read_at: Mapped[optional_moment]
    #: Form and layout it was read by, such as csv:plain, mt940, camt.053.
    form: Mapped[str | None] = mapped_column(String(40))
    first_on: Mapped[date | None] = mapped_column(Date)
    last_on: Mapped[date | None] = mapped_column(Date)
    opening: Mapped[Money | None] = fen("opening_fen", nullable=True)
    closing: Mapped[Money | None] = fen("closing_fen", nullable=True)
    line_count: Mapped[int] = mapped_column(server_default=text("0"))
    #: Lines that an overlapping statement had told already.
    repeated_count: Mapped[int] = mapped_column(server_default=text("0"))
    #: Why it could not be read: a stable code and what fills its sentence.
    failure: Mapped[str | None] = mapped_column(String(60))
    failure_figures: Mapped[dict[str, Any] | None] = mapped_column(JSONB)


class StatementLine(db.Model):  # type: ignore[name-defined,misc]
    """One line of a statement; it is never changed."""

    __tablename__ = "ledger_statement_line"
    __table_args__ = (
        UniqueConstraint("statement_id", "position"),
        #: One movement counts once, however many statements tell of it.
        Index(
            "uq_ledger_statement_line_counted",
            "fingerprint",
            "occurrence",
            unique=True,
            postgresql_where=text("role = 'counted'"),
        ),
        Index("ix_ledger_statement_line_day", "day", postgresql_where=text("role = 'counted'")),
        Index("ix_ledger_statement_line_serial", "serial"),
    )

    id: Mapped[intpk]
    statement_id: Mapped[int] = mapped_column(ForeignKey("ledger_statement.id"))
    position: Mapped[int] = mapped_column(Integer)
    role: Mapped[LineRole] = enum_column(LineRole, "role")
    #: Digest of what makes a movement; equal ones of one file are told apart by their occurrence.
    fingerprint: Mapped[str] = mapped_column(String(64))
    occurrence: Mapped[int] = mapped_column(Integer)
    day: Mapped[date] = mapped_column(Date)
    value_on: Mapped[date] = mapped_column(Date)
    booked_at: Mapped[optional_moment]
    direction: Mapped[Direction] = enum_column(Direction, "direction")
    amount: Mapped[Money] = fen("amount_fen", positive=True)
    nature: Mapped[Nature] = enum_column(Nature, "nature")
    serial: Mapped[str] = mapped_column(String(64))
    #: Name, account and words of the other side, sealed.
    party_sealed: Mapped[bytes] = mapped_column(LargeBinary)


append_only(StatementLine)


class StatementFetch(db.Model):  # type: ignore[name-defined,misc]
    """The daily call for a statement: when it was tried, whether the alarm was given."""

    __tablename__ = "ledger_statement_fetch"
    __table_args__ = (UniqueConstraint("day"),)

    id: Mapped[intpk]
    day: Mapped[date] = mapped_column(Date)
    tries: Mapped[int] = mapped_column(server_default=text("0"))
    #: Next try, by real time: a rehearsal does not move the wires.
    next_at: Mapped[moment]
    last_fault: Mapped[str | None] = mapped_column(String(200))
    statement_id: Mapped[int | None] = mapped_column(ForeignKey("ledger_statement.id"))
    alarmed_at: Mapped[optional_moment]
