"""Who stands behind one paddle where it is not one person alone: sealed, as every bidder is."""

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, text
from sqlalchemy.orm import Mapped, mapped_column

from app.store import db
from app.store.columns import enum_column, intpk, moment, optional_moment
from auction.vocabulary import GroupKind


class BiddingGroup(db.Model):  # type: ignore[name-defined,misc]
    """Joint bidders, or an agent and a principal; the court confirms them before the start (14(2)).

    Whoever acts is found by the digest of an enrollment; all others agree in their own sign-in.
    """

    __tablename__ = "auction_bidding_group"
    __table_args__ = (
        CheckConstraint(
            "(decided_at IS NULL) = (is_confirmed IS NULL)", name="decided_at_a_moment"
        ),
        Index("ix_auction_bidding_group_lot_id_lead_digest", "lot_id", "lead_digest"),
    )

    id: Mapped[intpk]
    lot_id: Mapped[int] = mapped_column(ForeignKey("auction_lot.id"))
    kind: Mapped[GroupKind] = enum_column(GroupKind, "kind")
    #: vault.digest("enrollment", "<lot no>|<person id>") of whoever acts and holds the paddle.
    lead_digest: Mapped[str] = mapped_column(String(64))
    #: The power of attorney or the agreement, a PDF sealed with context "group|<id>".
    mandate_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    mandate_sha256: Mapped[str] = mapped_column(String(64))
    asked_at: Mapped[moment]
    is_confirmed: Mapped[bool | None]
    reason: Mapped[str | None] = mapped_column(String(400))
    decided_at: Mapped[optional_moment]
    decided_by: Mapped[str | None] = mapped_column(String(80))


class GroupMember(db.Model):  # type: ignore[name-defined,misc]
    """One person of a group; nobody stands in two groups of one lot."""

    __tablename__ = "auction_group_member"
    __table_args__ = (
        Index(
            "uq_auction_group_member_lot_id_holder_digest",
            "lot_id",
            "holder_digest",
            unique=True,
            postgresql_where=text("is_standing"),
        ),
        CheckConstraint("share_percent BETWEEN 0 AND 100", name="share_range"),
        Index("ix_auction_group_member_group_id", "group_id"),
    )

    id: Mapped[intpk]
    group_id: Mapped[int] = mapped_column(ForeignKey("auction_bidding_group.id"))
    lot_id: Mapped[int] = mapped_column(ForeignKey("auction_lot.id"))
    holder_digest: Mapped[str] = mapped_column(String(64))
    #: Whole percent of the property; 0 for an agent, 100 for a principal.
    share_percent: Mapped[int]
    #: The proven name, sealed by the person's own agreement; context "<lot no>|<holder digest>".
    identity_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    agreed_at: Mapped[optional_moment]
    #: From the person's own agreement until the court refuses or somebody declines; whoever is
    #: only named is bound to nothing.
    is_standing: Mapped[bool] = mapped_column(default=False)
