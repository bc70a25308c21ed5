"""Rows of objections, what became of them, and petitions."""

from datetime import date

from sqlalchemy import (
    BigInteger,
    Boolean,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.store import append_only, db
from app.store.columns import enum_column, intpk, moment, optional_moment
from appraisal.vocabulary.objections import (
    ObjectionKind,
    ObjectionOutcome,
    ObjectionState,
    PetitionGround,
    PetitionState,
    ReviewFinding,
)


class Objection(db.Model):  # type: ignore[name-defined,misc]
    """One person's objection in writing, and where it stands (法释〔2018〕15号 arts. 22, 23)."""

    __tablename__ = "appraisal_objection"
    __table_args__ = (
        Index(
            "ix_appraisal_objection_due",
            "due_at",
            postgresql_where="due_at IS NOT NULL",
        ),
        Index("ix_appraisal_objection_assignment_id", "assignment_id"),
        Index("ix_appraisal_objection_person_id", "person_id"),
    )

    id: Mapped[intpk]
    no: Mapped[str] = mapped_column(String(60), unique=True)
    assignment_id: Mapped[int] = mapped_column(ForeignKey("appraisal_assignment.id"))
    #: The revision objected to; none for a result of a network inquiry.
    report_id: Mapped[int | None] = mapped_column(ForeignKey("appraisal_report.id"))
    #: The single result of a network inquiry that is objected to.
    result_id: Mapped[int | None] = mapped_column(BigInteger)
    #: The party of the case; none for an interested person the case does not know.
    party_id: Mapped[int | None] = mapped_column(BigInteger)
    person_id: Mapped[int | None] = mapped_column(BigInteger)
    #: Where the objector stands in the case.
    role: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(200))
    grounds: Mapped[list[str]] = mapped_column(JSONB)
    kind: Mapped[ObjectionKind] = enum_column(ObjectionKind, "kind")
    text: Mapped[str] = mapped_column(Text)
    #: Files handed in with it.
    media: Mapped[list[int]] = mapped_column(JSONB)
    #: Same person, same report, same words and files: the same objection, however often sent.
    fingerprint: Mapped[str] = mapped_column(String(64), unique=True)
    state: Mapped[ObjectionState] = enum_column(ObjectionState, "state")
    state_since: Mapped[moment]
    outcome: Mapped[ObjectionOutcome | None] = enum_column(
        ObjectionOutcome, "outcome", nullable=True
    )
    #: When it reached the court, or was posted.
    filed_at: Mapped[moment]
    #: End of this person's own days when it came; none where they had not begun.
    window_ends_at: Mapped[optional_moment]
    is_on_paper: Mapped[bool] = mapped_column(Boolean)
    entered_by: Mapped[int | None] = mapped_column(BigInteger)
    entered_at: Mapped[moment]
    #: The agency whose report it is.
    agency_code: Mapped[str | None] = mapped_column(String(40))
    #: Until when the next step is due; none where nothing is.
    due_at: Mapped[optional_moment]
    handed_over_at: Mapped[optional_moment]
    #: Code of why it was not taken, and the court's own words if it was the court that refused.
    refusal: Mapped[str | None] = mapped_column(String(60))
    refusal_note: Mapped[str | None] = mapped_column(Text)
    #: The revision that answers it.
    corrected_report_id: Mapped[int | None] = mapped_column(ForeignKey("appraisal_report.id"))


class ObjectionAnswer(db.Model):  # type: ignore[name-defined,misc]
    """The agency's explanation (法释〔2018〕15号 art. 23)."""

    __tablename__ = "appraisal_objection_answer"

    id: Mapped[intpk]
    objection_id: Mapped[int] = mapped_column(ForeignKey("appraisal_objection.id"), unique=True)
    text: Mapped[str] = mapped_column(Text)
    media: Mapped[list[int]] = mapped_column(JSONB)
    answered_by: Mapped[int | None] = mapped_column(BigInteger)
    answered_at: Mapped[moment]


class ObjectionRuling(db.Model):  # type: ignore[name-defined,misc]
    """The court's ruling on an objection (民事诉讼法 art. 236)."""

    __tablename__ = "appraisal_objection_ruling"

    id: Mapped[intpk]
    objection_id: Mapped[int] = mapped_column(ForeignKey("appraisal_objection.id"), unique=True)
    #: The grounds that were ruled on, and those that hold.
    judged: Mapped[list[str]] = mapped_column(JSONB)
    upheld: Mapped[list[str]] = mapped_column(JSONB)
    outcome: Mapped[ObjectionOutcome] = enum_column(ObjectionOutcome, "outcome")
    reasons: Mapped[str] = mapped_column(Text)
    #: Turn of the agency it was about, for what is counted in its score.
    turn: Mapped[int | None] = mapped_column(Integer)
    paper_no: Mapped[str] = mapped_column(String(60))
    ruled_by: Mapped[int | None] = mapped_column(BigInteger)
    ruled_at: Mapped[moment]
    #: Until when the higher court may be asked.
    review_until: Mapped[moment]


class RulingReview(db.Model):  # type: ignore[name-defined,misc]
    """A party asked the higher court to review a ruling; once."""

    __tablename__ = "appraisal_ruling_review"

    id: Mapped[intpk]
    ruling_id: Mapped[int] = mapped_column(ForeignKey("appraisal_objection_ruling.id"), unique=True)
    party_id: Mapped[int | None] = mapped_column(BigInteger)
    reasons: Mapped[str] = mapped_column(Text)
    asked_by: Mapped[int | None] = mapped_column(BigInteger)
    asked_at: Mapped[moment]


class ReviewDecision(db.Model):  # type: ignore[name-defined,misc]
    """What the higher court decided about a ruling, as the court was told."""

    __tablename__ = "appraisal_review_decision"

    id: Mapped[intpk]
    review_id: Mapped[int] = mapped_column(ForeignKey("appraisal_ruling_review.id"), unique=True)
    is_reversed: Mapped[bool] = mapped_column(Boolean)
    court_name: Mapped[str] = mapped_column(String(120))
    decision_no: Mapped[str] = mapped_column(String(80))
    reasons: Mapped[str] = mapped_column(Text)
    recorded_by: Mapped[int | None] = mapped_column(BigInteger)
    recorded_at: Mapped[moment]


class ExpertReview(db.Model):  # type: ignore[name-defined,misc]
    """The association was asked for a professional review (法释〔2018〕15号 art. 23)."""

    __tablename__ = "appraisal_expert_review"

    id: Mapped[intpk]
    objection_id: Mapped[int] = mapped_column(ForeignKey("appraisal_objection.id"), unique=True)
    association: Mapped[str] = mapped_column(String(120))
    questions: Mapped[str] = mapped_column(Text)
    #: Last day of the period the court set.
    due_on: Mapped[date] = mapped_column(Date)
    paper_no: Mapped[str] = mapped_column(String(60))
    commissioned_by: Mapped[int | None] = mapped_column(BigInteger)
    commissioned_at: Mapped[moment]


class ExpertConclusion(db.Model):  # type: ignore[name-defined,misc]
    """What the association concluded, with its paper."""

    __tablename__ = "appraisal_expert_conclusion"
    id: Mapped[intpk]
    review_id: Mapped[int] = mapped_column(ForeignKey("appraisal_expert_review.id"), unique=True)
    finding: Mapped[ReviewFinding] = enum_column(ReviewFinding, "finding")
    summary: Mapped[str] = mapped_column(Text)
    concluded_on: Mapped[date] = mapped_column(Date)
    media_id: Mapped[int] = mapped_column(ForeignKey("media_item.id"))
    sha256: Mapped[str] = mapped_column(String(64))
    recorded_by: Mapped[int | None] = mapped_column(BigInteger)
    recorded_at: Mapped[moment]


class Petition(db.Model):  # type: ignore[name-defined,misc]
    """Evidence against a price or against how objections were handled (art. 25)."""

    __tablename__ = "appraisal_petition"
    __table_args__ = (Index("ix_appraisal_petition_assignment_id", "assignment_id"),)

    id: Mapped[intpk]
    no: Mapped[str] = mapped_column(String(60), unique=True)
    assignment_id: Mapped[int] = mapped_column(ForeignKey("appraisal_assignment.id"))
    party_id: Mapped[int | None] = mapped_column(BigInteger)
    person_id: Mapped[int | None] = mapped_column(BigInteger)
    role: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(200))
    ground: Mapped[PetitionGround] = enum_column(PetitionGround, "ground")
    text: Mapped[str] = mapped_column(Text)
    media: Mapped[list[int]] = mapped_column(JSONB)
    fingerprint: Mapped[str] = mapped_column(String(64), unique=True)
    state: Mapped[PetitionState] = enum_column(PetitionState, "state")
    filed_at: Mapped[moment]
    reasons: Mapped[str | None] = mapped_column(Text)
    decided_by: Mapped[int | None] = mapped_column(BigInteger)
    decided_at: Mapped[optional_moment]


for table in (
    ObjectionAnswer,
    ObjectionRuling,
    RulingReview,
    ReviewDecision,
    ExpertReview,
    ExpertConclusion,
):
    append_only(table)
