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
    SuspensionGround,
    WithdrawalGround,
)


class Assignment(db.Model):  # type: ignore[name-defined,misc]
    """The way of one asset to its reference price, from its filing to the settled fee."""

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
        Index(
            "ix_appraisal_assignment_validity",
            "price_valid_until",
            postgresql_where="state IN ('price_fixed', 'disposing')",
        ),
        # An asset has one way to its price at a time; what was taken back stays on record.
        Index(
            "uq_appraisal_assignment_asset_no",
            "asset_no",
            unique=True,
            postgresql_where="withdrawn_at IS NULL",
        ),
        Index("ix_appraisal_assignment_asset_no", "asset_no"),
        Index("ix_appraisal_assignment_agency_code", "agency_code"),
        Index("ix_appraisal_assignment_court_id", "court_id"),
    )

    id: Mapped[intpk]
    no: Mapped[str] = mapped_column(String(60), unique=True)
    asset_no: Mapped[str] = mapped_column(String(60))
    asset_title: Mapped[str] = mapped_column(String(300))
    case_number: Mapped[str] = mapped_column(String(80), index=True)
    court_id: Mapped[int] = mapped_column(BigInteger)
    court_code: Mapped[str] = mapped_column(String(20))
    court_name: Mapped[str] = mapped_column(String(120))
    #: The way to the price that runs or that brought it; none before one was chosen.
    route: Mapped[PriceRoute | None] = enum_column(PriceRoute, "route", nullable=True)
    #: Why an appraisal is commissioned; none on the other ways.
    ground: Mapped[AppraisalGround | None] = enum_column(AppraisalGround, "ground", nullable=True)
    ground_note: Mapped[str] = mapped_column(Text)
    #: Schedule by which the fee is settled; the court names it when it asks for the basic fee.
    schedule: Mapped[str | None] = mapped_column(String(40))
    state: Mapped[AssignmentState] = enum_column(AssignmentState, "state")
    #: Since when it stands there: who sits on what, and for how long.
    state_since: Mapped[moment]
    #: Where it goes on when a suspension ends.
    suspended_from: Mapped[AssignmentState | None] = enum_column(
        AssignmentState, "suspended_from", nullable=True
    )
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
    #: Last day on which the price may carry a first notice (art. 27); none before a price stands.
    price_valid_until: Mapped[date | None] = mapped_column(Date)
    #: When the first notice or the sell-off was published inside the validity (art. 27).
    disposal_started_at: Mapped[optional_moment]
    #: When the court took it back (art. 29); the asset may be filed again then.
    withdrawn_at: Mapped[optional_moment]
    #: How often the report was issued again because its validity had run out (arts. 19(4), 27).
    reissues: Mapped[int] = mapped_column(Integer, default=0)
    created_at: Mapped[moment]

    @property
    def head(self) -> dict[str, str]:
        """The fields every fact of an appraisal begins with."""
        return {
            "case_number": self.case_number,
            "appraisal_no": self.no,
            "asset_no": self.asset_no,
        }


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
    #: The same agency issues its report again: fifteen days instead of thirty (art. 19(4)).
    is_reissue: Mapped[bool] = mapped_column(default=False)
    commissioned_at: Mapped[moment]
    paper_no: Mapped[str] = mapped_column(String(60))
    accepted_at: Mapped[optional_moment]
    refused_at: Mapped[optional_moment]
    refusal: Mapped[str | None] = mapped_column(Text)
    #: When the court accepted the reason, so that the refusal no longer counts.
    excused_at: Mapped[optional_moment]
    #: When the work went on because the report had not come in time.
    lapsed_at: Mapped[optional_moment]


class Suspension(db.Model):  # type: ignore[name-defined,misc]
    """A stretch of time in which the work rested by order of the court (art. 28)."""

    __tablename__ = "appraisal_suspension"
    __table_args__ = (
        Index(
            "uq_appraisal_suspension_open",
            "assignment_id",
            unique=True,
            postgresql_where="ended_at IS NULL",
        ),
    )

    id: Mapped[intpk]
    assignment_id: Mapped[int] = mapped_column(ForeignKey("appraisal_assignment.id"), index=True)
    #: Whose turn it was; none while no agency had been commissioned.
    turn: Mapped[int | None] = mapped_column(Integer)
    ground: Mapped[SuspensionGround] = enum_column(SuspensionGround, "ground")
    reason: Mapped[str] = mapped_column(Text)
    decided_by: Mapped[int | None] = mapped_column(BigInteger)
    paper_no: Mapped[str] = mapped_column(String(60))
    began_at: Mapped[moment]
    ended_at: Mapped[optional_moment]
    end_reason: Mapped[str | None] = mapped_column(Text)


class Withdrawal(db.Model):  # type: ignore[name-defined,misc]
    """The court took the inquiry or the appraisal back (art. 29)."""

    __tablename__ = "appraisal_withdrawal"

    id: Mapped[intpk]
    assignment_id: Mapped[int] = mapped_column(ForeignKey("appraisal_assignment.id"), unique=True)
    ground: Mapped[WithdrawalGround] = enum_column(WithdrawalGround, "ground")
    reason: Mapped[str] = mapped_column(Text)
    decided_by: Mapped[int | None] = mapped_column(BigInteger)
    paper_no: Mapped[str] = mapped_column(String(60))
    withdrawn_at: Mapped[moment]


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


for table in (Respite, Withdrawal):
    append_only(table)
