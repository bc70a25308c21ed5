"""Who sat on an ended lot, as marks that are compared and never read back."""

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.store import db
from app.store.columns import bigint, enum_column, moment
from app.store.db import REFUSE_FUNCTION, add_triggers, append_only
from auction.vocabulary import Round
from registry.vocabulary import AssetKind


class ScreenSeat(db.Model):  # type: ignore[name-defined,misc]
    """One paddle of a lot whose bidding has ended, for the screens alone (P93)."""

    __tablename__ = "auction_screen_seat"
    __table_args__ = (Index("ix_auction_screen_seat_person_mark", "person_mark"),)

    lot_id: Mapped[int] = mapped_column(ForeignKey("auction_lot.id"), primary_key=True)
    paddle: Mapped[str] = mapped_column(String(8), primary_key=True)
    #: vault.digest("auction.screen", the number): the same person on another lot, unreadable.
    person_mark: Mapped[str] = mapped_column(String(64))
    #: Marks of everybody who paid or tried to pay the deposit.
    payer_marks: Mapped[list[str]] = mapped_column(JSONB)
    #: Whether the name is one of those that may not bid (art. 34); a namesake most often.
    is_namesake: Mapped[bool]
    kept_at: Mapped[moment]


class ScreenPrice(db.Model):  # type: ignore[name-defined,misc]
    """What a sold lot brought over its reference price, for the screens alone (P93)."""

    __tablename__ = "auction_screen_price"
    __table_args__ = (
        CheckConstraint("ratio_ppm > 0", name="ratio_positive"),
        Index("ix_auction_screen_price_kind", "kind", "round", "lot_id"),
    )

    lot_id: Mapped[int] = mapped_column(ForeignKey("auction_lot.id"), primary_key=True)
    kind: Mapped[AssetKind] = enum_column(AssetKind, "kind")
    round: Mapped[Round] = enum_column(Round, "round")
    #: The agency that appraised it; empty where none was commissioned.
    agency_code: Mapped[str] = mapped_column(String(18))
    #: Price over reference price, in millionths.
    ratio_ppm: Mapped[bigint]
    kept_at: Mapped[moment]


#: A seat is never changed; whoever is erased leaves it (P59).
add_triggers(
    ScreenSeat,
    REFUSE_FUNCTION,
    "CREATE TRIGGER auction_screen_seat_unchanged BEFORE UPDATE ON auction_screen_seat "
    "FOR EACH ROW EXECUTE FUNCTION store_refuse_change()",
    "CREATE TRIGGER auction_screen_seat_no_truncate BEFORE TRUNCATE ON auction_screen_seat "
    "FOR EACH STATEMENT EXECUTE FUNCTION store_refuse_change()",
)
append_only(ScreenPrice)
