"""Bids and attempts: both only grow; the bidding service alone writes them."""

from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.money import Money
from app.store import append_only, db
from app.store.columns import bigint, enum_column, fen, intpk, moment
from auction.vocabulary import BidKind


class Bid(db.Model):  # type: ignore[name-defined,misc]
    """An accepted bid; ``seq`` runs 1..n on each lot without a gap (reliability B1)."""

    __tablename__ = "auction_bid"
    __table_args__ = (
        CheckConstraint("seq > 0", name="seq_positive"),
        #: The first bid of a sell-off opens a contest of its own (455号 六); the invariant T3 says
        #: of each lot which of the two holds.
        CheckConstraint("seq = 1 OR closes_after >= closes_before", name="never_closes_earlier"),
        CheckConstraint("received_at < closes_before", name="in_time"),
        Index(
            "uq_auction_bid_lot_id_amount_ordinary",
            "lot_id",
            "amount",
            unique=True,
            postgresql_where=text("kind = 'ordinary'"),
        ),
        Index(
            "uq_auction_bid_lot_id_paddle_amount_priority",
            "lot_id",
            "paddle",
            "amount",
            unique=True,
            postgresql_where=text("kind = 'priority'"),
        ),
    )

    lot_id: Mapped[int] = mapped_column(ForeignKey("auction_lot.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    paddle: Mapped[str] = mapped_column(String(8))
    amount: Mapped[Money] = fen("amount", positive=True)
    #: The moment the bid entered the platform, stamped at the door (art. 20(2)).
    received_at: Mapped[moment]
    request_id: Mapped[str] = mapped_column(String(64))
    kind: Mapped[BidKind] = enum_column(BidKind, "kind")
    closes_before: Mapped[moment]
    closes_after: Mapped[moment]


append_only(Bid)


class Attempt(db.Model):  # type: ignore[name-defined,misc]
    """One order to bid and its answer, also when refused: the bidder's receipt."""

    __tablename__ = "auction_attempt"
    __table_args__ = (
        #: One request has one outcome for ever (reliability B6).
        UniqueConstraint("lot_id", "holder_digest", "request_id"),
        Index("ix_auction_attempt_lot_id_id", "lot_id", "id"),
    )

    id: Mapped[intpk]
    #: Unguessable public name of the receipt.
    receipt_id: Mapped[str] = mapped_column(String(64), unique=True)
    lot_id: Mapped[int] = mapped_column(ForeignKey("auction_lot.id"))
    holder_digest: Mapped[str] = mapped_column(String(64))
    request_id: Mapped[str] = mapped_column(String(64))
    #: SHA-256 of the order's content: the same id with another amount is refused.
    fingerprint: Mapped[str] = mapped_column(String(64))
    amount_text: Mapped[str] = mapped_column(String(40))
    #: "accepted" or the code of the fault.
    outcome: Mapped[str] = mapped_column(String(40))
    bid_seq: Mapped[bigint | None]
    received_at: Mapped[moment]
    receipt: Mapped[dict[str, Any]] = mapped_column(JSONB)


append_only(Attempt)
