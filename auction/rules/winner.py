"""Who buys: the highest bid; at an equal price priority by rank, then the earlier bid."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.kernel.money import Money


@dataclass(frozen=True, slots=True)
class BidLine:
    """One accepted bid as the end of a sale reads it."""

    seq: int
    paddle: str
    amount: Money
    #: Whether the bid matched the leader's price by right of priority.
    is_match: bool = False


def winning_bid(bids: Sequence[BidLine]) -> BidLine | None:
    """Return the bid that buys, or none where nobody bid.

    法释〔2016〕18号 art. 11 (one bidder suffices), 20(1) (the highest), 21 (at the same price
    the priority purchaser, of several the earlier rank, of the same rank the earlier bid). A
    match is only ever accepted from a better rank than the leader's, so the last one counts.
    """
    if not bids:
        return None
    highest = max(bid.amount for bid in bids)
    at_top = [bid for bid in bids if bid.amount == highest]
    matches = [bid for bid in at_top if bid.is_match]
    return max(matches, key=lambda bid: bid.seq) if matches else at_top[0]
