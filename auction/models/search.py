"""What a lot can be found by; the database itself keeps it (ADR 15)."""

from sqlalchemy import ForeignKey, Index, Text
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column

from app.store import db


class LotText(db.Model):  # type: ignore[name-defined,misc]
    """The searched words of a lot, apart from the row that every bid locks.

    Triggers on the lot and on its notices write it, so no service can forget to: title, place,
    numbers, court, and the items of the notice in force once it is published.
    """

    __tablename__ = "auction_lot_text"
    __table_args__ = (Index("ix_auction_lot_text_grams", "grams", postgresql_using="gin"),)

    lot_id: Mapped[int] = mapped_column(
        ForeignKey("auction_lot.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    #: Every piece as ``auction_fold`` writes it (one width, one case, no punctuation), by lines.
    folded: Mapped[str] = mapped_column(Text)
    #: Each two neighboring signs of it.
    grams: Mapped[object] = mapped_column(TSVECTOR)
