"""The lot, the panel's decisions on it, its notices, and who was told of it."""

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Computed,
    ForeignKey,
    Index,
    Interval,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.money import Money
from app.store import append_only, db
from app.store.columns import FenType, bigint, enum_column, fen, intpk, moment, optional_moment
from auction.vocabulary import (
    LotState,
    Phase,
    Round,
    ServiceWay,
    SignatureWay,
    Venue,
    phase_at,
)
from registry.vocabulary import AssetKind, AssetNature


class Lot(db.Model):  # type: ignore[name-defined,misc]
    """One asset offered once; its row lock is the sequencer of all that happens to it."""

    __tablename__ = "auction_lot"
    __table_args__ = (
        #: A sale held elsewhere has a price without a bid of ours.
        CheckConstraint(
            "(price IS NULL) = (last_seq = 0) OR (venue <> 'internal' AND last_seq = 0)",
            name="price_with_bids",
        ),
        CheckConstraint("(price IS NULL) = (leader_paddle IS NULL)", name="leader_with_price"),
        CheckConstraint(
            "round = 'sell_off' OR closes_at >= scheduled_close_at", name="never_closes_earlier"
        ),
        CheckConstraint("opens_at < scheduled_close_at", name="opens_before_it_closes"),
        CheckConstraint("extension_seconds > 0", name="extension_seconds_positive"),
        CheckConstraint(
            "state IN ('draft', 'approved', 'withdrawn', 'stopped') OR ("
            "start_price IS NOT NULL AND bid_step > 0 AND deposit IS NOT NULL AND "
            "opens_at IS NOT NULL AND scheduled_close_at IS NOT NULL AND closes_at IS NOT NULL)",
            name="complete_when_announced",
        ),
        CheckConstraint(
            "(state IN ('suspended', 'stayed')) = (suspended_at IS NOT NULL)",
            name="suspended_with_moment",
        ),
        CheckConstraint(
            "(suspended_at IS NULL) = (stopped_from IS NULL)", name="stopped_from_somewhere"
        ),
        Index("ix_auction_lot_opens_due", "opens_at", postgresql_where=text("state = 'announced'")),
        Index("ix_auction_lot_closes_due", "closes_at", postgresql_where=text("state = 'open'")),
        Index("ix_auction_lot_state_id", "state", "id"),
        Index("ix_auction_lot_case_number", "case_number"),
        Index("ix_auction_lot_court_code", "court_code", "id"),
        #: A court's month is counted from these; no bid writes either column.
        Index("ix_auction_lot_court_code_announced_at", "court_code", "announced_at"),
        Index("ix_auction_lot_court_code_ended_at", "court_code", "ended_at"),
        #: The publications tell what stands still or fell, the newest first.
        Index(
            "ix_auction_lot_halted_since",
            "state_since",
            postgresql_where=text(
                "state IN ('suspended', 'stayed', 'withdrawn', 'stopped', 'defaulted', 'annulled')"
            ),
        ),
        Index("ix_auction_lot_follows_id", "follows_id"),
        Index("ix_auction_lot_resting_price", "resting_price", "id"),
        #: An asset is in one sale at a time.
        Index(
            "uq_auction_lot_asset_no_live",
            "asset_no",
            unique=True,
            postgresql_where=text(
                "state NOT IN ('unsold', 'defaulted', 'annulled', 'withdrawn', 'stopped', "
                "'managed', 'returned')"
            ),
        ),
    )

    id: Mapped[intpk]
    no: Mapped[str] = mapped_column(String(40), unique=True)
    asset_no: Mapped[str] = mapped_column(String(40))
    case_number: Mapped[str] = mapped_column(String(80))
    court_id: Mapped[bigint]
    court_code: Mapped[str] = mapped_column(String(20))
    court_name: Mapped[str] = mapped_column(String(120))
    region_code: Mapped[str] = mapped_column(String(12))
    round: Mapped[Round] = enum_column(Round, "round")
    venue: Mapped[Venue] = enum_column(Venue, "venue")
    #: Why this venue: who chose it, on what ground (18号 art. 5; decision 12).
    venue_reason: Mapped[str] = mapped_column(String(400))
    state: Mapped[LotState] = enum_column(LotState, "state")
    state_since: Mapped[moment]
    #: Where a sale that is suspended or stayed goes on once its cause has ended.
    stopped_from: Mapped[LotState | None] = enum_column(LotState, "stopped_from", nullable=True)
    title: Mapped[str] = mapped_column(String(200))
    kind: Mapped[AssetKind] = enum_column(AssetKind, "kind")
    nature: Mapped[AssetNature] = enum_column(AssetNature, "nature")
    address: Mapped[str] = mapped_column(String(300))
    #: Where the reference price comes from, and until when it may be announced on (art. 27).
    appraisal_no: Mapped[str] = mapped_column(String(40))
    reference_price: Mapped[Money] = fen("reference_price", positive=True)
    reference_valid_until: Mapped[date]
    #: The offer of the same asset that this one follows, its price then and when it failed.
    follows_id: Mapped[int | None] = mapped_column(ForeignKey("auction_lot.id"))
    previous_start: Mapped[Money | None] = fen("previous_start", nullable=True, positive=True)
    previous_failed_on: Mapped[date | None]
    #: Why a later round comes after its days, in a judge's words (P62).
    delay_reason: Mapped[str | None] = mapped_column(String(400))
    #: The panel's five matters; empty until it has decided.
    start_price: Mapped[Money | None] = fen("start_price", nullable=True, positive=True)
    bid_step: Mapped[Money | None] = fen("bid_step", nullable=True, positive=True)
    deposit: Mapped[Money | None] = fen("deposit", nullable=True)
    #: Whether only whole steps above the start price are bids.
    on_grid: Mapped[bool] = mapped_column(default=True)
    may_raise_self: Mapped[bool] = mapped_column(default=True)
    extension_seconds: Mapped[int] = mapped_column(default=300)
    balance_days: Mapped[int] = mapped_column(default=10)
    opens_at: Mapped[optional_moment]
    scheduled_close_at: Mapped[optional_moment]
    #: The end as it is now, every extension counted in.
    closes_at: Mapped[optional_moment]
    #: The standing, written only by the bidding service under this row's lock.
    last_seq: Mapped[bigint] = mapped_column(default=0)
    price: Mapped[Money | None] = fen("price", nullable=True, positive=True)
    #: What a list sorts by while nobody bids; none under bidding, so that no bid writes an index.
    resting_price: Mapped[Money | None] = mapped_column(
        FenType,
        Computed("CASE WHEN state <> 'open' THEN coalesce(price, start_price) END", persisted=True),
        deferred=True,
    )
    leader_paddle: Mapped[str | None] = mapped_column(String(8))
    leader_rank: Mapped[int | None]
    extensions: Mapped[int] = mapped_column(default=0)
    suspended_at: Mapped[optional_moment]
    #: When it last went on: a bid that came in while it stood still stays refused.
    resumed_at: Mapped[optional_moment]
    #: What was left of the bidding period when the clock stopped.
    remaining: Mapped[timedelta | None] = mapped_column(Interval)
    #: The day on which the cause of the stop ended; within five days the sale goes on.
    halt_ended_on: Mapped[date | None]
    #: The buyer of equity has to get an authority's approval before the ruling (2021〔20〕 15).
    needs_approval: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    #: The purchase limit of the place, in words; none for a lot anybody may own (2021〔18〕).
    purchase_limit: Mapped[str | None] = mapped_column(String(400))
    #: When the ruling was served; title passed then (20〔21〕 26).
    ruling_served_at: Mapped[optional_moment]
    #: The least price of a debtor's own sale, and until when it may try.
    self_disposal_price: Mapped[Money | None] = fen(
        "self_disposal_price", nullable=True, positive=True
    )
    self_disposal_until: Mapped[optional_moment]
    #: Version of the notice in force; 0 before the first.
    notice_version: Mapped[int] = mapped_column(default=0)
    announced_at: Mapped[optional_moment]
    ended_at: Mapped[optional_moment]
    #: Grows with every edit of the draft, so that a stale form is seen.
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[moment]

    @property
    def title_passed_at(self) -> datetime | None:
        """Return when a ruling passed the title, by a sale or in kind (20〔21〕 26), or None."""
        return self.state_since if self.state is LotState.IN_KIND else self.ruling_served_at

    @property
    def entry_payment(self) -> Money:
        """Return what a bidder pays in to take part: the deposit, in a sell-off the whole price.

        18号 art. 17(2); 455号 五.
        """
        due = self.start_price if self.round is Round.SELL_OFF else self.deposit
        assert due is not None
        return due

    @property
    def enrollable_until(self) -> datetime:
        """Return until when a bidder may join: the end online, on site the beginning.

        18号 art. 18(1); 20〔21〕 art. 10: paid in before the sale.
        """
        until = self.opens_at if self.venue is Venue.TRADITIONAL else self.closes_at
        assert until is not None
        return until

    def phase(self, now: datetime) -> Phase:
        """Return what a visitor should see at this instant."""
        return phase_at(self.state, self.opens_at, self.closes_at, now)


class PanelDecision(db.Model):  # type: ignore[name-defined,misc]
    """What the panel decided on the five matters of 18号 art. 27; a later one replaces it."""

    __tablename__ = "auction_panel_decision"
    __table_args__ = (Index("ix_auction_panel_decision_lot_id", "lot_id", "id"),)

    id: Mapped[intpk]
    lot_id: Mapped[int] = mapped_column(ForeignKey("auction_lot.id"))
    decided_on: Mapped[date]
    #: [{"name", "vote"}] of the judges who sat.
    members: Mapped[list[dict[str, str]]] = mapped_column(JSONB)
    minutes: Mapped[str] = mapped_column(Text)
    start_price: Mapped[Money] = fen("start_price", positive=True)
    #: The cut a second round would make, in basis points of the start price.
    cut_bp: Mapped[int]
    bid_step: Mapped[Money] = fen("bid_step", positive=True)
    deposit: Mapped[Money] = fen("deposit")
    #: [{"rank", "nature", "holder"}]: who may match, in which order; empty if nobody.
    priority: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    citations: Mapped[list[dict[str, str]]] = mapped_column(JSONB)
    recorded_by: Mapped[str] = mapped_column(String(80))
    recorded_at: Mapped[moment]


append_only(PanelDecision)


class PanelSignature(db.Model):  # type: ignore[name-defined,misc]
    """A member of the panel signed its record; what was signed is the record's digest (P69)."""

    __tablename__ = "auction_panel_signature"
    __table_args__ = (
        UniqueConstraint("decision_id", "place"),
        CheckConstraint("(way = 'drawn') = (media_id IS NOT NULL)", name="picture_when_drawn"),
    )

    id: Mapped[intpk]
    decision_id: Mapped[int] = mapped_column(ForeignKey("auction_panel_decision.id"))
    #: The member's place in the record, from 0.
    place: Mapped[int]
    name: Mapped[str] = mapped_column(String(60))
    way: Mapped[SignatureWay] = enum_column(SignatureWay, "way")
    digest: Mapped[str] = mapped_column(String(64))
    #: The picture of a drawn signature.
    media_id: Mapped[int | None] = mapped_column(BigInteger)
    #: In whose session it was given: the member's own, or that of the judge who took it.
    taken_by: Mapped[str] = mapped_column(String(80))
    signed_at: Mapped[moment]


append_only(PanelSignature)


class Notice(db.Model):  # type: ignore[name-defined,misc]
    """One version of what is published of a lot; the draft is the version not yet published."""

    __tablename__ = "auction_notice"
    __table_args__ = (
        CheckConstraint("(published_at IS NULL) = (digest IS NULL)", name="digest_when_published"),
        Index(
            "ix_auction_notice_published_at",
            "published_at",
            postgresql_where=text("published_at IS NOT NULL"),
        ),
    )

    lot_id: Mapped[int] = mapped_column(ForeignKey("auction_lot.id"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    #: NoticeItem -> text, the items of arts. 12(2) and 13 that are words.
    items: Mapped[dict[str, str]] = mapped_column(JSONB)
    #: SpecialPrompt -> text, the seven of art. 14.
    prompts: Mapped[dict[str, str]] = mapped_column(JSONB)
    #: 15(2): without this sentence the court answers for authenticity and quality.
    disclaimer: Mapped[str] = mapped_column(Text, default="")
    #: Media published with the notice, and the digest of the appraisal report (art. 13 no. 3, 5).
    media: Mapped[list[str]] = mapped_column(JSONB)
    report_sha256: Mapped[str | None] = mapped_column(String(64))
    #: SHA-256 of the published content, said in the fact of publication.
    digest: Mapped[str | None] = mapped_column(String(64))
    #: [{"tax", "bearer", "basis"}]: who bears which tax on what ground (art. 13 no. 9, art. 30).
    taxes: Mapped[list[dict[str, str]]] = mapped_column(
        JSONB, default=list, server_default=text("'[]'")
    )
    #: Why a published notice was corrected; none for the first version.
    reason: Mapped[str | None] = mapped_column(String(400))
    #: [{"key", "before", "after"}]: what a correction changed; none for the first version.
    changes: Mapped[list[dict[str, Any]]] = mapped_column(
        JSONB, default=list, server_default=text("'[]'")
    )
    #: Whether the correction counted the days of notice anew (P57): then bidders may leave (P84).
    is_restarted: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    edited_by: Mapped[str] = mapped_column(String(80))
    edited_at: Mapped[moment]
    published_at: Mapped[optional_moment]


class NoticeService(db.Model):  # type: ignore[name-defined,misc]
    """A party or priority purchaser was told of the sale, or could not be (18号 art. 16)."""

    __tablename__ = "auction_notice_service"
    __table_args__ = (Index("ix_auction_notice_service_lot_id", "lot_id", "id"),)

    id: Mapped[intpk]
    lot_id: Mapped[int] = mapped_column(ForeignKey("auction_lot.id"))
    #: The registry's party, or none for a priority purchaser who is no party.
    party_id: Mapped[int | None] = mapped_column(BigInteger)
    name: Mapped[str] = mapped_column(String(120))
    way: Mapped[ServiceWay] = enum_column(ServiceWay, "way")
    #: Proof of receipt, the address of the publication, or the paper of the waiver.
    proof: Mapped[str] = mapped_column(String(400))
    #: The receipt itself, as a file.
    proof_media_id: Mapped[int | None] = mapped_column(BigInteger)
    #: Which version of the notice was told: after a correction everybody is told again (P84).
    notice_version: Mapped[int] = mapped_column(default=1, server_default=text("1"))
    served_at: Mapped[moment]
    recorded_by: Mapped[str] = mapped_column(String(80))


append_only(NoticeService)
