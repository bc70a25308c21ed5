"""Runs of the ranking and the scores they and single events gave; nothing is ever changed."""

from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Float,
    ForeignKey,
    Index,
    String,
    UniqueConstraint,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.store import append_only
from app.store.columns import bigint, enum_column, intpk, moment
from app.store.db import db
from registry.vocabulary.evidence import Tier
from registry.vocabulary.scores import ScoreTrigger


class ScoreRun(db.Model):  # type: ignore[name-defined,misc]
    """What the whole panel told on one night: the priors every score until the next rests on."""

    __tablename__ = "registry_score_run"
    __table_args__ = (
        CheckConstraint("panel >= 0", name="panel_counted"),
        Index("ix_registry_score_run_as_of", "as_of"),
    )

    id: Mapped[intpk]
    trigger: Mapped[ScoreTrigger] = enum_column(ScoreTrigger, "trigger")
    as_of: Mapped[moment]
    #: Version of the weights and formulas (lawbook pack ``score``).
    model: Mapped[str] = mapped_column(String(20))
    #: Panel means and strengths by kind, hard cells, market effects, shares sold.
    priors: Mapped[dict[str, Any]] = mapped_column(JSONB)
    #: The last piece of evidence and the last annulment that were read.
    evidence_upto: Mapped[bigint]
    annulled_upto: Mapped[bigint]
    #: How many agencies stood in the panel.
    panel: Mapped[int]


class Score(db.Model):  # type: ignore[name-defined,misc]
    """One version of an agency's score with everything needed to compute it again."""

    __tablename__ = "registry_score"
    __table_args__ = (
        UniqueConstraint("agency_code", "version"),
        CheckConstraint("total BETWEEN 0 AND 100", name="total_range"),
        CheckConstraint("version > 0", name="version_counted"),
        Index("ix_registry_score_as_of", "agency_code", "as_of"),
        Index("ix_registry_score_run", "run_id"),
    )

    id: Mapped[intpk]
    agency_code: Mapped[str] = mapped_column(ForeignKey("registry_agency.code"))
    version: Mapped[int]
    run_id: Mapped[int] = mapped_column(ForeignKey("registry_score_run.id"))
    model: Mapped[str] = mapped_column(String(20))
    as_of: Mapped[moment]
    total: Mapped[float] = mapped_column(Float(53))
    #: [{"key", "points", "max", "n", "s", "mean", "mu", "m", "sentence", ...}]
    parts: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    tier: Mapped[Tier] = enum_column(Tier, "tier")
    trigger: Mapped[ScoreTrigger] = enum_column(ScoreTrigger, "trigger")
    #: The piece of evidence, or the decision, that called this version forth.
    evidence_id: Mapped[int | None] = mapped_column(ForeignKey("registry_evidence.id"))
    decision_no: Mapped[str] = mapped_column(String(40), default="")
    previous_total: Mapped[float | None] = mapped_column(Float(53))
    #: The agency's last evidence and annulment that were read.
    evidence_upto: Mapped[bigint]
    annulled_upto: Mapped[bigint]
    #: What is no evidence but counted: kind, grade, staff, last sanction, restart after removal.
    profile: Mapped[dict[str, Any]] = mapped_column(JSONB)

    run: Mapped[ScoreRun] = relationship(lazy="select")


class ScoreRunStep(db.Model):  # type: ignore[name-defined,misc]
    """How far a run has come through the list; one that was cut off goes on from here."""

    __tablename__ = "registry_score_run_step"
    __table_args__ = (UniqueConstraint("run_id", "upto_code"),)

    id: Mapped[intpk]
    run_id: Mapped[int] = mapped_column(ForeignKey("registry_score_run.id"))
    #: The last agency that was looked at, in the order of codes.
    upto_code: Mapped[str] = mapped_column(String(18))
    is_last: Mapped[bool]
    looked_at: Mapped[int]
    #: How many of these got a new version.
    changed: Mapped[int]
    done_at: Mapped[moment]


for table in (ScoreRun, ScoreRunStep, Score):
    append_only(table)
