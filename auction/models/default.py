"""A buyer who did not pay: the ruling, the deposit kept, its use and the top-up."""

from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.money import Money, total
from app.store import db
from app.store.columns import enum_column, fen, moment, optional_moment
from auction.rules.default import Use
from auction.vocabulary import DefaultState


class BuyerDefault(db.Model):  # type: ignore[name-defined,misc]
    """The default of a lot's buyer (法释〔2016〕18号 art. 24); the buyer is barred by it."""

    __tablename__ = "auction_default"
    __table_args__ = (
        #: Four eyes: whoever states the use does not approve it (reliability M10).
        CheckConstraint("stated_by <> approved_by", name="two_people"),
        CheckConstraint("(state = 'used') = (approved_at IS NOT NULL)", name="used_when_approved"),
        Index("ix_auction_default_asset_no", "asset_no"),
    )

    lot_id: Mapped[int] = mapped_column(ForeignKey("auction_lot.id"), primary_key=True)
    #: The asset that is sold again; its buyer of then may not bid (art. 24(2)).
    asset_no: Mapped[str] = mapped_column(String(40))
    #: vault.digest("auction.barred", "<asset no>|<person id>"): found, but never read back.
    buyer_digest: Mapped[str] = mapped_column(String(64))
    #: The same of those who bought together with the first one.
    also_barred: Mapped[list[str]] = mapped_column(JSONB, default=list, server_default=text("'[]'"))
    state: Mapped[DefaultState] = enum_column(DefaultState, "state")
    original_price: Mapped[Money] = fen("original_price", positive=True)
    #: What of the buyer's deposit is kept.
    forfeited: Mapped[Money] = fen("forfeited")
    reason: Mapped[str] = mapped_column(Text)
    ruled_by: Mapped[str] = mapped_column(String(80))
    ruled_at: Mapped[moment]
    #: The price of the new sale, and what the deposit is used for, line by line.
    new_price: Mapped[Money | None] = fen("new_price", nullable=True)
    use: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    stated_by: Mapped[str | None] = mapped_column(String(80))
    stated_at: Mapped[optional_moment]
    approved_by: Mapped[str | None] = mapped_column(String(80))
    approved_at: Mapped[optional_moment]
    #: What the buyer still owes, and its payment order.
    top_up: Mapped[Money | None] = fen("top_up", nullable=True)
    top_up_due_at: Mapped[optional_moment]
    top_up_order: Mapped[str | None] = mapped_column(String(60))
    top_up_paid_at: Mapped[optional_moment]
    #: The lot whose distribution took the difference and the top-up in.
    shared_lot_id: Mapped[int | None] = mapped_column(ForeignKey("auction_lot.id"))

    def used(self, use: Use) -> Money:
        """Return what went into one use of the deposit, once the use was approved."""
        if self.state is not DefaultState.USED or self.use is None:
            return Money.ZERO
        return total(
            Money.parse(line["amount"]) for line in self.use["lines"] if line["use"] == use
        )

    @property
    def top_up_in(self) -> Money:
        """Return the top-up as far as it is in."""
        return self.top_up if self.top_up and self.top_up_paid_at else Money.ZERO
