"""The plan to vacate and hand over a thing, and what the office that registers it received."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.store import append_only, db
from app.store.columns import enum_column, intpk, moment, optional_moment
from auction.vocabulary.handover import HandoverStep


class PlannedStep(db.Model):  # type: ignore[name-defined,misc]
    """One step of the plan: who sees to it, by when, when it was done; its days are public."""

    __tablename__ = "auction_planned_step"
    __table_args__ = (
        UniqueConstraint("lot_id", "step"),
        CheckConstraint("(done_on IS NULL) = (done_at IS NULL)", name="done_at_a_moment"),
        CheckConstraint(
            "leave_until IS NULL OR (step = 'president_notice' AND done_on <= leave_until)",
            name="leave_after_notice",
        ),
    )

    id: Mapped[intpk]
    lot_id: Mapped[int] = mapped_column(ForeignKey("auction_lot.id"))
    step: Mapped[HandoverStep] = enum_column(HandoverStep, "step")
    #: Who of the court sees to it; the public reads no name.
    owner: Mapped[str] = mapped_column(String(60))
    due_on: Mapped[date]
    #: Why it comes after the fifteen days of 20〔21〕 art. 27.
    late_reason: Mapped[str | None] = mapped_column(String(400))
    planned_by: Mapped[str] = mapped_column(String(80))
    planned_at: Mapped[moment]
    done_on: Mapped[date | None]
    #: The time the notice of the president sets to leave by (民事诉讼法 art. 261).
    leave_until: Mapped[date | None]
    note: Mapped[str | None] = mapped_column(String(400))
    done_by: Mapped[str | None] = mapped_column(String(80))
    done_at: Mapped[optional_moment]


class AssistanceService(db.Model):  # type: ignore[name-defined,misc]
    """The notice to assist reached the office that registers the thing (18号 art. 6)."""

    __tablename__ = "auction_assistance_service"
    __table_args__ = (Index("ix_auction_assistance_service_lot_id", "lot_id"),)

    id: Mapped[intpk]
    lot_id: Mapped[int] = mapped_column(ForeignKey("auction_lot.id"))
    office: Mapped[str] = mapped_column(String(120))
    served_on: Mapped[date]
    recorded_by: Mapped[str] = mapped_column(String(80))
    recorded_at: Mapped[moment]


append_only(AssistanceService)
