"""The fields of a calculator's form, and how what a person types becomes inputs."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from app.kernel.errors import BadAmount
from app.kernel.money import Money

#: Longer lists are for programs.
_LINES_MAX = 500


@dataclass(frozen=True)
class FormField:
    """One field of a calculator's form; ``kind`` is one of ui.field, or a list typed in lines."""

    name: str
    label: Any
    kind: str = "money"
    required: bool = True
    hint: Any = ""
    options: tuple[tuple[str, Any], ...] = ()
    #: Long forms fold their fields into sections; fields of none stand above them.
    section: Any = ""

    @property
    def control(self) -> str:
        """The control that ui.field draws."""
        if self.kind in _LISTS:
            return "textarea"
        return "text" if self.kind == "numbers" else self.kind


@dataclass(frozen=True)
class CalculatorForm:
    """What a calculator is called, what it answers, and its fields."""

    group: str
    title: Any
    lead: Any
    fields: tuple[FormField, ...]

    @property
    def sections(self) -> list[tuple[Any, list[FormField]]]:
        """The fields under the headings they fold into, in order."""
        return [
            (heading, list(fields))
            for heading, fields in groupby(self.fields, key=lambda field: field.section)
        ]


def read_form(form: CalculatorForm, typed: Mapping[str, str]) -> dict[str, Any]:
    """Turn what a person typed into the inputs a program would send.

    What cannot be read is passed on as typed, so that the one strict reader refuses it.
    """
    inputs: dict[str, Any] = {}
    for field in form.fields:
        text = typed.get(field.name, "").strip()
        if text:
            inputs[field.name] = _READERS.get(field.kind, str)(text)
    return inputs


def _fen(text: str) -> int | str:
    try:
        return Money.from_yuan_text(text).fen
    except BadAmount:
        return text


def _whole(text: str) -> int | str:
    digits = text.removeprefix("-")
    is_plain = digits.isascii() and digits.isdigit() and len(digits) < 5
    return int(text) if is_plain else text


def _moment(text: str) -> str:
    """Read a moment as Shanghai time; browsers leave zero seconds out."""
    if len(text) == len("2026-04-02T09:57"):
        text += ":00"
    has_offset = text.endswith("Z") or text[-6:-5] in ("+", "-")
    return text if has_offset else f"{text}+08:00"


def _lines(text: str) -> list[list[str]]:
    """Split lines into words; full-width commas and spaces part words too."""
    rows = (line.replace("，", " ").split() for line in text.splitlines())
    return [row for row in rows if row][: _LINES_MAX + 1]


def _moments(text: str) -> list[str]:
    return [_moment("T".join(row)) for row in _lines(text)]


def _bids(text: str) -> list[dict[str, Any]]:
    bids: list[dict[str, Any]] = []
    for row in _lines(text):
        bid: dict[str, Any] = dict(zip(("code", "amount_fen", "t"), row, strict=False))
        if "amount_fen" in bid:
            bid["amount_fen"] = _fen(bid["amount_fen"])
        if len(row) > len(bid):
            bid["priority_rank"] = _whole(row[3])
        bids.append(bid)
    return bids


def _claims(text: str) -> dict[str, Any]:
    return {row[0]: _fen(row[1]) if len(row) > 1 else "" for row in _lines(text)}


def _prices(text: str) -> dict[str, Any]:
    """Read names with amounts; a name alone has none yet."""
    return {row[0]: _fen(row[1]) if len(row) > 1 else None for row in _lines(text)}


def _names(text: str) -> list[str]:
    return [word for row in _lines(text) for word in row]


def _numbers(text: str) -> list[int | str]:
    return [_whole(word) for word in _names(text.replace("、", " "))]


def _days(text: str) -> str | dict[str, str]:
    """Read one day, or names with a day each."""
    rows = _lines(text)
    if len(rows) == 1 and len(rows[0]) == 1:
        return rows[0][0]
    return {row[0]: row[1] if len(row) > 1 else "" for row in rows}


_LISTS = frozenset({"moments", "bids", "claims", "prices", "names", "days"})
_READERS: dict[str, Callable[[str], Any]] = {
    "money": _fen,
    "number": _whole,
    "checkbox": lambda _text: True,
    "datetime-local": _moment,
    "moments": _moments,
    "bids": _bids,
    "claims": _claims,
    "prices": _prices,
    "names": _names,
    "numbers": _numbers,
    "days": _days,
}
