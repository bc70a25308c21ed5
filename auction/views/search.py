"""What the list of lots is asked for, and what it offers to choose from."""

from collections.abc import Mapping, Sequence
from typing import Any

from auction import messages, queries
from registry import facade as registry
from registry.vocabulary import AssetNature

#: The filters behind the fold of a small screen; words stand before it, the order narrows nothing.
NARROWING = (
    "state",
    "category",
    "court",
    "region",
    "min_price",
    "max_price",
    "ends_within_days",
)


def filter_of(given: Mapping[str, Any]) -> queries.LotFilter:
    """Return what a schema of the list has read as a filter."""
    return queries.LotFilter(
        phase=given["state"],
        nature=given["category"],
        court=given["court"],
        region=given["region"],
        q=given["q"],
        min_price=given["min_price"],
        max_price=given["max_price"],
        ends_within_days=given["ends_within_days"],
        order=given["sort"],
    )


def count_narrowing(given: Mapping[str, Any]) -> int:
    """Return how many filters are at work."""
    return sum(given[name] not in (None, "") for name in NARROWING)


def courts_to_choose() -> Sequence[tuple[str, str]]:
    """Return code and name of the courts that have announced lots."""
    courts = registry.list_courts()
    shown = queries.courts_with_lots([court.code for court in courts])
    return [(court.code, court.name) for court in courts if court.code in shown]


def natures_with_counts() -> list[tuple[AssetNature, str, int]]:
    """Return the categories that have lots, with how many."""
    counts = queries.count_by_nature()
    return [
        (nature, str(words), counts[nature])
        for nature, words in messages.NATURES.items()
        if counts.get(nature)
    ]
