"""An unsold asset offered to the creditors at the price of the round that failed."""

from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
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
    #: When the creditors who take it were ranked, and who is to take it now.
    ranked_at: Mapped[optional_moment]
    #: The court's number for drawing lots, sealed, and what was published of it beforehand.
    nonce_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    commitment: Mapped[str | None] = mapped_column(String(64))
    #: The transcript of each group of equals among whom lots were drawn (CJD-1).
    transcripts: Mapped[list[dict[str, Any]]] = mapped_column(
        JSONB, default=list, server_default=text("'[]'")
    )
    #: The party numbers of each group of equals among whom lots were drawn, as drawn.
    drawn: Mapped[list[list[int]]] = mapped_column(JSONB, default=list, server_default=text("'[]'"))
    assignee_id: Mapped[int | None] = mapped_column(BigInteger)
    #: What of the price its claim covers, what it tops up, and the payment order of that.
    entitled: Mapped[Money | None] = fen("entitled", nullable=True)
    top_up: Mapped[Money | None] = fen("top_up", nullable=True)
    top_up_due_at: Mapped[optional_moment]
    top_up_order: Mapped[str | None] = mapped_column(String(60))
    top_up_paid_at: Mapped[optional_moment]

    @property
    def is_topped_up(self) -> bool:
        """Say whether the assignee owes nothing more of the price."""
        return self.assignee_id is not None and (not self.top_up or self.top_up_paid_at is not None)


class InKindAnswer(db.Model):  # type: ignore[name-defined,misc]
    """What one creditor answered: it takes the property, or not."""

    __tablename__ = "auction_in_kind_answer"
    __table_args__ = (UniqueConstraint("offer_id", "party_id"),)

    id: Mapped[intpk]
    offer_id: Mapped[int] = mapped_column(ForeignKey("auction_in_kind_offer.id"))
    #: The party of the case; no foreign key object crosses modules.
    party_id: Mapped[int] = mapped_column(BigInteger)
    party_name: Mapped[str] = mapped_column(String(120))
    takes_it: Mapped[bool]
    #: What it adds to the seed of the lots; whoever gives one need trust nobody.
    figure: Mapped[str] = mapped_column(String(80), default="", server_default="")
    #: Place in the order of those who take it; empty until they are ranked.
    place: Mapped[int | None]
    #: Its turn came and went: it did not top up, or took the answer back.
    fell_out_at: Mapped[optional_moment]
    answered_at: Mapped[moment]
    recorded_by: Mapped[str] = mapped_column(String(80))
