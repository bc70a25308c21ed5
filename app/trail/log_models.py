"""The sealed log over the record: leaves, cached roots, checkpoints, what others add to them."""

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, LargeBinary, String, Text
from sqlalchemy import UniqueConstraint as Unique
from sqlalchemy.orm import Mapped, mapped_column

from app.store.columns import bigint, intpk, moment, optional_moment
from app.store.db import append_only, db


class LogLeaf(db.Model):  # type: ignore[name-defined,misc]
    """The place of one fact in the log; written by the sealer only."""

    __tablename__ = "log_leaf"
    __table_args__ = (CheckConstraint("idx >= 0 AND octet_length(hash) = 32", name="placed"),)

    #: Place in the log, 0..n-1 without a gap.
    idx: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    entry_id: Mapped[int] = mapped_column(ForeignKey("trail_entry.id"), unique=True)
    hash: Mapped[bytes] = mapped_column(LargeBinary(32), index=True)


class LogNode(db.Model):  # type: ignore[name-defined,misc]
    """The root of 256 full neighbors below (leaves at first), so that proofs read little."""

    __tablename__ = "log_node"
    __table_args__ = (
        CheckConstraint("level > 0 AND level % 8 = 0 AND octet_length(hash) = 32", name="cached"),
    )

    #: Height above the leaves: 8, 16, 24.
    level: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    place: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    hash: Mapped[bytes] = mapped_column(LargeBinary(32))


class LogKey(db.Model):  # type: ignore[name-defined,misc]
    """A public key of the log, in the order in which they were taken into use."""

    __tablename__ = "log_key"

    id: Mapped[intpk]
    vkey: Mapped[str] = mapped_column(String(300), unique=True)
    added_at: Mapped[moment]
    #: Until when the key before this one signs as well; empty for the first.
    overlap_until: Mapped[optional_moment]


class LogCheckpoint(db.Model):  # type: ignore[name-defined,misc]
    """A size and root that the log has signed; kept for ever."""

    __tablename__ = "log_checkpoint"
    __table_args__ = (
        CheckConstraint("size > 0 AND octet_length(root) = 32", name="counted"),
        Index("ix_log_checkpoint_signed_at", "signed_at"),
    )

    size: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    root: Mapped[bytes] = mapped_column(LargeBinary(32))
    #: The signed note, as it is handed out.
    note: Mapped[str] = mapped_column(Text)
    #: The database's own time, which no rehearsal moves.
    signed_at: Mapped[moment]
    #: Every fact of a transaction below this number is sealed.
    horizon: Mapped[bigint]


class LogToken(db.Model):  # type: ignore[name-defined,misc]
    """What a time-stamping authority said about a checkpoint (RFC 3161, DER)."""

    __tablename__ = "log_token"

    id: Mapped[intpk]
    size: Mapped[int] = mapped_column(ForeignKey("log_checkpoint.size"), index=True)
    authority: Mapped[str] = mapped_column(String(200))
    token: Mapped[bytes] = mapped_column(LargeBinary)
    #: The time that the token states.
    stated_at: Mapped[moment]
    received_at: Mapped[moment]


class LogCosignature(db.Model):  # type: ignore[name-defined,misc]
    """The line of a witness under a checkpoint."""

    __tablename__ = "log_cosignature"
    __table_args__ = (Unique("size", "vkey"),)

    id: Mapped[intpk]
    size: Mapped[int] = mapped_column(ForeignKey("log_checkpoint.size"))
    vkey: Mapped[str] = mapped_column(String(300))
    line: Mapped[str] = mapped_column(String(400))
    received_at: Mapped[moment]


for _model in (LogLeaf, LogNode, LogKey, LogCheckpoint, LogToken, LogCosignature):
    append_only(_model)
