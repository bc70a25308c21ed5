"""Findings and how they were closed: both are written once."""

from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.screening.vocabulary import FindingPhase, ScreenCode, Verdict
from app.store.columns import bigint, enum_column, intpk, moment
from app.store.db import append_only, db


class Finding(db.Model):  # type: ignore[name-defined,misc]
    """Something a check found, with every number it rests on; it blocks nothing (P92)."""

    __tablename__ = "screening_finding"
    __table_args__ = (
        CheckConstraint("points_tenths >= threshold_tenths", name="over_threshold"),
        Index("ix_screening_finding_court_id", "court_id", "id"),
        Index("ix_screening_finding_subject", "subject", "id"),
    )

    id: Mapped[intpk]
    #: What makes it this finding and no second one, however often a check runs.
    key: Mapped[str] = mapped_column(String(200), unique=True)
    #: The screen its strongest signal belongs to: by it precision is counted.
    screen: Mapped[ScreenCode] = enum_column(ScreenCode, "screen")
    phase: Mapped[FindingPhase] = enum_column(FindingPhase, "phase")
    court_id: Mapped[bigint]
    case_number: Mapped[str] = mapped_column(String(80))
    #: Number of the thing that is screened, such as a lot, and what it is called.
    subject: Mapped[str] = mapped_column(String(40))
    title: Mapped[str] = mapped_column(String(200))
    #: Whom it is about, by paddle; empty where it is about nobody.
    paddles: Mapped[list[str]] = mapped_column(JSONB)
    #: [{"signal", "screen", "value", "points"}], the strongest first; numbers as text.
    signals: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    #: Tenths of points of the card, and from how many on it is told.
    points_tenths: Mapped[bigint]
    threshold_tenths: Mapped[bigint]
    #: Which version of which card or rule said so.
    card: Mapped[str] = mapped_column(String(40))
    made_at: Mapped[moment]


class FindingClosure(db.Model):  # type: ignore[name-defined,misc]
    """What a named judge said of a finding, once and with a reason."""

    __tablename__ = "screening_closure"

    finding_id: Mapped[int] = mapped_column(
        ForeignKey("screening_finding.id"), primary_key=True, autoincrement=False
    )
    verdict: Mapped[Verdict] = enum_column(Verdict, "verdict")
    reason: Mapped[str] = mapped_column(String(400))
    closed_by: Mapped[int] = mapped_column(BigInteger)
    closed_name: Mapped[str] = mapped_column(String(120))
    closed_at: Mapped[moment]


append_only(Finding)
append_only(FindingClosure)
