"""Rows of the appraisal: assignment, appointments, surveys, files, reports, reviews, service."""

from datetime import date
from typing import Any

from sqlalchemy import BigInteger, Date, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.money import Money
from app.store import append_only, db
from app.store.columns import enum_column, fen, intpk, moment, optional_moment
from appraisal.vocabulary import (
    AppraisalGround,
    AssignmentState,
    PriceRoute,
    RespiteGround,
    ServiceMethod,
    SettledOutcome,
    Slot,
    Verdict,
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


class Survey(db.Model):  # type: ignore[name-defined,misc]
    """What was found on the spot (法释〔2018〕15号 art. 18); a second visit is a second row."""

    __tablename__ = "appraisal_survey"

    id: Mapped[intpk]
    assignment_id: Mapped[int] = mapped_column(ForeignKey("appraisal_assignment.id"), index=True)
    held_at: Mapped[moment]
    place: Mapped[str] = mapped_column(String(300))
    #: Who was there, as signed on the record.
    people: Mapped[str] = mapped_column(Text)
    #: Who watched when a party stayed away.
    witness: Mapped[str] = mapped_column(String(200))
    notes: Mapped[str] = mapped_column(Text)
    recorded_by: Mapped[int | None] = mapped_column(BigInteger)
    recorded_at: Mapped[moment]


class Attachment(db.Model):  # type: ignore[name-defined,misc]
    """A file of the agency's; it belongs to the revision with which it was handed in."""

    __tablename__ = "appraisal_attachment"
    __table_args__ = (Index("ix_appraisal_attachment_assignment_id", "assignment_id"),)

    id: Mapped[intpk]
    assignment_id: Mapped[int] = mapped_column(ForeignKey("appraisal_assignment.id"))
    media_id: Mapped[int] = mapped_column(ForeignKey("media_item.id"))
    slot: Mapped[Slot] = enum_column(Slot, "slot")
    caption: Mapped[str] = mapped_column(String(120))
    added_at: Mapped[moment]
    #: Taken off the desk before it was handed in.
    removed_at: Mapped[optional_moment]
    #: First revision that carried it; none while it only lies on the desk.
    revision: Mapped[int | None] = mapped_column(Integer)


class Report(db.Model):  # type: ignore[name-defined,misc]
    """One revision of the report; it is never edited, a correction is the next revision."""

    __tablename__ = "appraisal_report"
    __table_args__ = (UniqueConstraint("assignment_id", "revision"),)

    id: Mapped[intpk]
    assignment_id: Mapped[int] = mapped_column(ForeignKey("appraisal_assignment.id"))
    revision: Mapped[int] = mapped_column(Integer)
    agency_code: Mapped[str] = mapped_column(String(40))
    #: The agency's own number of the report.
    report_no: Mapped[str] = mapped_column(String(80))
    value: Mapped[Money] = fen("value", positive=True)
    signers: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    methods: Mapped[list[str]] = mapped_column(JSONB)
    method_note: Mapped[str] = mapped_column(Text)
    valuation_on: Mapped[date] = mapped_column(Date)
    reported_on: Mapped[date] = mapped_column(Date)
    valid_until: Mapped[date] = mapped_column(Date)
    summary: Mapped[str] = mapped_column(Text)
    #: Why there is another revision.
    reason: Mapped[str] = mapped_column(Text)
    media_id: Mapped[int] = mapped_column(ForeignKey("media_item.id"))
    sha256: Mapped[str] = mapped_column(String(64))
    #: Photographs and video of this revision, in the order shown.
    media: Mapped[list[int]] = mapped_column(JSONB)
    handed_in_by: Mapped[int | None] = mapped_column(BigInteger)
    handed_in_at: Mapped[moment]


class Review(db.Model):  # type: ignore[name-defined,misc]
    """The court's look at one revision: the five checks of art. 20 and what came of them."""

    __tablename__ = "appraisal_review"

    id: Mapped[intpk]
    report_id: Mapped[int] = mapped_column(ForeignKey("appraisal_report.id"), index=True)
    verdict: Mapped[Verdict] = enum_column(Verdict, "verdict")
    #: Check -> whether it holds.
    checks: Mapped[dict[str, bool]] = mapped_column(JSONB)
    note: Mapped[str] = mapped_column(Text)
    reviewed_by: Mapped[int | None] = mapped_column(BigInteger)
    reviewed_at: Mapped[moment]


class ReportService(db.Model):  # type: ignore[name-defined,misc]
    """The report reached one party, whose own five days run from that day."""

    __tablename__ = "appraisal_service"
    __table_args__ = (UniqueConstraint("report_id", "party_id"),)

    id: Mapped[intpk]
    report_id: Mapped[int] = mapped_column(ForeignKey("appraisal_report.id"))
    party_id: Mapped[int] = mapped_column(BigInteger)
    party_role: Mapped[str] = mapped_column(String(40))
    method: Mapped[ServiceMethod] = enum_column(ServiceMethod, "method")
    received_at: Mapped[moment]
    last_day: Mapped[date] = mapped_column(Date)
    window_ends_at: Mapped[moment]


class FeeSettlement(db.Model):  # type: ignore[name-defined,misc]
    """What the appraisal cost in the end and how that came about."""

    __tablename__ = "appraisal_fee_settlement"

    id: Mapped[intpk]
    assignment_id: Mapped[int] = mapped_column(ForeignKey("appraisal_assignment.id"), unique=True)
    outcome: Mapped[SettledOutcome] = enum_column(SettledOutcome, "outcome")
    total_fee: Mapped[Money] = fen("total_fee")
    balance_due: Mapped[Money] = fen("balance_due")
    refund: Mapped[Money] = fen("refund")
    calculation: Mapped[dict[str, Any]] = mapped_column(JSONB)
    paper_no: Mapped[str] = mapped_column(String(60))
    settled_at: Mapped[moment]


for table in (Respite, Survey, Report, Review, ReportService, FeeSettlement):
    append_only(table)
