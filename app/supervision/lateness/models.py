"""What was counted of a court's delays when it was looked at last, and what was said of them."""

from sqlalchemy import BigInteger, CheckConstraint, Index, Integer, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.store import append_only, db
from app.store.columns import enum_column, intpk, moment
from app.supervision.lateness.vocabulary import Level


class CourtScreen(db.Model):  # type: ignore[name-defined,misc]
    """One court's delays in numbers; what is late is never kept here, only counted."""

    __tablename__ = "supervision_court_screen"
    __table_args__ = (
        CheckConstraint("escalated <= late", name="escalated_is_late"),
        CheckConstraint("soon >= 0 AND escalated >= 0 AND idle >= 0", name="counts"),
    )

    #: The court; no foreign key crosses into the registry module.
    court_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    looked_at: Mapped[moment]
    #: Steps whose last day is within a week, those past it, those past it for three days and more.
    soon: Mapped[int] = mapped_column(Integer, server_default=text("0"))
    late: Mapped[int] = mapped_column(Integer, server_default=text("0"))
    escalated: Mapped[int] = mapped_column(Integer, server_default=text("0"))
    #: Cases in which nobody acted for the days of P97.
    idle: Mapped[int] = mapped_column(Integer, server_default=text("0"))


class DelayNotice(db.Model):  # type: ignore[name-defined,misc]
    """Something was said of a delay, once for each level, whoever runs the clock."""

    __tablename__ = "supervision_delay_notice"
    __table_args__ = (
        UniqueConstraint("key", "since", "level"),
        Index("ix_supervision_delay_notice_court_id", "court_id", "id"),
    )

    id: Mapped[intpk]
    court_id: Mapped[int] = mapped_column(BigInteger)
    #: ``DueStep.key``, or the number of an idle case.
    key: Mapped[str] = mapped_column(String(240))
    #: The last moment of the step, or of the last act in the case: a moved day is another one.
    since: Mapped[moment]
    level: Mapped[Level] = enum_column(Level, "level")
    noticed_at: Mapped[moment]


append_only(DelayNotice)
