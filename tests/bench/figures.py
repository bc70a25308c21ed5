"""A measured figure and what it is held against."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """One line of the bench; ``limit`` is the least it must be, where one is set."""

    name: str
    value: float
    unit: str
    limit: float | None = None

    @property
    def is_held(self) -> bool:
        """Whether the figure keeps its limit."""
        return self.limit is None or self.value >= self.limit

    def __str__(self) -> str:
        bound = "" if self.limit is None else f"  (hold >= {self.limit:g})"
        mark = "ok " if self.is_held else "LOW"
        return f"{mark} {self.name:<58} {self.value:10.2f} {self.unit}{bound}"


def quantile(values: Sequence[float], share: float) -> float:
    """Return the value below which a share of the values lies."""
    ordered = sorted(values)
    return ordered[min(int(len(ordered) * share), len(ordered) - 1)]
