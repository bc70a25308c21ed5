"""Where a sale on another platform stands, as that platform says, each time with its proof."""

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.money import Money
from app.store import append_only, db
from app.store.columns import enum_column, fen, intpk, moment, optional_moment
from auction.vocabulary import OutsideStanding


class OutsideState(db.Model):  # type: ignore[name-defined,misc]
    """One state of a sale elsewhere as it was handed in; a later one follows, none is changed."""

    __tablename__ = "auction_outside_state"
    __table_args__ = (
        UniqueConstraint("lot_id", "content_sha256"),
        UniqueConstraint("lot_id", "stated_at"),
        CheckConstraint("bids >= 0", name="bids_counted"),
    )

    id: Mapped[intpk]
    lot_id: Mapped[int] = mapped_column(ForeignKey("auction_lot.id"))
    standing: Mapped[OutsideStanding] = enum_column(OutsideStanding, "standing")
    #: When the platform said so, by its own clock.
    stated_at: Mapped[moment]
    #: The end as it stands there, every extension counted in; none while it stands still.
    closes_at: Mapped[optional_moment]
    #: The highest bid there.
    price: Mapped[Money | None] = fen("price", nullable=True, positive=True)
    bids: Mapped[int]
    #: Why it was suspended or extended, in the platform's words.
    note: Mapped[str] = mapped_column(Text)
    platform: Mapped[str] = mapped_column(String(120))
    #: SHA-256 of what was handed in: the same again is the same.
    content_sha256: Mapped[str] = mapped_column(String(64))
    evidence_media_id: Mapped[int] = mapped_column(BigInteger)
    evidence_sha256: Mapped[str] = mapped_column(String(64))
    recorded_by: Mapped[str] = mapped_column(String(80))
    recorded_at: Mapped[moment]


append_only(OutsideState)
