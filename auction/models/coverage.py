"""The lots sold of a case cover its debts: when a judge was told, and what was decided."""

from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.store import db
from app.store.columns import bigint, enum_column, intpk, moment, optional_moment
from auction.vocabulary import CoverageDecision


class DebtCoverage(db.Model):  # type: ignore[name-defined,misc]
    """One time at which the lots sold covered the debts (法释〔2020〕21号 art. 14)."""

    __tablename__ = "auction_coverage"
    __table_args__ = (
        CheckConstraint("(decision IS NULL) = (decided_at IS NULL)", name="decided_at_a_moment"),
        CheckConstraint("(decision IS NULL) = (reason IS NULL)", name="decided_for_a_reason"),
        #: A judge is told once until the decision.
        Index(
            "uq_auction_coverage_case_number_open",
            "case_number",
            unique=True,
            postgresql_where=text("decision IS NULL"),
        ),
        Index("ix_auction_coverage_court_id", "court_id", "id"),
    )

    id: Mapped[intpk]
    case_number: Mapped[str] = mapped_column(String(80))
    court_id: Mapped[bigint]
    #: The lot whose price made it enough.
    lot_id: Mapped[int] = mapped_column(ForeignKey("auction_lot.id"))
    #: The sum as a judge was told it; with the decision, as it was then.
    calculation: Mapped[dict[str, Any]] = mapped_column(JSONB)
    told_at: Mapped[moment]
    decision: Mapped[CoverageDecision | None] = enum_column(
        CoverageDecision, "decision", nullable=True
    )
    reason: Mapped[str | None] = mapped_column(Text)
    decided_by: Mapped[str | None] = mapped_column(String(80))
    decided_at: Mapped[optional_moment]
