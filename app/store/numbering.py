"""Numbers of lots, draws, papers: one row a series, no gap while orders succeed."""

from datetime import datetime

from sqlalchemy import String, text
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.calendar import local_date
from app.store.columns import bigint
from app.store.db import db


class Counter(db.Model):  # type: ignore[name-defined,misc]
    """The last number given out in a series."""

    __tablename__ = "store_counter"

    series: Mapped[str] = mapped_column(String(80), primary_key=True)
    last: Mapped[bigint]


def next_number(kind: str, court_code: str, at: datetime) -> str:
    """Give out the next number of a series, such as L-0102-2026-0001; inside a unit of work."""
    year = local_date(at).year
    series = f"{kind}-{court_code}-{year}"
    last = db.session.scalar(
        text(
            "INSERT INTO store_counter (series, last) VALUES (:series, 1) "
            "ON CONFLICT (series) DO UPDATE SET last = store_counter.last + 1 RETURNING last"
        ),
        {"series": series},
    )
    return f"{series}-{last:04d}"
