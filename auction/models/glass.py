"""Breaking the glass: who asked for a sealed name, and who of the court granted it."""

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.store import db
from app.store.columns import bigint, intpk, moment, optional_moment
from app.store.db import append_only


class GlassRequest(db.Model):  # type: ignore[name-defined,misc]
    """An operator asks for the name behind one paddle of one lot, for a reason and a period."""

    __tablename__ = "auction_glass_request"
    __table_args__ = (
        #: What an answer names, so that the database itself tells the two people apart.
        UniqueConstraint("id", "asked_by"),
        CheckConstraint("minutes > 0", name="some_minutes"),
        CheckConstraint("lapses_at > asked_at", name="lapses_later"),
        Index("ix_auction_glass_request_lot_id", "lot_id", "id"),
    )

    id: Mapped[intpk]
    lot_id: Mapped[int] = mapped_column(ForeignKey("auction_lot.id"))
    paddle: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str] = mapped_column(String(400))
    #: For how long the record would be open, from the grant on.
    minutes: Mapped[int] = mapped_column(Integer)
    asked_by: Mapped[bigint]
    asked_account: Mapped[str] = mapped_column(String(80))
    asked_at: Mapped[moment]
    #: Nobody grants it from this moment on.
    lapses_at: Mapped[moment]


class GlassAnswer(db.Model):  # type: ignore[name-defined,misc]
    """What the court said to a request: once, by another person, and never changed."""

    __tablename__ = "auction_glass_answer"
    __table_args__ = (
        UniqueConstraint("request_id"),
        ForeignKeyConstraint(
            ["request_id", "asked_by"],
            ["auction_glass_request.id", "auction_glass_request.asked_by"],
            name="fk_auction_glass_answer_request",
        ),
        CheckConstraint("answered_by <> asked_by", name="two_people"),
        CheckConstraint("is_granted = (ends_at IS NOT NULL)", name="granted_until"),
    )

    id: Mapped[intpk]
    request_id: Mapped[bigint]
    asked_by: Mapped[bigint]
    is_granted: Mapped[bool]
    reason: Mapped[str] = mapped_column(String(400))
    answered_by: Mapped[int] = mapped_column(BigInteger)
    answered_account: Mapped[str] = mapped_column(String(80))
    answered_at: Mapped[moment]
    #: The record is shut again from this moment on, by itself.
    ends_at: Mapped[optional_moment]


append_only(GlassRequest)
append_only(GlassAnswer)
