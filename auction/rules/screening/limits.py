"""The file of cards and limits: from which numbers on a court is told, in versions (P94, P95)."""

import json
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Any


@lru_cache(maxsize=1)
def written() -> Mapping[str, Any]:
    """Return the file of cards as it is kept beside this module."""
    text = files("auction.rules.screening").joinpath("cards.json").read_text(encoding="utf-8")
    read: Mapping[str, Any] = json.loads(text)
    return read


def limit(name: str) -> float:
    """Return a number of the rules without a card; raises KeyError for one that nobody wrote."""
    found: float = written()["rules"]["limits"][name]
    return found


def rules_version() -> str:
    """Return the version of those numbers, which each finding of theirs keeps."""
    version: str = written()["rules"]["version"]
    return version
