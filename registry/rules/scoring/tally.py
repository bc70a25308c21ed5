"""Evidence as the score reads it, and how it is counted: aged, capped per rater, offset."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from registry.rules.market import Sale, read_sale
from registry.rules.scoring.bayes import Counts, Prior, decay, decayed, rounded
from registry.vocabulary import EvidenceKind

#: Policy: a hard kind of work is taken at half its word at this many observations.
DIFFICULTY_STRENGTH = 20.0


@dataclass(frozen=True, slots=True)
class Event:
    """One piece of evidence as the score reads it."""

    id: int
    kind: EvidenceKind
    is_good: bool | None
    on: date
    measure: Mapping[str, Any] | None = None
    rater: str = ""


def by_kind(events: Iterable[Event]) -> dict[EvidenceKind, list[Event]]:
    """Sort evidence by what it is."""
    found: dict[EvidenceKind, list[Event]] = defaultdict(list)
    for event in events:
        found[event.kind].append(event)
    return found


def kept_ratings(
    events: Iterable[Event], per_rater: int, window_days: int = 365
) -> Iterator[Event]:
    """Yield the newest few of each rater in any window, and all that nobody in particular rated.

    One account may not outvote the rest; a newer opinion stands for an older one (R16).
    """
    events = list(events)
    if not any(event.rater for event in events):
        yield from events
        return
    kept: dict[str, list[date]] = defaultdict(list)
    for event in sorted(events, key=lambda event: (event.on, event.id), reverse=True):
        if event.rater:
            newer = kept[event.rater]
            if sum((day - event.on).days < window_days for day in newer) >= per_rater:
                continue
            newer.append(event.on)
        yield event


def difficulty_cell(event: Event) -> str:
    """Name the kind of work a due date was kept or missed in: nature and size of the value.

    Empty where the evidence does not say; then nothing is offset.
    """
    measure = event.measure or {}
    nature, value = measure.get("nature"), measure.get("value")
    if not nature or not value:
        return ""
    # Ten times the value is another kind of work; below a million yuan all is alike.
    return f"{nature}|{max(len(str(int(value))) - 9, 0)}"


def count_events(
    events: Iterable[Event],
    on: date,
    *,
    half_life: int,
    hardness: Mapping[str, float] | None = None,
    mean: float = 0.0,
) -> Counts:
    """Count verdicts, each weighed by its age.

    With ``hardness`` an outcome is measured against what the panel does in the same kind of work:
    whoever takes the hard ones is not held to the easy ones' rate. Good ones never exceed all.
    """
    counts = decayed(
        (
            decay((on - event.on).days, half_life),
            (1.0 if event.is_good else 0.0) + (_offset(event, hardness, mean) if hardness else 0.0),
        )
        for event in events
    )
    return Counts(min(max(counts.good, 0.0), counts.all), counts.all)


def _offset(event: Event, hardness: Mapping[str, float], mean: float) -> float:
    cell = difficulty_cell(event)
    return mean - hardness[cell] if cell in hardness else 0.0


def hardness_of(events: Iterable[Event], prior: Prior) -> dict[str, float]:
    """Return the panel's share kept in each kind of work, drawn toward its mean."""
    all_of, kept = Counter[str](), Counter[str]()
    for event in events:
        if cell := difficulty_cell(event):
            all_of[cell] += 1
            kept[cell] += bool(event.is_good)
    return {
        cell: rounded(
            (kept[cell] + DIFFICULTY_STRENGTH * prior.mean) / (all_of[cell] + DIFFICULTY_STRENGTH)
        )
        for cell in sorted(all_of)
    }


def sales_of(events: Iterable[Event], on: date, half_life: int) -> list[tuple[float, Sale]]:
    """Return the lots of sales, each with what it still weighs."""
    found: Sequence[tuple[float, Sale | None]] = [
        (decay((on - event.on).days, half_life), read_sale(event.measure))
        for event in events
        if event.measure is not None
    ]
    return [(weight, sale) for weight, sale in found if sale is not None]
