"""Erasing a person: who asked for it, and who of a second person granted it."""

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from app.store import db
from app.store.columns import bigint, intpk, moment, optional_moment


class Erasure(db.Model):  # type: ignore[name-defined,misc]
    """Somebody who never bought is to be forgotten; names the row of the person, never the name."""

    __tablename__ = "auction_erasure"
    __table_args__ = (
        CheckConstraint("answered_by <> asked_by", name="two_people"),
        CheckConstraint(
            "(answered_by IS NULL) = (answered_at IS NULL) "
            "AND (answered_by IS NULL) = (is_granted IS NULL)",
            name="answered_when",
        ),
        #: One that waits, and one that was granted, for each person.
        Index(
            "uq_auction_erasure_person_id",
            "person_id",
            unique=True,
            postgresql_where=text("is_granted IS NOT FALSE"),
        ),
    )

    id: Mapped[intpk]
    person_id: Mapped[int] = mapped_column(ForeignKey("identity_person.id"))
    reason: Mapped[str] = mapped_column(String(400))
    asked_by: Mapped[bigint]
    asked_account: Mapped[str] = mapped_column(String(80))
    asked_at: Mapped[moment]
    answered_by: Mapped[int | None] = mapped_column(BigInteger)
    answered_account: Mapped[str | None] = mapped_column(String(80))
    answered_at: Mapped[optional_moment]
    is_granted: Mapped[bool | None]
    answer: Mapped[str | None] = mapped_column(String(400))
