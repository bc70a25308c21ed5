"""The beat of the clock process, and the one rehearsal that may move the time."""

from datetime import timedelta

from sqlalchemy import CheckConstraint, Interval, String
from sqlalchemy.orm import Mapped, mapped_column

from app.store.columns import bigint, moment, optional_moment
from app.store.db import db


class Heartbeat(db.Model):  # type: ignore[name-defined,misc]
    """The last beat of the clock process; its age is what /readyz shows."""

    __tablename__ = "scheduling_heartbeat"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    #: Host and process that holds the advisory lock.
    holder: Mapped[str] = mapped_column(String(120))
    #: The database's own time of the beat, which no rehearsal moves.
    beat_at: Mapped[moment]
    #: The law time that this beat has worked through: nothing due before it is left undone.
    worked_to: Mapped[moment]
    #: How long the work of this beat took.
    work_ms: Mapped[bigint]
    #: Timers and readers that failed in this beat; the log tells which.
    failures: Mapped[bigint]


class Rehearsal(db.Model):  # type: ignore[name-defined,misc]
    """The single row that says how law time differs from real time; absent means not at all."""

    __tablename__ = "scheduling_rehearsal"
    __table_args__ = (CheckConstraint("id = 1", name="single_row"),)

    id: Mapped[bigint] = mapped_column(primary_key=True, autoincrement=False)
    #: Added to real time while the clock runs.
    offset: Mapped[timedelta] = mapped_column(Interval)
    #: The moment at which the clock stands still, if it does.
    stopped_at: Mapped[optional_moment]
