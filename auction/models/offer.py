"""An unsold asset offered to the creditors at the price of the round that failed."""

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.money import Money
from app.store import db
from app.store.columns import enum_column, fen, intpk, moment, optional_moment
from auction.vocabulary import OfferEnding


class InKindOffer(db.Model):  # type: ignore[name-defined,misc]
    """One asking of the creditors whether they take the property in kind (20〔21〕 art. 16)."""

    __tablename__ = "auction_in_kind_offer"
    __table_args__ = (
        CheckConstraint("(ended_at IS NULL) = (ending IS NULL)", name="ended_somehow"),
        Index(
            "uq_auction_in_kind_offer_open",
            "lot_id",
            unique=True,
            postgresql_where=text("ended_at IS NULL"),
        ),
        Index(
            "ix_auction_in_kind_offer_until_at",
            "until_at",
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    id: Mapped[intpk]
    lot_id: Mapped[int] = mapped_column(ForeignKey("auction_lot.id"))
    #: The reserve of the round that failed: online its start price.
    price: Mapped[Money] = fen("price", positive=True)
    asked_at: Mapped[moment]
    #: The first moment after the last day to answer.
    until_at: Mapped[moment]
    asked_by: Mapped[str] = mapped_column(String(80))
    paper_no: Mapped[str] = mapped_column(String(60))
    ended_at: Mapped[optional_moment]
    ending: Mapped[OfferEnding | None] = enum_column(OfferEnding, "ending", nullable=True)
