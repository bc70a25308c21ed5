"""Who takes part: sealed, so that no row links a paddle to a person before the end."""

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.store import db
from app.store.columns import enum_column, intpk, moment, optional_moment
from auction.vocabulary import EnrollmentState, PriorityNature


class Enrollment(db.Model):  # type: ignore[name-defined,misc]
    """One bidder's place on one lot.

    The bidder is found by a keyed digest only the bidder's own request can form, and named by
    a sealed record that is opened after the end (18号 art. 18(2), reliability P1).
    """

    __tablename__ = "auction_enrollment"
    __table_args__ = (
        UniqueConstraint("lot_id", "holder_digest"),
        UniqueConstraint("lot_id", "paddle"),
        CheckConstraint(
            "state IN ('applied', 'lapsed', 'left') OR paddle IS NOT NULL",
            name="paddle_when_qualified",
        ),
        Index("ix_auction_enrollment_lot_id_state", "lot_id", "state"),
        Index(
            "ix_auction_enrollment_deposit_due",
            "id",
            postgresql_where=text(
                "deposit_ended_at IS NULL AND state IN ('won', 'lost', 'lapsed')"
            ),
        ),
    )

    id: Mapped[intpk]
    lot_id: Mapped[int] = mapped_column(ForeignKey("auction_lot.id"))
    #: vault.digest("enrollment", "<lot no>|<person id>").
    holder_digest: Mapped[str] = mapped_column(String(64))
    #: JSON of person, account, name and number, sealed with context "<lot no>|<holder digest>".
    identity_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    state: Mapped[EnrollmentState] = enum_column(EnrollmentState, "state")
    #: Random, given when the deposit is held; never reused on the lot.
    paddle: Mapped[str | None] = mapped_column(String(8))
    #: Given by the court only (art. 19); 1 is the first.
    priority_rank: Mapped[int | None]
    #: How the ledger knows the deposit: "enrollment:<id>"; empty for the moment of the insert.
    deposit_reference: Mapped[str | None] = mapped_column(String(60), unique=True)
    #: The newest version of the notice the bidder accepted: when enrolling, or read after a
    #: correction (P84).
    accepted_notice_version: Mapped[int]
    accepted_prompts: Mapped[list[str]] = mapped_column(JSONB)
    applied_at: Mapped[moment]
    qualified_at: Mapped[optional_moment]
    #: When the deposit went back or became part of the price.
    deposit_ended_at: Mapped[optional_moment]


class PriorityRight(db.Model):  # type: ignore[name-defined,misc]
    """A priority purchaser the court confirmed, with the rank the panel gave (art. 19, 27)."""

    __tablename__ = "auction_priority_right"
    __table_args__ = (UniqueConstraint("lot_id", "holder_digest"),)

    id: Mapped[intpk]
    lot_id: Mapped[int] = mapped_column(ForeignKey("auction_lot.id"))
    holder_digest: Mapped[str] = mapped_column(String(64))
    rank: Mapped[int]
    nature: Mapped[PriorityNature] = enum_column(PriorityNature, "nature")
    confirmed_by: Mapped[str] = mapped_column(String(80))
    confirmed_at: Mapped[moment]
