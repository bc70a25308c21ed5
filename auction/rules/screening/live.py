"""What shows while bidding goes on, by paddle alone: a staged fight (S5), machine speed (S10).

The numbers from which on a court is told are ours (P94); two signals each, nothing is blocked.
"""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import pairwise
from statistics import median

from auction.rules.screening.limits import limit
from auction.rules.screening.records import Pair, PlacedBid

#: Bids in a row by which two paddles answer only each other.
FIGHT_RUN = int(limit("fight_run"))
#: Of a hundred of those bids, how many raise by the least step.
FIGHT_AT_STEP = int(limit("fight_at_step_percent"))
#: How fast they answer, at the median.
FIGHT_GAP = timedelta(milliseconds=limit("fight_gap_ms"))
#: Answers a paddle gave to others, and how fast and even they are at the median.
ANSWERS_MIN = int(limit("answers"))
ANSWER_GAP = timedelta(milliseconds=limit("answer_gap_ms"))
EVEN_WITHIN = timedelta(milliseconds=limit("answer_spread_ms"))
_MICRO = timedelta(microseconds=1)


def staged_fights(
    bids: Sequence[PlacedBid], step_fen: int
) -> Iterator[tuple[Pair, dict[str, int]]]:
    """Yield pairs of paddles that answer only each other, fast, and by the least step.

    ``fight_run`` bids in a row, ``fight_at_step`` of a hundred by the least step, and
    ``fight_gap_ms`` between them at the median.
    """
    for run in _runs(bids):
        if len(run) < FIGHT_RUN:
            continue
        raises = [after.amount_fen - before.amount_fen for before, after in pairwise(run)]
        gaps = [(after.after - before.after) // _MICRO for before, after in pairwise(run)]
        at_step = 100 * sum(rise == step_fen for rise in raises) // len(raises)
        gap = int(median(gaps))
        if at_step >= FIGHT_AT_STEP and gap <= FIGHT_GAP // _MICRO:
            one, other = sorted({bid.bidder for bid in run})
            yield (
                (one, other),
                {
                    "fight_run": len(run),
                    "fight_at_step": at_step,
                    "fight_gap_ms": gap // 1000,
                },
            )


def _runs(bids: Sequence[PlacedBid]) -> Iterator[list[PlacedBid]]:
    """Yield the longest stretches in which two paddles bid in turn and nobody else does."""
    run: list[PlacedBid] = []
    for bid in bids:
        is_next = len(run) < 2 or bid.bidder == run[-2].bidder
        if run and (bid.bidder == run[-1].bidder or not is_next):
            yield run
            run = run[-1:] if bid.bidder != run[-1].bidder else []
        run.append(bid)
    yield run


def machine_paddles(bids: Sequence[PlacedBid]) -> Iterator[tuple[str, dict[str, int]]]:
    """Yield paddles that answer others faster than a person and at even intervals.

    ``answers`` given, ``answer_gap_ms`` at the median, and ``answer_spread_ms``: the median
    distance of the gaps from their median.
    """
    gaps: dict[str, list[int]] = {}
    for before, after in pairwise(bids):
        if before.bidder != after.bidder:
            gaps.setdefault(after.bidder, []).append((after.after - before.after) // _MICRO)
    for paddle, waits in sorted(gaps.items()):
        if len(waits) < ANSWERS_MIN:
            continue
        middle = median(waits)
        spread = median(abs(wait - middle) for wait in waits)
        if middle < ANSWER_GAP // _MICRO and spread <= EVEN_WITHIN // _MICRO:
            yield (
                paddle,
                {
                    "answers": len(waits),
                    "answer_gap_ms": int(middle) // 1000,
                    "answer_spread_ms": int(spread) // 1000,
                },
            )
