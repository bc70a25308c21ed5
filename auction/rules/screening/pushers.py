"""Who drives prices without ever winning: the signals of S8 for one bidder over his lots."""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from auction.rules.screening.card import Card
from auction.rules.screening.records import LotHistory, lots_of

_LOTS_MOST = 6
#: From how many lots a bidder is looked at: below, nobody's losses tell a habit.
LOTS_MIN = 3


def count_pushers(histories: Sequence[LotHistory]) -> Iterator[tuple[str, dict[str, float]]]:
    """Yield every bidder with some lots, and the signals of driving prices.

    ``lost_lots_of_one`` counts the lots of one seller or debtor on which the bidder bid and that
    others won, nothing for whoever ever won or bid elsewhere; ``least_share`` is the smallest
    share of a lot's bids that were the bidder's, ``least_span`` the smallest part of a lot's bids
    between the first and the last own, both in tenths: a habit shows on every lot.
    """
    for bidder, places in lots_of(histories).items():
        spoken = [histories[place] for place in places if bidder in histories[place].speakers]
        if len(spoken) < LOTS_MIN:
            continue
        is_one = len({history.seller for history in spoken}) == 1
        never_won = all(history.winner != bidder for history in spoken)
        yield (
            bidder,
            {
                "lost_lots_of_one": min(_LOTS_MOST, len(spoken)) if is_one and never_won else 0,
                "least_share": _tenths(
                    min(Fraction(history.shares[bidder], len(history.bids)) for history in spoken)
                ),
                "least_span": _tenths(min(_span(history, bidder) for history in spoken)),
            },
        )


def is_pusher(card: Card, values: Mapping[str, float]) -> bool:
    """Say whether a bidder is told of: enough points, and lots of one debtor that were all lost.

    Whoever wins bids much and long as well, so share and span alone make nobody a pusher.
    """
    return values["lost_lots_of_one"] > 0 and card.points(values) >= card.threshold


def _tenths(part: Fraction) -> float:
    return round(float(10 * part), 1)


def _span(history: LotHistory, bidder: str) -> Fraction:
    own = [place for place, bid in enumerate(history.bids) if bid.bidder == bidder]
    return Fraction(own[-1] - own[0] + 1, len(history.bids))
