"""Objections of agencies to single pieces of evidence."""

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.store.columns import enum_column, intpk, moment, optional_moment
from app.store.db import db
from registry.models.evidence import Evidence
from registry.vocabulary.objections import ScoreObjectionState


class ScoreObjection(db.Model):  # type: ignore[name-defined,misc]
    """An agency says that a piece of evidence is wrong; the score stays until it is decided."""

    __tablename__ = "registry_score_objection"
    __table_args__ = (
        CheckConstraint(
            "(state IN ('upheld', 'rejected')) = (decided_at IS NOT NULL AND decision IS NOT NULL)",
            name="decided_with_reasons",
        ),
        Index("ix_registry_score_objection_court_id_state", "court_id", "state"),
        Index("ix_registry_score_objection_agency_code_id", "agency_code", "id"),
    )

    id: Mapped[intpk]
    no: Mapped[str] = mapped_column(String(40), unique=True)
    #: One objection a piece: a second one would only ask for another answer.
    evidence_id: Mapped[int] = mapped_column(ForeignKey("registry_evidence.id"), unique=True)
    agency_code: Mapped[str] = mapped_column(ForeignKey("registry_agency.code"))
    court_id: Mapped[int] = mapped_column(ForeignKey("registry_court.id"))
    state: Mapped[ScoreObjectionState] = enum_column(ScoreObjectionState, "state")
    reason: Mapped[str] = mapped_column(Text)
    made_by: Mapped[int | None] = mapped_column(BigInteger)
    made_at: Mapped[moment]
    #: The court's reasons.
    decision: Mapped[str | None] = mapped_column(Text)
    decided_by: Mapped[int | None] = mapped_column(BigInteger)
    decided_by_name: Mapped[str] = mapped_column(String(60), server_default="")
    decided_at: Mapped[optional_moment]
    withdrawn_at: Mapped[optional_moment]

    evidence: Mapped[Evidence] = relationship(lazy="selectin")
