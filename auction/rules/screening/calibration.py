"""Which threshold a card would want on the lots at hand: counted, proposed, never adopted (P95)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

#: Share of lots nobody found anything about that may be flagged, and lots below which none is
#: proposed: thresholds do not travel, and few lots tell none.
FALSE_LOTS = 0.01
LOTS_MIN = 100
STEP = 10


@dataclass(frozen=True)
class ScoredPair:
    """Two bidders with signals of two screens: their points and the lots they share."""

    points: float
    lots: frozenset[str]


@dataclass(frozen=True)
class Level:
    """What one threshold would flag."""

    threshold: float
    pairs: int
    lots: int
    #: Of those lots, without the ones a judge found something founded about.
    doubtful_rate: float


def levels(
    pairs: Sequence[ScoredPair], *, lots: int, founded: Collection[str], threshold: float
) -> list[Level]:
    """Return what thresholds around the one in force would flag, the lowest first."""
    start = max(STEP, int(threshold) - 5 * STEP)
    return [
        _level(pairs, lots=lots, founded=founded, threshold=limit)
        for limit in range(start, int(threshold) + 6 * STEP, STEP)
    ]


def _level(
    pairs: Sequence[ScoredPair], *, lots: int, founded: Collection[str], threshold: float
) -> Level:
    flagged = [pair for pair in pairs if pair.points >= threshold]
    found = {lot for pair in flagged for lot in pair.lots}
    others = max(1, lots - len(set(founded)))
    return Level(
        float(threshold), len(flagged), len(found), round(len(found - set(founded)) / others, 4)
    )


def proposed(found: Sequence[Level], *, lots: int) -> float | None:
    """Return the lowest threshold that flags few enough lots; None where too few lots ended."""
    if lots < LOTS_MIN:
        return None
    return next((level.threshold for level in found if level.doubtful_rate <= FALSE_LOTS), None)
