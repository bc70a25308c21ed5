"""What shows that a buyer may own a home under purchase limits; each row stands for ever."""

from datetime import date

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.store import append_only, db
from app.store.columns import intpk, moment


class PurchasePromise(db.Model):  # type: ignore[name-defined,misc]
    """Somebody promised to be qualified from the enrollment to the ruling (2021〔18〕 art. 2)."""

    __tablename__ = "auction_purchase_promise"
    __table_args__ = (UniqueConstraint("lot_id", "holder_digest"),)

    id: Mapped[intpk]
    lot_id: Mapped[int] = mapped_column(ForeignKey("auction_lot.id"))
    #: As in an enrollment; of a creditor without an account "<lot no>|party:<id>".
    holder_digest: Mapped[str] = mapped_column(String(64))
    #: The sentence that was promised.
    words: Mapped[str] = mapped_column(Text)
    promised_at: Mapped[moment]


append_only(PurchasePromise)


class PurchaseProof(db.Model):  # type: ignore[name-defined,misc]
    """A paper that shows the qualification for some days (2021〔18〕 art. 3)."""

    __tablename__ = "auction_purchase_proof"
    __table_args__ = (
        CheckConstraint("covers_from <= covers_until", name="covers_days"),
        Index("ix_auction_purchase_proof_lot_id_holder_digest", "lot_id", "holder_digest"),
    )

    id: Mapped[intpk]
    lot_id: Mapped[int] = mapped_column(ForeignKey("auction_lot.id"))
    holder_digest: Mapped[str] = mapped_column(String(64))
    #: For which days, both included, the paper speaks.
    covers_from: Mapped[date]
    covers_until: Mapped[date]
    #: A PDF sealed with context "proof|<lot no>|<holder digest>"; read only when it is opened:
    #: a list of them would carry gigabytes.
    paper_sealed: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    sha256: Mapped[str] = mapped_column(String(64))
    #: The bidder, who is not named, or whoever of the court took the paper in.
    handed_in_by: Mapped[str] = mapped_column(String(80))
    handed_in_at: Mapped[moment]


append_only(PurchaseProof)


class PurchaseVerdict(db.Model):  # type: ignore[name-defined,misc]
    """A judge accepted or refused a proof; another paper is judged anew."""

    __tablename__ = "auction_purchase_verdict"
    __table_args__ = (UniqueConstraint("proof_id"),)

    id: Mapped[intpk]
    proof_id: Mapped[int] = mapped_column(ForeignKey("auction_purchase_proof.id"))
    is_accepted: Mapped[bool]
    reason: Mapped[str] = mapped_column(String(400))
    judged_by: Mapped[str] = mapped_column(String(80))
    judged_at: Mapped[moment]


append_only(PurchaseVerdict)
