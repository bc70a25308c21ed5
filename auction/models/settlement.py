"""The money of a sold lot: what is still to pay, the fee, and who gets what."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.money import MAX_FEN, Money
from app.store import append_only, db
from app.store.columns import FenType, enum_column, fen, intpk, moment, optional_moment
from auction.vocabulary import SettlementState


class Settlement(db.Model):  # type: ignore[name-defined,misc]
    """How the price comes in and is shared out, step by step, each once."""

    __tablename__ = "auction_settlement"
    __table_args__ = (
        CheckConstraint("deposit + balance = price", name="deposit_and_balance_make_price"),
        #: Four eyes: whoever made the plan does not approve it (reliability M10).
        CheckConstraint("planned_by <> approved_by", name="two_people"),
    )

    lot_id: Mapped[int] = mapped_column(ForeignKey("auction_lot.id"), primary_key=True)
    state: Mapped[SettlementState] = enum_column(SettlementState, "state")
    price: Mapped[Money] = fen("price", positive=True)
    #: The winner's deposit as far as it counts towards the price (art. 23).
    deposit: Mapped[Money] = fen("deposit")
    balance: Mapped[Money] = fen("balance")
    #: What of the deposit the buyer's claim stood for, as the applicant: not paid in (art. 17(2)).
    set_off: Mapped[Money] = mapped_column(
        "set_off",
        FenType(),
        CheckConstraint(f"set_off BETWEEN 0 AND {MAX_FEN}", name="set_off_range"),
        default=Money.ZERO,
        server_default=text("0"),
    )
    due_at: Mapped[moment]
    order_no: Mapped[str | None] = mapped_column(String(60))
    paid_at: Mapped[optional_moment]
    #: The calculation of the plan: steps, articles, policies.
    plan: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    #: Which version of the plan stands here; all of them are kept.
    plan_version: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    #: Corrected as an objection asked that nobody opposed: shared out without new days.
    is_amended: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    #: What a buyer in default of the same asset gave besides: difference and top-up.
    supplement: Mapped[Money] = mapped_column(
        "supplement",
        FenType(),
        CheckConstraint(f"supplement BETWEEN 0 AND {MAX_FEN}", name="supplement_range"),
        default=Money.ZERO,
        server_default=text("0"),
    )
    planned_by: Mapped[str | None] = mapped_column(String(80))
    planned_at: Mapped[optional_moment]
    approved_by: Mapped[str | None] = mapped_column(String(80))
    approved_at: Mapped[optional_moment]

    #: When the shares were posted.
    executed_at: Mapped[optional_moment]

    @property
    def proceeds(self) -> Money:
        """Return all there is to share: the price and what a buyer in default gave besides."""
        return self.price + self.supplement

    def is_overdue(self, now: datetime) -> bool:
        """Say whether the balance should have been paid by now."""
        return self.state is SettlementState.BALANCE_DUE and now >= self.due_at


class DistributionRow(db.Model):  # type: ignore[name-defined,misc]
    """One payment out of the proceeds, as approved and posted."""

    __tablename__ = "auction_distribution"
    __table_args__ = (UniqueConstraint("lot_id", "place"),)

    id: Mapped[intpk]
    lot_id: Mapped[int] = mapped_column(ForeignKey("auction_lot.id"))
    place: Mapped[int]
    #: Why it is paid: sale_cost, execution_fee, secured, ordinary, surplus; or set aside: reserved.
    ground: Mapped[str] = mapped_column(String(40))
    payee: Mapped[str] = mapped_column(String(120))
    amount: Mapped[Money] = fen("amount")
    citations: Mapped[list[dict[str, str]]] = mapped_column(JSONB)
    transfer_key: Mapped[str] = mapped_column(String(120), unique=True)
    posted_at: Mapped[moment]
    #: Paid after a judgment out of what was set aside, not out of the proceeds a second time.
    is_from_reserve: Mapped[bool] = mapped_column(default=False, server_default=text("false"))


append_only(DistributionRow)
