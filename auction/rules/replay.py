"""Play a recorded history of bids through the rules that judge live ones."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from app.kernel.money import Money
from auction.rules.bid_ladder import BidOrder, LotStanding, judge_bid
from auction.rules.faults import BidFault

#: Sources count seconds from a start of their own; this stands for it.
START = datetime(2000, 1, 1, tzinfo=UTC)
_ONE_FEN = Money(1)


@dataclass(frozen=True, slots=True)
class RecordedBid:
    """One bid of a history."""

    paddle: str
    amount: Money
    #: Since the start of the source's clock, exact to the microsecond.
    after: timedelta


@dataclass(frozen=True, slots=True)
class History:
    """One auction as recorded."""

    open_price: Money
    closes_after: timedelta
    extension_seconds: int
    bids: tuple[RecordedBid, ...]


@dataclass(frozen=True, slots=True)
class Replay:
    """What the rules make of a history."""

    accepted: int
    refused_low: int
    refused_late: int
    self_outbids: int
    final_high: Money | None
    winner: str | None
    final_end: timedelta
    extensions: int


def replay(history: History) -> Replay:
    """Judge every bid of a history in its order of arrival.

    The sources keep no step, so the ladder is one fen: the open price first, then anything
    above the leader; raising oneself is allowed and counted.
    """
    standing = opening(history)
    refused: dict[BidFault, int] = {}
    self_outbids = 0
    for bid in history.bids:
        order = BidOrder(bid.paddle, bid.amount, START + bid.after)
        ruling = judge_bid(standing, order)
        if ruling.fault is not None:
            refused[ruling.fault] = refused.get(ruling.fault, 0) + 1
        elif standing.leader == bid.paddle:
            self_outbids += 1
        standing = standing.after(ruling)
    late = refused.pop(BidFault.LATE, 0)
    return Replay(
        accepted=standing.seq,
        refused_low=sum(refused.values()),
        refused_late=late,
        self_outbids=self_outbids,
        final_high=standing.price,
        winner=standing.leader,
        final_end=standing.closes_at - START,
        extensions=standing.extensions,
    )


def opening(history: History) -> LotStanding:
    """Return where the lot of a history stands before its first bid."""
    first = min((bid.after for bid in history.bids), default=timedelta())
    return LotStanding(
        state="open",
        start_price=history.open_price,
        bid_step=_ONE_FEN,
        price=None,
        leader=None,
        leader_rank=None,
        opens_at=START + min(first, timedelta()),
        closes_at=START + history.closes_after,
        extension_seconds=history.extension_seconds,
    )
