"""A sale held elsewhere: where and by whom, who approved it, and how the court says it ended."""

from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, LargeBinary, String, Text, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.money import Money
from app.store import append_only, db
from app.store.columns import enum_column, fen, moment, optional_moment
from auction.vocabulary import Outcome, TraditionalGround, Venue


class VenuePlan(db.Model):  # type: ignore[name-defined,misc]
    """Where a lot is sold if not in this hall; changed until the notice, then fixed with it."""

    __tablename__ = "auction_venue_plan"
    __table_args__ = (
        CheckConstraint("venue <> 'internal'", name="elsewhere"),
        CheckConstraint("(approved_by IS NULL) = (approved_at IS NULL)", name="approved_at_moment"),
        #: Four eyes: whoever asks for the exception does not approve it (P55).
        CheckConstraint("asked_by <> approved_by", name="two_people"),
        CheckConstraint(
            "(reserve_sealed IS NULL) = (reserve_commitment IS NULL)", name="reserve_committed"
        ),
        CheckConstraint("reserve_sealed IS NULL OR is_ship", name="secret_for_ships"),
    )

    lot_id: Mapped[int] = mapped_column(ForeignKey("auction_lot.id"), primary_key=True)
    venue: Mapped[Venue] = enum_column(Venue, "venue")
    #: Of a listed platform: its name, the code of the company that runs it, the lot's page there.
    platform_name: Mapped[str | None] = mapped_column(String(120))
    platform_code: Mapped[str | None] = mapped_column(String(18))
    listing_url: Mapped[str | None] = mapped_column(String(400))
    #: Of a traditional auction: why, where, and who holds it.
    ground: Mapped[TraditionalGround | None] = enum_column(
        TraditionalGround, "ground", nullable=True
    )
    reason: Mapped[str | None] = mapped_column(Text)
    place: Mapped[str | None] = mapped_column(String(300))
    is_ship: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    #: The members of a ship's sale committee; of everything else a house is drawn.
    committee: Mapped[list[str]] = mapped_column(JSONB, default=list, server_default=text("'[]'"))
    #: The drawn auction house as the notice names it, and the number of its draw.
    house_code: Mapped[str | None] = mapped_column(String(40))
    house_name: Mapped[str | None] = mapped_column(String(120))
    draw_no: Mapped[str | None] = mapped_column(String(40))
    #: A ship's reserve, sealed until the end; the digest of it and a random number binds the court.
    reserve_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    reserve_commitment: Mapped[str | None] = mapped_column(String(64))
    asked_by: Mapped[str] = mapped_column(String(80))
    asked_at: Mapped[moment]
    approved_by: Mapped[str | None] = mapped_column(String(80))
    approved_at: Mapped[optional_moment]

    @property
    def conductor(self) -> str:
        """Return who holds the sale, in words; empty while nobody is named."""
        if self.venue is Venue.EXTERNAL:
            return self.platform_name or ""
        return "、".join(self.committee) if self.is_ship else self.house_name or ""


class OutsideResult(db.Model):  # type: ignore[name-defined,misc]
    """How a sale elsewhere ended, as it was handed in with its proof; there is one for ever."""

    __tablename__ = "auction_outside_result"

    lot_id: Mapped[int] = mapped_column(ForeignKey("auction_lot.id"), primary_key=True)
    venue: Mapped[Venue] = enum_column(Venue, "venue")
    outcome: Mapped[Outcome] = enum_column(Outcome, "outcome")
    price: Mapped[Money | None] = fen("price", nullable=True, positive=True)
    ended_at: Mapped[moment]
    #: What the other platform holds of the buyer and is to transfer; nothing elsewhere.
    deposit: Mapped[Money] = fen("deposit")
    #: Of a house: its commission, or the cost it really had when nothing was sold (art. 29).
    commission: Mapped[Money] = fen("commission")
    #: Minutes of a traditional sale; figures of another platform, never an identity.
    details: Mapped[dict[str, Any]] = mapped_column(JSONB)
    #: SHA-256 of what was handed in: the same again is the same, anything else is refused.
    content_sha256: Mapped[str] = mapped_column(String(64))
    #: The document that proves it, kept with the case; and its digest, said in the public fact.
    evidence_media_id: Mapped[int] = mapped_column(BigInteger)
    evidence_sha256: Mapped[str] = mapped_column(String(64))
    recorded_by: Mapped[str] = mapped_column(String(80))
    recorded_at: Mapped[moment]


append_only(OutsideResult)
