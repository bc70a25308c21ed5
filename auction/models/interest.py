"""Who takes an interest in a lot, long before bidding: no row names a person (P72)."""

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.store import db
from app.store.columns import intpk, moment, optional_moment


class Favorite(db.Model):  # type: ignore[name-defined,misc]
    """A lot somebody keeps an eye on; found only by that person's own request."""

    __tablename__ = "auction_favorite"
    __table_args__ = (
        UniqueConstraint("visitor_digest", "lot_id"),
        Index("ix_auction_favorite_lot_id", "lot_id"),
    )

    id: Mapped[intpk]
    #: vault.digest("interest", "<person id>").
    visitor_digest: Mapped[str] = mapped_column(String(64))
    lot_id: Mapped[int] = mapped_column(ForeignKey("auction_lot.id"))
    marked_at: Mapped[moment]


class Question(db.Model):  # type: ignore[name-defined,misc]
    """What somebody asked about a lot; public, without the asker, once the court has answered."""

    __tablename__ = "auction_question"
    __table_args__ = (
        #: The same words of the same person are one question, however often they are sent.
        UniqueConstraint("lot_id", "visitor_digest", "words"),
        CheckConstraint("(answer IS NULL) = (answered_at IS NULL)", name="answered_at_a_moment"),
        Index(
            "ix_auction_question_waiting", "lot_id", postgresql_where=text("answered_at IS NULL")
        ),
    )

    id: Mapped[intpk]
    lot_id: Mapped[int] = mapped_column(ForeignKey("auction_lot.id"))
    #: vault.digest("interest", "<person id>").
    visitor_digest: Mapped[str] = mapped_column(String(64))
    words: Mapped[str] = mapped_column(String(500))
    asked_at: Mapped[moment]
    answer: Mapped[str | None] = mapped_column(String(2000))
    answered_at: Mapped[optional_moment]
    answered_by: Mapped[str | None] = mapped_column(String(80))


class Viewing(db.Model):  # type: ignore[name-defined,misc]
    """A time at which a thing can be looked at, for as many as there is room for."""

    __tablename__ = "auction_viewing"
    __table_args__ = (
        CheckConstraint("starts_at < ends_at", name="starts_before_it_ends"),
        CheckConstraint("taken BETWEEN 0 AND capacity", name="taken_within_capacity"),
        CheckConstraint("(withdrawn_at IS NULL) = (reason IS NULL)", name="withdrawn_for_a_reason"),
        Index(
            "uq_auction_viewing_lot_id_starts_at",
            "lot_id",
            "starts_at",
            unique=True,
            postgresql_where=text("withdrawn_at IS NULL"),
        ),
    )

    id: Mapped[intpk]
    lot_id: Mapped[int] = mapped_column(ForeignKey("auction_lot.id"))
    starts_at: Mapped[moment]
    ends_at: Mapped[moment]
    #: Where one meets.
    place: Mapped[str] = mapped_column(String(200))
    capacity: Mapped[int]
    #: Places taken, written under this row's lock; the CHECK above is the last word.
    taken: Mapped[int] = mapped_column(default=0)
    offered_by: Mapped[str] = mapped_column(String(80))
    offered_at: Mapped[moment]
    withdrawn_at: Mapped[optional_moment]
    reason: Mapped[str | None] = mapped_column(String(400))

    @property
    def is_full(self) -> bool:
        """Say whether no place is left."""
        return self.taken >= self.capacity


class ViewingBooking(db.Model):  # type: ignore[name-defined,misc]
    """One place at a viewing, for somebody the court knows by a form of address alone (P75)."""

    __tablename__ = "auction_viewing_booking"
    __table_args__ = (
        #: One person looks at a lot once at a time.
        Index(
            "uq_auction_viewing_booking_lot_id_visitor_digest",
            "lot_id",
            "visitor_digest",
            unique=True,
            postgresql_where=text("canceled_at IS NULL"),
        ),
        Index("ix_auction_viewing_booking_viewing_id", "viewing_id"),
        Index("ix_auction_viewing_booking_visitor_digest", "visitor_digest"),
    )

    id: Mapped[intpk]
    viewing_id: Mapped[int] = mapped_column(ForeignKey("auction_viewing.id"))
    lot_id: Mapped[int] = mapped_column(ForeignKey("auction_lot.id"))
    #: vault.digest("interest", "<person id>").
    visitor_digest: Mapped[str] = mapped_column(String(64))
    #: How the person wishes to be called at the door.
    called: Mapped[str] = mapped_column(String(20))
    booked_at: Mapped[moment]
    #: By the person, or at the moment the court withdrew the viewing.
    canceled_at: Mapped[optional_moment]
