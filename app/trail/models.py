"""The append-only table of facts, the per-stream counters, the readers' cursors."""

from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Index,
    LargeBinary,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.facts import Audience
from app.store.columns import bigint, enum_column, intpk, moment, optional_moment
from app.store.db import append_only, db


class TrailEntry(db.Model):  # type: ignore[name-defined,misc]
    """One fact as written; ``body`` is what is sealed, the other columns only find it."""

    __tablename__ = "trail_entry"
    __table_args__ = (
        UniqueConstraint("stream", "seq"),
        Index("ix_trail_entry_case_number_id", "case_number", "id"),
        Index("ix_trail_entry_name_id", "name", "id"),
        Index("ix_trail_entry_order", "xid", "id"),
    )

    id: Mapped[intpk]
    #: Writing transaction: readers go by (xid, id) so that a late commit is never skipped.
    xid: Mapped[int] = mapped_column(
        BigInteger, server_default=text("(pg_current_xact_id()::text::bigint)")
    )
    #: Ordered list the fact belongs to.
    stream: Mapped[str] = mapped_column(String(120))
    #: Place in the stream, 1..n without a gap.
    seq: Mapped[bigint]
    name: Mapped[str] = mapped_column(String(80))
    audience: Mapped[Audience] = enum_column(Audience, "audience")
    court_id: Mapped[int | None] = mapped_column(BigInteger)
    case_number: Mapped[str | None] = mapped_column(String(80))
    actor: Mapped[str] = mapped_column(String(80))
    at: Mapped[moment]
    #: RFC 8785 bytes of the whole fact: what a seal covers.
    body: Mapped[bytes] = mapped_column(LargeBinary)
    #: SHA-256(0x00 || body), the RFC 6962 leaf the sealer will put into its tree.
    leaf_hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    #: The fact's own fields, readable by SQL.
    payload: Mapped[dict[str, Any]] = mapped_column(JSONB)


append_only(TrailEntry)


class TrailStream(db.Model):  # type: ignore[name-defined,misc]
    """The last place given out in a stream; its row lock orders the writers."""

    __tablename__ = "trail_stream"

    name: Mapped[str] = mapped_column(String(120), primary_key=True)
    last_seq: Mapped[bigint]


class TrailCursor(db.Model):  # type: ignore[name-defined,misc]
    """How far a reader has read."""

    __tablename__ = "trail_cursor"
    __table_args__ = (
        CheckConstraint("(stopped_at IS NULL) = (fault IS NULL)", name="fault_with_moment"),
    )

    reader: Mapped[str] = mapped_column(String(80), primary_key=True)
    xid: Mapped[bigint]
    entry_id: Mapped[bigint]
    read_at: Mapped[optional_moment]
    #: Since when the next fact cannot be handled, and the kind of fault; empty while it reads on.
    stopped_at: Mapped[optional_moment]
    fault: Mapped[str | None] = mapped_column(String(80))
