"""Judge one bid against where the lot stands; a batch is judged by feeding each ruling on."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from app.kernel.citation import Citation
from app.kernel.money import MAX_FEN, Money
from auction.rules import articles
from auction.rules.closing import closing_after_bid
from auction.rules.faults import BidFault
from auction.rules.priority import may_match

#: States in which time alone decides whether a bid is early, good or late (P4).
_JUDGED_BY_TIME = frozenset({"announced", "open"})
_STOPPED = frozenset({"suspended", "stayed"})
#: Bidding was never on, or was called off; in every other state it is over.
_NEVER_ON = frozenset({"draft", "approved", "withdrawn", "stopped"})

_CITATIONS: dict[BidFault, tuple[Citation, ...]] = {
    BidFault.BAD_AMOUNT: (articles.ASCENDING_BIDS,),
    BidFault.BELOW_START: (articles.ASCENDING_BIDS, articles.START_PRICE),
    BidFault.BELOW_LADDER: (articles.ASCENDING_BIDS,),
    BidFault.OFF_STEP: (articles.ASCENDING_BIDS, articles.PANEL_DECISION),
    BidFault.ALREADY_LEADING: (articles.ASCENDING_BIDS,),
    BidFault.NOT_OPEN: (articles.BIDDING_CLOCK,),
    BidFault.LATE: (articles.BIDDING_CLOCK,),
    BidFault.SUSPENDED: (articles.SUSPENSION,),
}
_ON_ACCEPTANCE = (articles.ASCENDING_BIDS, articles.BIDDING_CLOCK)
_ON_MATCH = (articles.PRIORITY_MATCH, articles.BIDDING_CLOCK)
_ON_CONTEST = (articles.ASCENDING_BIDS, articles.SELL_OFF_CONTEST)


@dataclass(frozen=True, slots=True)
class LotStanding:
    """Where a lot stands between two bids."""

    state: str
    start_price: Money
    bid_step: Money
    price: Money | None
    leader: str | None
    #: Court-confirmed priority rank of the leader, 1 is the first; none for ordinary bidders.
    leader_rank: int | None
    opens_at: datetime
    #: The end as it is now, every extension counted in.
    closes_at: datetime
    seq: int = 0
    extensions: int = 0
    #: Whether the lot takes only whole steps above the start price.
    on_grid: bool = False
    may_raise_self: bool = True
    extension_seconds: int = 300
    #: Hours of the contest that the first bid opens; none outside a sell-off.
    contest_hours: int | None = None
    #: When the lot last went on after a stop; what came in before that came in while it stood.
    resumed_at: datetime | None = None

    def __post_init__(self) -> None:
        if not self.bid_step:
            msg = "a ladder needs a step of at least one fen"
            raise ValueError(msg)

    def after(self, ruling: "Ruling") -> "LotStanding":
        """Return where the lot stands once this ruling has been given."""
        return ruling.standing


@dataclass(frozen=True, slots=True)
class BidOrder:
    """One bid as it entered the platform."""

    paddle: str
    amount: Money
    received_at: datetime
    #: Rank only if the court confirmed it; a claim alone is an ordinary bid (art. 19(1)).
    priority_rank: int | None = None
    confirms_self_raise: bool = True


@dataclass(frozen=True, slots=True)
class Ruling:
    """The judgement on one bid, and where the lot stands after it."""

    accepted: bool
    fault: BidFault | None
    citations: tuple[Citation, ...]
    #: The least an ordinary bid must be: at a refusal then, at an acceptance from now on.
    minimum: Money | None
    closes_at: datetime
    extended: bool
    standing: LotStanding
    #: The first bid of a sell-off: from it a contest runs (455号 六, P12).
    opens_contest: bool = False


def minimum_bid(standing: LotStanding) -> Money | None:
    """Return the least an ordinary bid must be, or none above the ceiling of any amount.

    法释〔2016〕18号 art. 20(1): from the start price upward, by at least one step.
    """
    if standing.price is None:
        return standing.start_price
    fen = standing.price.fen + standing.bid_step.fen
    return Money(fen) if fen <= MAX_FEN else None


def judge_bid(standing: LotStanding, order: BidOrder) -> Ruling:
    """Rule on one bid; the ruling carries the standing for the next bid.

    法释〔2016〕18号 art. 20: ascending bids inside the bidding period, time of entry counts;
    art. 21: a confirmed priority purchaser may bid the leader's price.
    """
    fault = _fault_of_time(standing, order) or _fault_of_amount(standing, order)
    if fault is not None:
        return Ruling(
            accepted=False,
            fault=fault,
            citations=_citations_of(fault, standing, order),
            minimum=minimum_bid(standing),
            closes_at=standing.closes_at,
            extended=False,
            standing=standing,
        )
    return _accept(standing, order)


def _accept(standing: LotStanding, order: BidOrder) -> Ruling:
    """Put the bid on top and move the end if it came in the last minutes, or opens a contest."""
    opens_contest = standing.contest_hours is not None and standing.price is None
    closes_at = closing_after_bid(
        standing.closes_at, order.received_at, extension_seconds=standing.extension_seconds
    )
    extended = closes_at > standing.closes_at and not opens_contest
    if opens_contest:
        assert standing.contest_hours is not None
        closes_at = order.received_at + timedelta(hours=standing.contest_hours)
    is_match = order.amount == standing.price
    top = replace(
        standing,
        price=order.amount,
        leader=order.paddle,
        leader_rank=order.priority_rank,
        closes_at=closes_at,
        seq=standing.seq + 1,
        extensions=standing.extensions + extended,
    )
    return Ruling(
        accepted=True,
        fault=None,
        citations=_ON_CONTEST if opens_contest else _ON_MATCH if is_match else _ON_ACCEPTANCE,
        minimum=minimum_bid(top),
        closes_at=closes_at,
        extended=extended,
        opens_contest=opens_contest,
        standing=top,
    )


def _fault_of_time(standing: LotStanding, order: BidOrder) -> BidFault | None:
    """Find whether bidding is on at the moment the bid came in: start <= t < end (P4)."""
    if standing.state in _STOPPED or (
        standing.resumed_at is not None and order.received_at < standing.resumed_at
    ):
        return BidFault.SUSPENDED
    if standing.state in _NEVER_ON:
        return BidFault.NOT_OPEN
    if standing.state not in _JUDGED_BY_TIME or order.received_at >= standing.closes_at:
        return BidFault.LATE
    if order.received_at < standing.opens_at:
        return BidFault.NOT_OPEN
    return None


def _fault_of_amount(standing: LotStanding, order: BidOrder) -> BidFault | None:
    """Find whether the amount climbs the ladder; art. 20(1), equal only by art. 21."""
    amount, price = order.amount, standing.price
    if not amount:
        return BidFault.BAD_AMOUNT
    if price is None:
        if amount < standing.start_price:
            return BidFault.BELOW_START
    elif amount.fen < price.fen + standing.bid_step.fen:
        return None if _is_match(standing, order) else BidFault.BELOW_LADDER
    if standing.on_grid and (amount.fen - standing.start_price.fen) % standing.bid_step.fen:
        return BidFault.OFF_STEP
    if standing.leader == order.paddle and not (
        standing.may_raise_self and order.confirms_self_raise
    ):
        return BidFault.ALREADY_LEADING
    return None


def _is_match(standing: LotStanding, order: BidOrder) -> bool:
    """Say whether the bid takes the lead at an equal price by right of priority."""
    return order.amount == standing.price and may_match(
        order.priority_rank, leader_rank=standing.leader_rank
    )


def _citations_of(fault: BidFault, standing: LotStanding, order: BidOrder) -> tuple[Citation, ...]:
    """Return the articles of a refusal; an outranked match is told which paragraph stopped it."""
    if (
        fault is BidFault.BELOW_LADDER
        and order.priority_rank is not None
        and order.amount == standing.price
    ):
        same = order.priority_rank == standing.leader_rank
        return (articles.PRIORITY_BY_TIME if same else articles.PRIORITY_BY_RANK,)
    return _CITATIONS[fault]
