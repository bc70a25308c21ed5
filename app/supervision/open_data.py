"""Which tables are handed out as open data: modules add theirs, a catalogue lists them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

#: Not law: what is handed out may be used freely with its source and time named (P99).
LICENCE = "明槌平台规则 P99"


@dataclass(frozen=True)
class Column:
    """One column of a table: its name in the file and what exactly it holds."""

    name: str
    definition: Any
    unit: str = ""


@dataclass(frozen=True)
class Dataset:
    """One table of open data."""

    name: str
    title: Any
    #: Where it is read, without the address of the site.
    path: str
    #: Asked when they are listed: words are in the reader's language then.
    columns: Callable[[], Sequence[Column]]


_DATASETS: dict[str, Dataset] = {}


def add_dataset(dataset: Dataset) -> None:
    """Let a module hand a table out; one name is one table."""
    if _DATASETS.setdefault(dataset.name, dataset) != dataset:
        msg = f"open data {dataset.name} is there twice"
        raise ValueError(msg)


def datasets() -> list[Dataset]:
    """Return every table of open data by its name."""
    return [_DATASETS[name] for name in sorted(_DATASETS)]
