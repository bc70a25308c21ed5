"""Two bidders who act as one: the signals S1 to S5 counted over the lots they share."""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import combinations

from auction.rules.screening.records import (
    NO_TRACES,
    LotHistory,
    Pair,
    Population,
    Traces,
    population_of,
)

#: From how many alternating bids in a row two bidders are counted as a fight of two.
FIGHT_BIDS = 2
#: More of a signal than this adds nothing: a single habit cannot make a case alone.
MOST = 3
_TAIL_MOST = 8.0

#: Which screen of the list each signal belongs to.
SCREEN_OF = {
    "shared_payer": "S1",
    "shared_network": "S1",
    "registered_together": "S2",
    "third_companion": "S2",
    "silent": "S3",
    "silent_for_winner": "S3",
    "take_turns": "S4",
    "fight_of_two": "S5",
    "closed_circle": "S5",
}
SIGNALS = tuple(SCREEN_OF)
#: From where on a signal is a signal of its own: less is told, but does not count as one of two.
FLOORS = {"registered_together": 2.0}


@lru_cache(maxsize=200_000)
def beyond_chance(lots: int, first: int, second: int, together: int) -> float:
    """Return -log10 of the chance to share so many lots or more by accident.

    The tail of the hypergeometric law: of ``lots`` lots one bidder registered for ``first`` and
    another, with no regard to the first, for ``second``.
    """

    def choose(of: int, some: int) -> float:
        return math.lgamma(of + 1) - math.lgamma(some + 1) - math.lgamma(of - some + 1)

    whole = choose(lots, second)
    tail = sum(
        math.exp(choose(first, shared) + choose(lots - first, second - shared) - whole)
        for shared in range(together, min(first, second) + 1)
        if second - shared <= lots - first
    )
    return round(-math.log10(tail), 1) + 0.0 if 0 < tail < 1 else 0.0


def _silent(history: LotHistory, pair: Pair) -> int:
    return int(not history.speakers.issuperset(pair))


def _silent_for_winner(history: LotHistory, pair: Pair) -> int:
    one, other = pair
    winner = history.winner
    return int(
        (winner == one and other not in history.speakers)
        or (winner == other and one not in history.speakers)
    )


def _closed(history: LotHistory, pair: Pair) -> int:
    """Say whether nobody else bid once one of the two had begun, and one of them won."""
    if history.winner not in pair:
        return 0
    places = history.first_places
    first = min((places[bidder] for bidder in pair if bidder in places), default=-1)
    if first < history.two_from:
        return 0
    return int(all(bid.bidder in pair for bid in history.bids[first:]))


def _behaviour(pair: Pair, shared: Iterable[LotHistory]) -> dict[str, float]:
    """Count what two bidders did on the lots they share."""
    silent = for_winner = closed = fight = 0
    wins = dict.fromkeys(pair, 0)
    for history in shared:
        silent += _silent(history, pair)
        for_winner += _silent_for_winner(history, pair)
        closed += _closed(history, pair)
        fight = max(fight, history.answer_runs.get(pair, 0))
        if history.winner in wins:
            wins[history.winner] += 1
    return {
        "silent": min(MOST, silent),
        "silent_for_winner": min(MOST, for_winner),
        "take_turns": min(1, *wins.values()),
        "fight_of_two": min(MOST + 1, max(0, fight - FIGHT_BIDS + 1)),
        "closed_circle": min(MOST, closed),
    }


def _meet(kept: Mapping[str, frozenset[str]], pair: Pair) -> bool:
    one, other = (kept.get(bidder, frozenset()) for bidder in pair)
    return bool(one & other)


def shared_lots(
    histories: Sequence[LotHistory], around: frozenset[str] | None = None
) -> dict[Pair, list[int]]:
    """Return, of every two bidders who registered for a lot together, which lots those are.

    ``around``: only pairs of which at least one is among these.
    """
    found: dict[Pair, list[int]] = {}
    for place, history in enumerate(histories):
        for one, other in combinations(sorted(history.bidders), 2):
            if around is None or one in around or other in around:
                found.setdefault((one, other), []).append(place)
    return found


#: Who registers for more lots than this is a dealer; to be seen with one tells nothing.
DEALER_LOTS = 12


def _companions(pair: Pair, often: Mapping[str, frozenset[str]], sizes: Mapping[str, int]) -> int:
    """Count third bidders who registered twice or more with each of the two."""
    one, other = (often.get(bidder, frozenset()) for bidder in pair)
    return min(MOST, sum(sizes[third] <= DEALER_LOTS for third in one & other))


def _often_together(shared: Mapping[Pair, list[int]]) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for (one, other), places in shared.items():
        if len(places) > 1:
            found.setdefault(one, set()).add(other)
            found.setdefault(other, set()).add(one)
    return {bidder: frozenset(others) for bidder, others in found.items()}


def count_pairs(
    histories: Sequence[LotHistory],
    traces: Traces = NO_TRACES,
    *,
    around: frozenset[str] | None = None,
    population: Population | None = None,
) -> Iterator[tuple[Pair, list[int], dict[str, float]]]:
    """Yield every two bidders who share a lot, the places of those lots, and their signals.

    Args:
        around: yield only pairs of these bidders; the lots at hand are those they joined.
        population: how many lots there are and how many each joined, where not all are at hand.
    """
    shared = shared_lots(histories, around)
    whole = population or population_of(histories)
    often = _often_together(shared)
    for pair, places in shared.items():
        if around is not None and not around >= set(pair):
            continue
        counts = _behaviour(pair, (histories[place] for place in places))
        one, other = pair
        counts["shared_payer"] = int(_meet(traces.payers, pair) or _meet(traces.devices, pair))
        counts["shared_network"] = int(_meet(traces.networks, pair))
        counts["registered_together"] = min(
            _TAIL_MOST,
            beyond_chance(whole.lots, whole.sizes[one], whole.sizes[other], len(places)),
        )
        counts["third_companion"] = _companions(pair, often, whole.sizes)
        yield pair, places, {name: counts[name] for name in SIGNALS}


def waited_together(histories: Iterable[LotHistory], pair: Pair) -> int:
    """Count later rounds that both joined after both had stayed away from the round before (S7)."""
    return sum(history.newcomers >= set(pair) for history in histories)
