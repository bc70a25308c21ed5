"""Rows of an appraisal, of the agencies tried and of the days they were given."""

from datetime import date

from sqlalchemy import BigInteger, Date, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.money import Money
from app.store import append_only, db
from app.store.columns import enum_column, fen, intpk, moment, optional_moment
from appraisal.vocabulary import (
    AppraisalGround,
    AssignmentState,
    PriceRoute,
    RespiteGround,
)


class Assignment(db.Model):  # type: ignore[name-defined,misc]
    """The commissioned appraisal of one asset, from the choice of the route to its fee."""

    __tablename__ = "appraisal_assignment"
    __table_args__ = (
        Index(
            "ix_appraisal_assignment_window",
            "window_ends_at",
            postgresql_where="state = 'published'",
        ),
        Index(
            "ix_appraisal_assignment_awaited",
            "due_at",
            postgresql_where="state IN ('commissioned', 'surveying', 'drafting')",
        ),
        Index("ix_appraisal_assignment_agency_code", "agency_code"),
        Index("ix_appraisal_assignment_court_id", "court_id"),
    )

    id: Mapped[intpk]
    no: Mapped[str] = mapped_column(String(60), unique=True)
    asset_no: Mapped[str] = mapped_column(String(60), unique=True)
    asset_title: Mapped[str] = mapped_column(String(300))
    case_number: Mapped[str] = mapped_column(String(80), index=True)
    court_id: Mapped[int] = mapped_column(BigInteger)
    court_code: Mapped[str] = mapped_column(String(20))
    court_name: Mapped[str] = mapped_column(String(120))
    route: Mapped[PriceRoute] = enum_column(PriceRoute, "route")
    ground: Mapped[AppraisalGround] = enum_column(AppraisalGround, "ground")
    ground_note: Mapped[str] = mapped_column(Text)
    #: Schedule by which the fee is settled; the court names it when it asks for the basic fee.
    schedule: Mapped[str | None] = mapped_column(String(40))
    state: Mapped[AssignmentState] = enum_column(AssignmentState, "state")
    #: The agency whose turn it is, by its place in the draw.
    agency_code: Mapped[str | None] = mapped_column(String(40))
    agency_name: Mapped[str | None] = mapped_column(String(200))
    rank: Mapped[int | None] = mapped_column(Integer)
    draw_no: Mapped[str | None] = mapped_column(String(60))
    basic_fee: Mapped[Money | None] = fen("basic_fee", nullable=True)
    fee_order_no: Mapped[str | None] = mapped_column(String(60))
    #: Day after which the agency is late, of the report or of its correction.
    due_at: Mapped[optional_moment]
    commissioned_at: Mapped[optional_moment]
    accepted_at: Mapped[optional_moment]
    published_at: Mapped[optional_moment]
    #: When the last of the parties may no longer object.
    window_ends_at: Mapped[optional_moment]
    reference_price: Mapped[Money | None] = fen("reference_price", nullable=True)
    price_fixed_at: Mapped[optional_moment]
    created_at: Mapped[moment]


class Appointment(db.Model):  # type: ignore[name-defined,misc]
    """One agency's turn: commissioned, and what it answered."""

    __tablename__ = "appraisal_appointment"
    __table_args__ = (UniqueConstraint("assignment_id", "turn"),)

    id: Mapped[intpk]
    assignment_id: Mapped[int] = mapped_column(ForeignKey("appraisal_assignment.id"))
    #: Counts on over draws; the last turn is the one that runs.
    turn: Mapped[int] = mapped_column(Integer)
    #: Place in the draw that named the agency.
    rank: Mapped[int] = mapped_column(Integer)
    agency_code: Mapped[str] = mapped_column(String(40))
    agency_name: Mapped[str] = mapped_column(String(200))
    commissioned_at: Mapped[moment]
    paper_no: Mapped[str] = mapped_column(String(60))
    accepted_at: Mapped[optional_moment]
    refused_at: Mapped[optional_moment]
    refusal: Mapped[str | None] = mapped_column(Text)
    #: When the court accepted the reason, so that the refusal no longer counts.
    excused_at: Mapped[optional_moment]
    #: When the work went on because the report had not come in time.
    lapsed_at: Mapped[optional_moment]


class Respite(db.Model):  # type: ignore[name-defined,misc]
    """More days for a report: asked for in time, or taken by the court itself."""

    __tablename__ = "appraisal_respite"
    __table_args__ = (Index("ix_appraisal_respite_assignment_id", "assignment_id", "turn"),)

    id: Mapped[intpk]
    assignment_id: Mapped[int] = mapped_column(ForeignKey("appraisal_assignment.id"))
    #: Whose turn it was; the next agency's extensions are counted anew.
    turn: Mapped[int] = mapped_column(Integer)
    ground: Mapped[RespiteGround] = enum_column(RespiteGround, "ground")
    days: Mapped[int] = mapped_column(Integer)
    #: Day on which the agency asked, or the delay became known.
    asked_on: Mapped[date] = mapped_column(Date)
    reason: Mapped[str] = mapped_column(Text)
    was_due_at: Mapped[moment]
    due_at: Mapped[moment]
    granted_by: Mapped[int | None] = mapped_column(BigInteger)
    granted_at: Mapped[moment]


append_only(Respite)
