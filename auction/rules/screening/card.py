"""The points card: how much each signal is worth, from where on a court is told, and why so."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from auction.rules.screening.limits import written
from auction.rules.screening.pairs import FLOORS, SCREEN_OF

#: Signals of different screens that a finding shows at least (P92).
SCREENS_MIN = 2


@dataclass(frozen=True)
class Term:
    """What one signal adds."""

    signal: str
    value: float
    points: float


@dataclass(frozen=True)
class Card:
    """One version of one card; weights are points for each unit of a signal."""

    version: str
    weights: Mapping[str, int]
    threshold: float

    def terms(self, values: Mapping[str, float]) -> tuple[Term, ...]:
        """Return what each signal that is there adds, the greatest first."""
        found = (
            Term(signal, values[signal], round(weight * values[signal], 1))
            for signal, weight in self.weights.items()
            if values.get(signal)
        )
        return tuple(sorted(found, key=lambda term: -term.points))

    def points(self, values: Mapping[str, float]) -> float:
        """Add up a card."""
        return round(sum(weight * values.get(name, 0) for name, weight in self.weights.items()), 1)


def screens_of(values: Mapping[str, float]) -> frozenset[str]:
    """Return the screens whose signals are there in earnest."""
    return frozenset(
        screen for signal, screen in SCREEN_OF.items() if values[signal] >= FLOORS.get(signal, 1)
    )


def is_finding(card: Card, values: Mapping[str, float]) -> bool:
    """Say whether two bidders are told of: enough points, from two screens at least (P92)."""
    return card.points(values) >= card.threshold and len(screens_of(values)) >= SCREENS_MIN


@lru_cache(maxsize=8)
def card_of(kind: str) -> Card:
    """Return the card in force of a kind: rings, pushers, shill."""
    read = written()[kind]
    return Card(read["version"], read["weights"], read["threshold"])
