"""What happened to lots: public facts carry paddles, never identities."""

from dataclasses import dataclass
from typing import ClassVar

from app.kernel.facts import Audience, Fact
from auction.facts import (
    acts,
    enough,
    erasing,
    glass,
    groups,
    handover,
    in_kind,
    interest,
    merging,
    money,
    preparing,
    qualification,
    rounds,
    ruling,
    screening,
    venues,
)
from auction.facts.base import CourtFact, LotFact, RefusedFact, SealedFact


@dataclass(frozen=True)
class LotDrafted(CourtFact):
    """A lot was drafted from a fixed reference price."""

    name: ClassVar[str] = "auction.lot.drafted"
    asset: str
    reference_price: str
    round: str


@dataclass(frozen=True)
class VenueChosen(CourtFact):
    """The venue of the sale was chosen, with its reason."""

    name: ClassVar[str] = "auction.venue.chosen"
    venue: str
    reason: str


@dataclass(frozen=True)
class PanelDecided(CourtFact):
    """The panel decided the five matters of art. 27."""

    name: ClassVar[str] = "auction.panel.decided"
    start_price: str
    bid_step: str
    deposit: str
    cut_bp: int
    priority: int


@dataclass(frozen=True)
class PanelValueRefused(RefusedFact):
    """A value of the panel was refused because an article forbids it."""

    name: ClassVar[str] = "auction.panel.refused"


@dataclass(frozen=True)
class NoticeServed(CourtFact):
    """A party or priority purchaser was told of the sale (art. 16)."""

    name: ClassVar[str] = "auction.notice.served"
    party: str
    way: str


@dataclass(frozen=True)
class NoticeEdited(CourtFact):
    """The draft of the notice was edited."""

    name: ClassVar[str] = "auction.notice.edited"
    version: int


@dataclass(frozen=True)
class AnnouncementRefused(RefusedFact):
    """A notice was not published because an article stood against it."""

    name: ClassVar[str] = "auction.lot.announcement_refused"


@dataclass(frozen=True)
class LotAnnounced(LotFact):
    """The notice was published; the lot is public from here on."""

    name: ClassVar[str] = "auction.lot.announced"
    notice_version: int
    digest: str
    start_price: str
    bid_step: str
    deposit: str
    opens_at: str
    closes_at: str
    #: The terms that bids are judged by: without them nobody could judge a sale again.
    round: str
    on_grid: bool
    may_raise_self: bool


@dataclass(frozen=True)
class EnrollmentApplied(SealedFact):
    """Somebody enrolled and was asked for the deposit."""

    name: ClassVar[str] = "auction.enrollment.applied"
    enrollment: int


@dataclass(frozen=True)
class EnrollmentQualified(SealedFact):
    """A deposit is held and a paddle was given."""

    name: ClassVar[str] = "auction.enrollment.qualified"
    enrollment: int


@dataclass(frozen=True)
class EnrollmentLapsed(SealedFact):
    """A deposit did not arrive before the end, or arrived too late to count."""

    name: ClassVar[str] = "auction.enrollment.lapsed"
    enrollment: int


@dataclass(frozen=True)
class PriorityConfirmed(CourtFact):
    """The court confirmed a priority purchaser with a rank (art. 19)."""

    name: ClassVar[str] = "auction.priority.confirmed"
    rank: int
    nature: str


@dataclass(frozen=True)
class LotOpened(LotFact):
    """Bidding began."""

    name: ClassVar[str] = "auction.lot.opened"
    opens_at: str
    closes_at: str


@dataclass(frozen=True)
class BidPlaced(LotFact):
    """A bid was accepted and leads."""

    name: ClassVar[str] = "auction.bid.placed"
    bid_seq: int
    paddle: str
    price: str
    kind: str
    received_at: str
    closes_at: str
    extensions: int
    #: By which rank a priority purchaser took the leader's price (art. 21); None of any other bid.
    rank: int | None


@dataclass(frozen=True)
class BidRefused(CourtFact):
    """A bid was refused; the record keeps the code, never the person (reliability P1)."""

    name: ClassVar[str] = "auction.bid.refused"
    code: str
    paddle: str | None
    amount: str
    received_at: str
    #: Public name of the signed receipt that the bidder holds.
    receipt: str


@dataclass(frozen=True)
class LotExtended(LotFact):
    """A late bid moved the end (art. 20(2))."""

    name: ClassVar[str] = "auction.lot.extended"
    bid_seq: int
    closed_before: str
    closes_at: str
    extensions: int


@dataclass(frozen=True)
class LotSuspended(LotFact):
    """Bidding stands still; the reason is published at once (art. 28)."""

    name: ClassVar[str] = "auction.lot.suspended"
    ground: str
    reason: str
    suspended_at: str
    remaining_seconds: int


@dataclass(frozen=True)
class LotResumed(LotFact):
    """Bidding goes on with at least five minutes left (art. 28, D8)."""

    name: ClassVar[str] = "auction.lot.resumed"
    reason: str
    #: Where it goes on: open, or announced if it was stopped before its opening.
    state: str
    opens_at: str
    closes_at: str
    #: Later than five days after the cause ended.
    is_late: bool


@dataclass(frozen=True)
class LotSold(LotFact):
    """Bidding ended with a buyer."""

    name: ClassVar[str] = "auction.lot.sold"
    price: str
    paddle: str
    #: 0 of a sale held elsewhere: its bids were not made here.
    bid_seq: int
    ended_at: str
    closed_at: str


@dataclass(frozen=True)
class LotUnsold(LotFact):
    """Bidding ended without a bid."""

    name: ClassVar[str] = "auction.lot.unsold"
    ended_at: str
    closed_at: str


@dataclass(frozen=True)
class IdentityOpened(SealedFact):
    """The name behind a paddle was unsealed after the end; written before it is read (L11)."""

    name: ClassVar[str] = "auction.identity.opened"
    paddle: str
    purpose: str


@dataclass(frozen=True)
class ConfirmationIssued(LotFact):
    """The confirmation of the sale was issued (art. 22)."""

    name: ClassVar[str] = "auction.confirmation.issued"
    confirmation: str
    paddle: str
    price: str


@dataclass(frozen=True)
class DepositReleased(CourtFact):
    """A deposit that bought nothing was sent back (art. 23)."""

    name: ClassVar[str] = "auction.deposit.released"
    reference: str


@dataclass(frozen=True)
class DepositApplied(CourtFact):
    """The buyer's deposit became part of the price (art. 23)."""

    name: ClassVar[str] = "auction.deposit.applied"
    reference: str
    amount: str


@dataclass(frozen=True)
class BalanceAsked(CourtFact):
    """The buyer was asked for the rest of the price."""

    name: ClassVar[str] = "auction.balance.asked"
    amount: str
    due_at: str


@dataclass(frozen=True)
class LotPaid(LotFact):
    """The whole price is in."""

    name: ClassVar[str] = "auction.lot.paid"
    price: str


@dataclass(frozen=True)
class DistributionPlanned(CourtFact):
    """The shares of the proceeds were computed and wait for a judge."""

    name: ClassVar[str] = "auction.distribution.planned"
    audience: ClassVar[Audience] = Audience.PARTIES
    price: str
    rows: int


@dataclass(frozen=True)
class DistributionApproved(CourtFact):
    """A judge approved the distribution."""

    name: ClassVar[str] = "auction.distribution.approved"
    audience: ClassVar[Audience] = Audience.PARTIES
    price: str
    rows: int


@dataclass(frozen=True)
class LotSettled(LotFact):
    """The proceeds were shared out; the sale is over."""

    name: ClassVar[str] = "auction.lot.settled"
    price: str


FACTS: tuple[type[Fact], ...] = (
    LotDrafted,
    VenueChosen,
    PanelDecided,
    PanelValueRefused,
    NoticeServed,
    NoticeEdited,
    AnnouncementRefused,
    LotAnnounced,
    EnrollmentApplied,
    EnrollmentQualified,
    EnrollmentLapsed,
    PriorityConfirmed,
    LotOpened,
    BidPlaced,
    BidRefused,
    LotExtended,
    LotSuspended,
    LotResumed,
    LotSold,
    LotUnsold,
    IdentityOpened,
    ConfirmationIssued,
    DepositReleased,
    DepositApplied,
    BalanceAsked,
    LotPaid,
    DistributionPlanned,
    DistributionApproved,
    LotSettled,
    *money.FACTS,
    *rounds.FACTS,
    *acts.FACTS,
    *enough.FACTS,
    *erasing.FACTS,
    *glass.FACTS,
    *groups.FACTS,
    *qualification.FACTS,
    *handover.FACTS,
    *in_kind.FACTS,
    *interest.FACTS,
    *merging.FACTS,
    *ruling.FACTS,
    *screening.FACTS,
    *venues.FACTS,
    *preparing.FACTS,
)
