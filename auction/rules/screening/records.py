"""What a screen reads: who registered, who bid, how it ended; no names, no database."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property
from itertools import pairwise

#: Two bidders in the order of their keys.
Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class PlacedBid:
    """One accepted bid, in the order of the lot."""

    bidder: str
    amount_fen: int
    #: Since the start of the lot.
    after: timedelta


@dataclass(frozen=True)
class LotHistory:
    """One ended lot as a screen sees it."""

    lot: str
    #: Everybody with a deposit, silent ones too.
    bidders: frozenset[str]
    bids: tuple[PlacedBid, ...]
    winner: str | None = None
    is_defaulted: bool = False
    #: Bidders of a later round who stayed away from the round before.
    newcomers: frozenset[str] = frozenset()
    #: Whose lots they are: an auction house, a debtor.
    seller: str = ""

    @cached_property
    def speakers(self) -> frozenset[str]:
        """Those who bid at all."""
        return frozenset(bid.bidder for bid in self.bids)

    @cached_property
    def first_places(self) -> Mapping[str, int]:
        """Where in the list of bids each first bid."""
        places: dict[str, int] = {}
        for place, bid in enumerate(self.bids):
            places.setdefault(bid.bidder, place)
        return places

    @cached_property
    def answer_runs(self) -> Mapping[Pair, int]:
        """The longest run of bids in which two answered only each other, by pair."""
        longest: dict[Pair, int] = {}
        last: Pair | None = None
        run = 0
        for before, after in pairwise(self.bids):
            one, other = sorted((before.bidder, after.bidder))
            pair = (one, other) if one != other else None
            run = run + 1 if pair is not None and pair == last else 1
            last = pair
            if pair is not None:
                longest[pair] = max(longest.get(pair, 0), run)
        return longest

    @cached_property
    def two_from(self) -> int:
        """The place from which on no more than two bid."""
        seen: set[str] = set()
        for place in range(len(self.bids) - 1, -1, -1):
            seen.add(self.bids[place].bidder)
            if len(seen) > 2:  # a pair
                return place + 1
        return 0

    @cached_property
    def shares(self) -> Counter[str]:
        """How many bids each made."""
        return Counter(bid.bidder for bid in self.bids)


@dataclass(frozen=True)
class Traces:
    """Under which keys a bidder paid and came; each kind by bidder, empty where nobody kept it."""

    payers: Mapping[str, frozenset[str]] = field(default_factory=dict)
    devices: Mapping[str, frozenset[str]] = field(default_factory=dict)
    networks: Mapping[str, frozenset[str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Population:
    """How many lots there are in all and how many each bidder joined, where few are looked at."""

    lots: int
    sizes: Mapping[str, int]


NO_TRACES = Traces()


def population_of(histories: Sequence[LotHistory]) -> Population:
    """Count the lots at hand as all there are."""
    sizes = {bidder: len(places) for bidder, places in lots_of(histories).items()}
    return Population(len(histories), sizes)


def lots_of(histories: Sequence[LotHistory]) -> dict[str, set[int]]:
    """Return the places in the list of the lots that each bidder registered for."""
    found: dict[str, set[int]] = {}
    for place, history in enumerate(histories):
        for bidder in history.bidders:
            found.setdefault(bidder, set()).add(place)
    return found
