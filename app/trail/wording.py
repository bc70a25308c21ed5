"""The words of each fact, found when it is shown; nothing stored is translated."""

from collections.abc import Mapping
from typing import Any

from app.trail.models import TrailEntry

WORDING: dict[str, Any] = {}


def register_wording(words: Mapping[str, Any]) -> None:
    """Add the lazily translated sentences of a module's facts."""
    WORDING.update(words)


class _Blank(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return "—"


def sentence(entry: TrailEntry, show: Mapping[str, Any] | None = None) -> str:
    """Return the sentence of a fact; ``show`` overrides how single fields are printed."""
    words = WORDING.get(entry.name)
    if words is None:
        return entry.name
    return str(words) % _Blank({**entry.payload, **(show or {})})
