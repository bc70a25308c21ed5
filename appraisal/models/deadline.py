"""Rows of the deadline board: when an asset is to be looked at again, and who was reminded."""

from sqlalchemy import BigInteger, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.store import append_only, db
from app.store.columns import enum_column, intpk, moment, optional_moment
from appraisal.vocabulary.deadlines import DeadlineStep, ReminderLevel


class DeadlineWatch(db.Model):  # type: ignore[name-defined,misc]
    """One asset on its way to a price; what is due is never kept here, only when to look."""

    __tablename__ = "appraisal_deadline_watch"
    __table_args__ = (
        Index(
            "ix_appraisal_deadline_watch_look_at",
            "look_at",
            postgresql_where="look_at IS NOT NULL",
        ),
        Index(
            "ix_appraisal_deadline_watch_next_due_at",
            "next_due_at",
            postgresql_where="next_due_at IS NOT NULL",
        ),
        Index(
            "ix_appraisal_deadline_watch_overdue",
            "court_id",
            postgresql_where="overdue > 0",
        ),
    )

    id: Mapped[intpk]
    asset_no: Mapped[str] = mapped_column(String(60), unique=True)
    #: None until it was looked at for the first time.
    court_id: Mapped[int | None] = mapped_column(BigInteger)
    #: When a reminder or a day falls next; none while nothing is due or all clocks stand still.
    look_at: Mapped[optional_moment]
    #: The next day of the law that is ahead.
    next_due_at: Mapped[optional_moment]
    #: How many days were missed when it was looked at last; it is looked at whenever one is.
    overdue: Mapped[int] = mapped_column(Integer, default=0)


class DeadlineReminder(db.Model):  # type: ignore[name-defined,misc]
    """People were reminded of one day, once for each step of urgency, whoever runs the clock."""

    __tablename__ = "appraisal_deadline_reminder"
    __table_args__ = (UniqueConstraint("subject", "step", "due_at", "level"),)

    id: Mapped[intpk]
    asset_no: Mapped[str] = mapped_column(String(60), index=True)
    #: Tells two periods of the same step apart, such as those of two objections.
    subject: Mapped[str] = mapped_column(String(120))
    step: Mapped[DeadlineStep] = enum_column(DeadlineStep, "step")
    #: A day that was moved is another day: what was said of the old one no longer counts.
    due_at: Mapped[moment]
    level: Mapped[ReminderLevel] = enum_column(ReminderLevel, "level")
    reminded_at: Mapped[moment]


append_only(DeadlineReminder)
