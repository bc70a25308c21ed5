"""The worked cases of the ranking, and evidence made up for tests of scores."""

import csv
import json
import os
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from registry.rules.scoring.tally import Event
from registry.vocabulary import EvidenceKind
from tests.support.cases import REAL_DATA

_FILE = Path(__file__).parents[1] / "data" / "ranking_cases.json"
ON = date(2026, 3, 2)


def ranking_case(case_id: str) -> dict[str, Any]:
    """Return one worked case by its id."""
    cases: list[dict[str, Any]] = json.loads(_FILE.read_text(encoding="utf-8"))["cases"]
    (found,) = [case for case in cases if case["id"] == case_id]
    return found


def ranking_case_ids() -> list[str]:
    """Return the ids of all worked cases."""
    cases = json.loads(_FILE.read_text(encoding="utf-8"))["cases"]
    return [case["id"] for case in cases]


def real_sales() -> list[dict[str, str]]:
    """Return real court auctions; absent they are a failure in CI, a skip elsewhere."""
    path = REAL_DATA / "court_auctions_kr.csv"
    if not path.exists():
        if os.environ.get("CI") == "true":
            pytest.fail(f"{path.name} must be beside the repository")
        pytest.skip(f"{path.name} is not beside the repository")
    with path.open(encoding="utf-8", newline="") as source:
        return list(csv.DictReader(source))


class EventMaker:
    """Makes events one after another, all of one day unless told otherwise."""

    def __init__(self) -> None:
        self._last = 0

    def verdicts(
        self, kind: EvidenceKind, good: int, among: int, *, on: date = ON, rater: str = ""
    ) -> Iterator[Event]:
        """Make so many good ones among so many; each by another rater unless one is named."""
        for index in range(among):
            self._last += 1
            name = rater or f"rater-{self._last}"
            yield Event(self._last, kind, index < good, on, rater=name)

    def sale(
        self, appraised: int, paid: int | None, *, reserve: int = 0, on: date = ON, city: str = ""
    ) -> Event:
        """Make a sale appraised on the day it ended."""
        self._last += 1
        measure = {
            "appraised": str(appraised),
            "price": None if paid is None else str(paid),
            "reserve": str(reserve) if reserve else None,
            "appraised_on": on.isoformat(),
            "ended_on": on.isoformat(),
            "region_code": city,
            "nature": "housing",
            "failed_rounds": 0,
        }
        return Event(self._last, EvidenceKind.SALE, None, on, measure)


def in_three(found: Mapping[str, int], code: str) -> float:
    """Return how likely a ticket is among the first three, by every order that leads there."""
    own, others = found[code], [weight for name, weight in found.items() if name != code]
    total = own + sum(others)
    first = own / total
    second = third = 0.0
    for a, one in enumerate(others):
        before = one / total
        second += before * own / (total - one)
        third += sum(
            before * two / (total - one) * own / (total - one - two)
            for b, two in enumerate(others)
            if b != a
        )
    return first + second + third
