"""The mandates of inspectors and observers."""

from datetime import datetime

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.store import db
from app.store.columns import bigint, enum_column, intpk, moment, optional_moment
from app.supervision.mandates.vocabulary import Body, MandateStanding, Reach


class Mandate(db.Model):  # type: ignore[name-defined,misc]
    """Somebody may read a court, a case or a lot from one moment to another, for a reason (P98)."""

    __tablename__ = "supervision_mandate"
    __table_args__ = (
        CheckConstraint("begins_at < ends_at", name="begins_before_end"),
        CheckConstraint("observer_id <> given_by", name="not_to_oneself"),
        #: Two people before anything sealed is opened.
        CheckConstraint(
            "approved_by <> given_by AND approved_by <> observer_id", name="two_people"
        ),
        CheckConstraint("(approved_by IS NULL) = (approved_at IS NULL)", name="approved_when"),
        CheckConstraint(
            "(withdrawn_at IS NULL) = (withdrawn_reason IS NULL)", name="withdrawn_for_a_reason"
        ),
        Index("ix_supervision_mandate_observer_id", "observer_id", "id"),
        Index("ix_supervision_mandate_court_id", "court_id", "id"),
        Index(
            "ix_supervision_mandate_ends_at", "ends_at", postgresql_where=text("ended_at IS NULL")
        ),
    )

    id: Mapped[intpk]
    no: Mapped[str] = mapped_column(String(40), unique=True)
    observer_id: Mapped[int] = mapped_column(ForeignKey("identity_person.id"))
    observer_account: Mapped[str] = mapped_column(String(40))
    body: Mapped[Body] = enum_column(Body, "body")
    reach: Mapped[Reach] = enum_column(Reach, "reach")
    #: The court that is read, whatever the reach; no foreign key crosses into the registry module.
    court_id: Mapped[bigint]
    #: Of a case or a lot only.
    case_number: Mapped[str | None] = mapped_column(String(80))
    lot_no: Mapped[str | None] = mapped_column(String(40))
    #: Whether names and papers sealed until the end may be opened after it.
    opens_sealed: Mapped[bool]
    reason: Mapped[str] = mapped_column(String(400))
    begins_at: Mapped[moment]
    ends_at: Mapped[moment]
    given_by: Mapped[int] = mapped_column(ForeignKey("identity_person.id"))
    given_account: Mapped[str] = mapped_column(String(40))
    #: The court of the one who gave it; none of the province's inspector.
    given_court_id: Mapped[int | None] = mapped_column(BigInteger)
    given_at: Mapped[moment]
    approved_by: Mapped[int | None] = mapped_column(ForeignKey("identity_person.id"))
    approved_at: Mapped[optional_moment]
    withdrawn_at: Mapped[optional_moment]
    withdrawn_reason: Mapped[str | None] = mapped_column(String(400))
    #: When its end was recorded, by withdrawal or by its day.
    ended_at: Mapped[optional_moment]

    def standing(self, at: datetime) -> MandateStanding:
        """Return where it stands: what is shown comes from the time, not from the clock process."""
        if self.withdrawn_at is not None:
            return MandateStanding.WITHDRAWN
        if at >= self.ends_at:
            return MandateStanding.OVER
        if self.opens_sealed and self.approved_at is None:
            return MandateStanding.WAITING
        return MandateStanding.COMING if at < self.begins_at else MandateStanding.RUNNING

    def covers(self, *, case_number: str, lot_no: str | None = None) -> bool:
        """Say whether a case, or one lot of it, lies within the reach; of a court its caller asks.

        A mandate for one lot does not open the whole case.
        """
        if self.reach is Reach.COURT:
            return True
        if self.case_number != case_number:
            return False
        return self.reach is Reach.CASE or (lot_no is not None and self.lot_no == lot_no)
