"""The life of a plan of distribution: its versions, who was told what, who objects."""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.money import MAX_FEN, Money
from app.store import append_only, db
from app.store.columns import FenType, enum_column, fen, intpk, moment, optional_moment
from auction.vocabulary import PlanNotice, PlanObjectionState


class PlanVersion(db.Model):  # type: ignore[name-defined,misc]
    """One version of a plan: what was claimed, what it gives, who made it and why."""

    __tablename__ = "auction_plan_version"
    __table_args__ = (UniqueConstraint("lot_id", "version"),)

    id: Mapped[intpk]
    lot_id: Mapped[int] = mapped_column(ForeignKey("auction_lot.id"))
    version: Mapped[int]
    #: The plan as Settlement.plan holds it.
    plan: Mapped[dict[str, Any]] = mapped_column(JSONB)
    #: Claims and costs it was computed from.
    claims: Mapped[dict[str, Any]] = mapped_column(JSONB)
    reason: Mapped[str] = mapped_column(Text)
    made_by: Mapped[str] = mapped_column(String(80))
    made_at: Mapped[moment]


append_only(PlanVersion)


class PlanService(db.Model):  # type: ignore[name-defined,misc]
    """One person told of a plan, of an objection, or that an objection is opposed."""

    __tablename__ = "auction_plan_service"
    __table_args__ = (
        CheckConstraint("(purpose = 'plan') = (objection_id IS NULL)", name="objection_named"),
        CheckConstraint("(received_at IS NULL) = (until_at IS NULL)", name="days_from_receipt"),
        Index(
            "uq_auction_plan_service_once",
            "lot_id",
            "version",
            "party_id",
            "purpose",
            text("coalesce(objection_id, 0)"),
            unique=True,
        ),
        Index(
            "ix_auction_plan_service_until_at",
            "until_at",
            postgresql_where=text("until_at IS NOT NULL"),
        ),
    )

    id: Mapped[intpk]
    lot_id: Mapped[int] = mapped_column(ForeignKey("auction_lot.id"))
    version: Mapped[int]
    purpose: Mapped[PlanNotice] = enum_column(PlanNotice, "purpose")
    objection_id: Mapped[int | None] = mapped_column(ForeignKey("auction_plan_objection.id"))
    #: The party of the case; no foreign key object crosses modules.
    party_id: Mapped[int] = mapped_column(BigInteger)
    party_name: Mapped[str] = mapped_column(String(120))
    sent_at: Mapped[moment]
    #: When it counts as received; the days run from then.
    received_at: Mapped[optional_moment]
    #: The first moment after the last day to answer.
    until_at: Mapped[optional_moment]
    proof: Mapped[str] = mapped_column(Text, default="", server_default=text("''"))
    recorded_by: Mapped[str | None] = mapped_column(String(80))

    def is_open(self, at: datetime) -> bool:
        """Say whether the person may still answer."""
        return self.until_at is None or at < self.until_at


class PlanObjection(db.Model):  # type: ignore[name-defined,misc]
    """What a creditor or the debtor has against a plan, and what became of it."""

    __tablename__ = "auction_plan_objection"
    __table_args__ = (
        CheckConstraint(
            "state <> 'sued' OR (sued_at IS NOT NULL AND disputed > 0)", name="suit_names_amount"
        ),
        Index("ix_auction_plan_objection_lot_id", "lot_id"),
    )

    id: Mapped[intpk]
    no: Mapped[str] = mapped_column(String(40), unique=True)
    lot_id: Mapped[int] = mapped_column(ForeignKey("auction_lot.id"))
    version: Mapped[int]
    party_id: Mapped[int] = mapped_column(BigInteger)
    party_name: Mapped[str] = mapped_column(String(120))
    #: Whose share is said to be too high.
    against_party_id: Mapped[int] = mapped_column(BigInteger)
    against_name: Mapped[str] = mapped_column(String(120))
    #: By how much; this is what is set aside when the objector sues.
    disputed: Mapped[Money] = fen("disputed", positive=True)
    #: What was set aside for it when the rest was paid.
    reserved: Mapped[Money] = mapped_column(
        "reserved",
        FenType(),
        CheckConstraint(f"reserved BETWEEN 0 AND {MAX_FEN}", name="reserved_range"),
        default=Money.ZERO,
        server_default=text("0"),
    )
    words: Mapped[str] = mapped_column(Text)
    state: Mapped[PlanObjectionState] = enum_column(PlanObjectionState, "state")
    filed_at: Mapped[moment]
    #: Who opposes it, with the words, oldest first.
    oppositions: Mapped[list[dict[str, Any]]] = mapped_column(
        JSONB, default=list, server_default=text("'[]'")
    )
    #: The case number of the suit, and when the proof came in.
    suit: Mapped[str | None] = mapped_column(String(120))
    sued_at: Mapped[optional_moment]
    #: How it ended, in words: the judgment, the withdrawal, the correction.
    ending: Mapped[str | None] = mapped_column(Text)
    ended_at: Mapped[optional_moment]
