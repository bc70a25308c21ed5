"""What is kept of the statistics: counts by place, period and facet, and what is to recount."""

from typing import Any

from sqlalchemy import CheckConstraint, Index, String
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.store import db
from app.store.columns import bigint, enum_column, moment
from auction.vocabulary.statistics import Level


class StatisticsCell(db.Model):  # type: ignore[name-defined,misc]
    """The counts of one place, period and facet; made anew from the lots, never written by hand."""

    __tablename__ = "auction_statistics_cell"
    __table_args__ = (
        Index("ix_auction_statistics_cell_parent", "level", "parent", "period", "facet"),
    )

    level: Mapped[Level] = enum_column(Level, "level", primary_key=True)
    #: A court's code, the code of a city or province in GB/T 2260, or ``all``.
    place: Mapped[str] = mapped_column(String(20), primary_key=True)
    #: A month in Beijing time (2026-03), a year (2026) or ``all``.
    period: Mapped[str] = mapped_column(String(7), primary_key=True)
    #: ``all``, or what the lots have in common, such as ``venue:internal``.
    facet: Mapped[str] = mapped_column(String(60), primary_key=True)
    #: The place that this one is a part of; empty for the whole platform.
    parent: Mapped[str] = mapped_column(String(20))
    #: Sum by name; what is not named is nothing.
    counts: Mapped[dict[str, int]] = mapped_column(JSONB)
    #: Spread by name: each whole value with how often it came (P100).
    spreads: Mapped[dict[str, dict[str, Any]]] = mapped_column(JSONB)
    counted_at: Mapped[moment]


class TouchedMonth(db.Model):  # type: ignore[name-defined,misc]
    """A court's month in which something happened since it was counted."""

    __tablename__ = "auction_statistics_touched"
    __table_args__ = (CheckConstraint("touches > 0", name="touched"),)

    court_code: Mapped[str] = mapped_column(String(20), primary_key=True)
    month: Mapped[str] = mapped_column(String(7), primary_key=True)
    #: How often; grows under the row's lock, so that no touch is lost to a count that runs.
    touches: Mapped[bigint]
    touched_at: Mapped[moment]
