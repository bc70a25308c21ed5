"""Decisions on the standing of an agency, each with its ground, hearing, paper and appeal."""

from datetime import date
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.store.columns import enum_column, intpk, moment, optional_moment
from app.store.db import db
from registry.vocabulary import DecisionState, StandingAct, StandingGround


class StandingDecision(db.Model):  # type: ignore[name-defined,misc]
    """One decision; an agency's standing follows from those that are in force."""

    __tablename__ = "registry_standing_decision"
    __table_args__ = (
        # Two judges, or one who clicks twice: the same measure stands once.
        Index(
            "uq_registry_standing_decision_running",
            "agency_code",
            "act",
            unique=True,
            postgresql_where=text("ended_at IS NULL"),
        ),
        Index("ix_registry_standing_decision_agency_code_id", "agency_code", "id"),
        Index(
            "ix_registry_standing_decision_until_on",
            "until_on",
            postgresql_where=text("ended_at IS NULL"),
        ),
        CheckConstraint(
            "act NOT IN ('pause', 'probation', 'delist') OR until_on IS NOT NULL",
            name="limited_measures_end",
        ),
        CheckConstraint(
            "state NOT IN ('appealed', 'upheld', 'overturned') OR appealed_at IS NOT NULL",
            name="appeals_were_filed",
        ),
        CheckConstraint(
            "state NOT IN ('ended', 'overturned') OR ended_at IS NOT NULL", name="ends_are_dated"
        ),
        CheckConstraint(
            "appeal_decided_by IS NULL OR decided_by IS NULL OR appeal_decided_by <> decided_by",
            name="nobody_judges_twice",
        ),
    )

    id: Mapped[intpk]
    no: Mapped[str] = mapped_column(String(40), unique=True)
    agency_code: Mapped[str] = mapped_column(ForeignKey("registry_agency.code"))
    #: The court that decided, or that hears the appeal against a rule's decision.
    court_id: Mapped[int | None] = mapped_column(ForeignKey("registry_court.id"))
    act: Mapped[StandingAct] = enum_column(StandingAct, "act")
    ground: Mapped[StandingGround] = enum_column(StandingGround, "ground")
    reasons: Mapped[str] = mapped_column(Text)
    #: The figures a rule decided by, in print form; empty when a judge decided.
    numbers: Mapped[dict[str, Any]] = mapped_column(JSONB)
    #: Where the Supreme Court's data was taken from; for removals only.
    source: Mapped[str] = mapped_column(Text, default="")
    hearing_notified_at: Mapped[optional_moment]
    hearing_held_at: Mapped[optional_moment]
    #: What the agency said, or that it stayed away.
    hearing_statement: Mapped[str] = mapped_column(Text, default="")
    from_on: Mapped[date]
    #: Last day of the measure; none when it is open-ended.
    until_on: Mapped[date | None]
    paper_no: Mapped[str] = mapped_column(String(60), default="")
    #: The judge; none when a rule or the Supreme Court's list decided.
    decided_by: Mapped[int | None] = mapped_column(BigInteger)
    decided_by_name: Mapped[str] = mapped_column(String(120), default="")
    decided_at: Mapped[moment]
    state: Mapped[DecisionState] = enum_column(DecisionState, "state")
    #: When the measure stopped working, whatever becomes of the appeal.
    ended_at: Mapped[optional_moment]
    #: The decision that ended it; empty when its time was over or the appeal ended it.
    ended_by_no: Mapped[str] = mapped_column(String(40), default="")
    #: Last day to appeal; none when no appeal lies here.
    appeal_until: Mapped[date | None]
    appealed_at: Mapped[optional_moment]
    appeal_text: Mapped[str] = mapped_column(Text, default="")
    appeal_decided_by: Mapped[int | None] = mapped_column(BigInteger)
    appeal_decided_by_name: Mapped[str] = mapped_column(String(120), default="")
    appeal_decided_at: Mapped[optional_moment]
    appeal_reasons: Mapped[str] = mapped_column(Text, default="")
    appeal_paper_no: Mapped[str] = mapped_column(String(60), default="")

    @property
    def is_running(self) -> bool:
        """Whether the measure still works."""
        return self.ended_at is None
