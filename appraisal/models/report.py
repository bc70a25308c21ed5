"""Rows of surveys, files, reports, their review and their service."""

from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.money import Money
from app.store import append_only, db
from app.store.columns import enum_column, fen, intpk, moment, optional_moment
from appraisal.vocabulary import (
    PictureRole,
    ServiceMethod,
    Slot,
    Verdict,
)


class Handover(db.Model):  # type: ignore[name-defined,misc]
    """What the court gave an agency for its work (art. 17)."""

    __tablename__ = "appraisal_handover"

    id: Mapped[intpk]
    assignment_id: Mapped[int] = mapped_column(ForeignKey("appraisal_assignment.id"), index=True)
    turn: Mapped[int] = mapped_column(Integer)
    items: Mapped[list[str]] = mapped_column(JSONB)
    handed_over_by: Mapped[int | None] = mapped_column(BigInteger)
    handed_over_at: Mapped[moment]
    paper_no: Mapped[str] = mapped_column(String(60))


class SurveyCall(db.Model):  # type: ignore[name-defined,misc]
    """The court called the parties to the site (art. 18); the newest call counts."""

    __tablename__ = "appraisal_survey_call"

    id: Mapped[intpk]
    assignment_id: Mapped[int] = mapped_column(ForeignKey("appraisal_assignment.id"), index=True)
    held_at: Mapped[moment]
    place: Mapped[str] = mapped_column(String(300))
    called_by: Mapped[int | None] = mapped_column(BigInteger)
    called_at: Mapped[moment]
    paper_no: Mapped[str] = mapped_column(String(60))


class Survey(db.Model):  # type: ignore[name-defined,misc]
    """What was found on the spot (法释〔2018〕15号 art. 18); a second visit is a second row."""

    __tablename__ = "appraisal_survey"

    id: Mapped[intpk]
    assignment_id: Mapped[int] = mapped_column(ForeignKey("appraisal_assignment.id"), index=True)
    held_at: Mapped[moment]
    place: Mapped[str] = mapped_column(String(300))
    #: Where that is, in millionths of a degree (WGS-84), if the agency gave it.
    latitude_e6: Mapped[int | None] = mapped_column(Integer)
    longitude_e6: Mapped[int | None] = mapped_column(Integer)
    #: Who was there.
    people: Mapped[str] = mapped_column(Text)
    #: Everybody on the record: name, capacity, there or not, signed or not and why.
    attendees: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, default=list)
    #: Who watched when a party stayed away.
    witness: Mapped[str] = mapped_column(String(200))
    notes: Mapped[str] = mapped_column(Text)
    #: The record as a paper; none for surveys of before there was one.
    paper_no: Mapped[str | None] = mapped_column(String(60))
    recorded_by: Mapped[int | None] = mapped_column(BigInteger)
    recorded_at: Mapped[moment]

    @property
    def position_text(self) -> str:
        """Where the site is as latitude,longitude in degrees; empty if it was not given."""
        if self.latitude_e6 is None or self.longitude_e6 is None:
            return ""
        return f"{Decimal(self.latitude_e6).scaleb(-6)},{Decimal(self.longitude_e6).scaleb(-6)}"


class Attachment(db.Model):  # type: ignore[name-defined,misc]
    """A file of the agency's; it belongs to the revision with which it was handed in."""

    __tablename__ = "appraisal_attachment"
    __table_args__ = (
        Index("ix_appraisal_attachment_assignment_id", "assignment_id"),
        Index(
            "uq_appraisal_attachment_role",
            "assignment_id",
            "role",
            unique=True,
            postgresql_where=text("role IS NOT NULL AND removed_at IS NULL"),
        ),
    )

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
    #: Place among the files of its kind; of one place the earlier comes first.
    position: Mapped[int] = mapped_column(Integer, server_default="0")
    #: The one main picture and the one map; most pictures are neither.
    role: Mapped[PictureRole | None] = enum_column(PictureRole, "role", nullable=True)


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
    #: Captions and marks of these by their number, as they were when handed in.
    captions: Mapped[dict[str, str]] = mapped_column(JSONB, server_default=text("'{}'"))
    marks: Mapped[dict[str, str]] = mapped_column(JSONB, server_default=text("'{}'"))
    #: The agency says that the PDF carries its seal and signatures (资产评估法 arts. 27, 28).
    is_sealed: Mapped[bool] = mapped_column(Boolean, server_default=text("false"))
    #: Which of the defects of 法释〔2018〕15号 art. 20 the agency looked for before filing.
    confirmed: Mapped[list[str]] = mapped_column(JSONB, server_default=text("'[]'"))
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
    #: Day of the publication that stands for service where the party could not be reached.
    published_on: Mapped[date | None] = mapped_column(Date)
    received_at: Mapped[moment]
    last_day: Mapped[date] = mapped_column(Date)
    window_ends_at: Mapped[moment]


for table in (Handover, SurveyCall, Survey, Report, Review, ReportService):
    append_only(table)
