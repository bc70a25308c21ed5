"""Who takes an interest in a lot, long before bidding: no row names a person (P72)."""

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.store import db
from app.store.columns import intpk, moment


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
