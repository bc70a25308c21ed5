"""What a court decided about a lot's course: who, why, by which articles, on which paper."""

from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.store import db
from app.store.columns import enum_column, intpk, moment
from auction.vocabulary import LotAction, LotState


class LotAct(db.Model):  # type: ignore[name-defined,misc]
    """One act on a lot; its words are in the trail as well, its paper is printed after it."""

    __tablename__ = "auction_act"
    __table_args__ = (
        Index("ix_auction_act_lot_id", "lot_id", "id"),
        Index("ix_auction_act_unprinted", "id", postgresql_where=text("paper_no IS NULL")),
    )

    id: Mapped[intpk]
    lot_id: Mapped[int] = mapped_column(ForeignKey("auction_lot.id"))
    action: Mapped[LotAction] = enum_column(LotAction, "action")
    left_state: Mapped[LotState] = enum_column(LotState, "left_state")
    ground: Mapped[str | None] = mapped_column(String(40))
    reason: Mapped[str] = mapped_column(Text)
    #: What the paper says besides: person, price, amount in fen, from_at, due_at as stamps.
    details: Mapped[dict[str, Any]] = mapped_column(JSONB)
    citations: Mapped[list[dict[str, str]]] = mapped_column(JSONB)
    acted_by: Mapped[str] = mapped_column(String(80))
    acted_at: Mapped[moment]
    #: Of the printed paper; made right after the act, so that no sale waits for a printer.
    paper_no: Mapped[str | None] = mapped_column(String(60))
