"""Layouts of CSV statements: declared in one YAML file each, so that a bank is added without code.

Headings are compared without spaces and width; the first layout whose needed headings all stand
in one of the first lines of a file is its layout.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

#: Columns a layout may name; `amount` is signed or goes with `mark`, else `in` and `out`. `time`
#: stands beside `day`; `reference` is the bank's column for what the payer refers to.
COLUMNS = frozenset(
    (
        *("day", "time", "moment", "value_on", "amount", "in", "out", "mark", "balance"),
        *("serial", "name", "account", "memo", "reference", "summary", "currency"),
        *("own_account", "sub_account"),
    )
)
#: What may stand above the headings or below the lines, as label and value.
NOTES = frozenset({"account", "opening", "closing", "first_on", "last_on", "currency"})
_FOLDER = Path(__file__).with_name("layouts")


@dataclass(frozen=True)
class Layout:
    """How one bank writes its statement."""

    name: str
    #: Our column -> the headings it goes by.
    columns: Mapping[str, tuple[str, ...]]
    #: Our note -> the labels it goes by.
    notes: Mapping[str, tuple[str, ...]]
    day_formats: tuple[str, ...]
    moment_formats: tuple[str, ...]
    encodings: tuple[str, ...]
    #: Words of the mark that say money came in, or went out.
    marks_in: frozenset[str]
    marks_out: frozenset[str]
    is_newest_first: bool
    #: Headings that only this layout has; without them it is another.
    needs: frozenset[str] = frozenset()
    #: Nature -> words of the bank's own summary that say so.
    natures: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def places(self, headings: Sequence[str]) -> dict[str, int] | None:
        """Return where each column stands, or nothing if this is not the layout."""
        given = [plain_heading(text) for text in headings]
        if not self.needs <= set(given):
            return None
        found = {
            column: given.index(name)
            for column, names in self.columns.items()
            for name in names
            if name in given
        }
        has_amount = "amount" in found or {"in", "out"} <= found.keys()
        has_mark = "mark" not in self.columns or "mark" in found
        has_day = "day" in found or "moment" in found
        return found if has_amount and has_mark and has_day and "balance" in found else None


def plain_heading(text: str) -> str:
    """Return a heading as it is compared: one width, no spaces, colons or byte order mark."""
    plain = unicodedata.normalize("NFKC", text.removeprefix("\ufeff"))
    return re.sub(r"[\s:'\"=]", "", plain).casefold()


@lru_cache(maxsize=1)
def layouts() -> tuple[Layout, ...]:
    """Return every declared layout, by name."""
    return tuple(_read(path) for path in sorted(_FOLDER.glob("*.yaml")))


def layout_named(name: str) -> Layout:
    """Return a layout by its name; raises KeyError."""
    return {layout.name: layout for layout in layouts()}[name]


def _read(path: Path) -> Layout:
    told: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    columns, notes = _names(told["columns"]), _names(told.get("notes", {}))
    unknown = (columns.keys() - COLUMNS) | (notes.keys() - NOTES)
    if unknown:
        raise ValueError(f"{path.name}: no such column or note: {sorted(unknown)}")
    return Layout(
        name=path.stem,
        columns=columns,
        notes=notes,
        day_formats=tuple(told["day_formats"]),
        moment_formats=tuple(told.get("moment_formats", ())),
        encodings=tuple(told.get("encodings", ("utf-8-sig", "gb18030"))),
        marks_in=frozenset(told.get("marks_in", ())),
        marks_out=frozenset(told.get("marks_out", ())),
        is_newest_first=bool(told.get("is_newest_first", False)),
        needs=frozenset(plain_heading(name) for name in told.get("needs", ())),
        natures={kind: tuple(words) for kind, words in told.get("natures", {}).items()},
    )


def _names(told: Mapping[str, Sequence[str]]) -> dict[str, tuple[str, ...]]:
    return {key: tuple(plain_heading(name) for name in names) for key, names in told.items()}
