"""How a lot ended: exactly one result, and the confirmation that names the buyer."""

from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.money import Money
from app.store import append_only, db
from app.store.columns import bigint, enum_column, fen, moment, optional_moment
from auction.vocabulary import Outcome


class Result(db.Model):  # type: ignore[name-defined,misc]
    """The one result of a lot; nobody computes another (reliability B14)."""

    __tablename__ = "auction_result"
    __table_args__ = (
        CheckConstraint(
            "(outcome = 'sold') = (price IS NOT NULL AND paddle IS NOT NULL) "
            "AND (outcome = 'sold' OR bid_seq IS NULL)",
            name="sold_with_price",
        ),
        Index("ix_auction_result_closed_at", "closed_at"),
    )

    lot_id: Mapped[int] = mapped_column(ForeignKey("auction_lot.id"), primary_key=True)
    outcome: Mapped[Outcome] = enum_column(Outcome, "outcome")
    price: Mapped[Money | None] = fen("price", nullable=True, positive=True)
    paddle: Mapped[str | None] = mapped_column(String(8))
    #: None of a sale held elsewhere: its bids were not made here.
    bid_seq: Mapped[bigint | None]
    bid_count: Mapped[bigint]
    extensions: Mapped[int]
    #: The lawful end, and when the closer acted: both are on the record (reliability T2).
    ended_at: Mapped[moment]
    closed_at: Mapped[moment]
    citations: Mapped[list[dict[str, str]]] = mapped_column(JSONB)


append_only(Result)


class Confirmation(db.Model):  # type: ignore[name-defined,misc]
    """The confirmation of a sale with the buyer's real name (18号 art. 22(1), 14 no. 6)."""

    __tablename__ = "auction_confirmation"

    lot_id: Mapped[int] = mapped_column(ForeignKey("auction_lot.id"), primary_key=True)
    no: Mapped[str] = mapped_column(String(40), unique=True)
    #: What the paper says, as rendered; names in clear, the number masked (D13).
    content: Mapped[dict[str, Any]] = mapped_column(JSONB)
    issued_at: Mapped[moment]
    #: The printed paper; made once, after the content is on the record.
    paper_no: Mapped[str | None] = mapped_column(String(60))
    paper_sha256: Mapped[str | None] = mapped_column(String(64))
    printed_at: Mapped[optional_moment]
