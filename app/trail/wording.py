"""The words of each fact, found when it is shown; nothing stored is translated."""

import re
from collections.abc import Mapping
from typing import Any

from app.kernel.calendar import SHANGHAI
from app.kernel.facts import parse_stamp
from app.kernel.money import Money
from app.trail.models import TrailEntry

_STAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", re.ASCII)
#: A numbered place in a case, such as applicant/1; its kind is worded as `kind.applicant`.
_KEYED = re.compile(r"([a-z_]+)/([A-Za-z0-9_.-]+)", re.ASCII)
_FEN = re.compile(r"0|[1-9][0-9]{0,14}", re.ASCII)
#: Endings of field names that carry money, always as a string of fen.
_MONEY_ENDINGS = (
    "price",
    "amount",
    "fee",
    "deposit",
    "step",
    "value",
    "total",
    "balance",
    "refund",
    "due",
    "fen",
)

WORDING: dict[str, Any] = {}
#: The words of the codes of refusals, for facts that record one.
CODES: dict[str, Any] = {}


def register_wording(words: Mapping[str, Any]) -> None:
    """Add the lazily translated sentences of a module's facts."""
    WORDING.update(words)


def register_codes(words: Mapping[str, tuple[Any, Any]]) -> None:
    """Add a module's codes of refusals; of title and detail the title is shown."""
    CODES.update({code: title for code, (title, _detail) in words.items()})


def printed(name: str, value: Any) -> Any:
    """Return a field as people read it: Shanghai time, yuan, a list in words."""
    if isinstance(value, list):
        return "、".join(str(printed(name, item)) for item in value)
    if not isinstance(value, str):
        return value
    if name == "code":
        return str(CODES.get(value, value))
    if name == "purpose":
        return _printed_purpose(value)
    return _printed_text(name, value)


def _printed_purpose(value: str) -> str:
    """Return what something was read for: a code of ours in words, with its number; else as is."""
    code, _slash, number = value.partition("/")
    words = WORDING.get(f"purpose.{code}")
    return f"{words} {number}".rstrip() if words else value


def _printed_text(name: str, value: str) -> str:
    keyed = _KEYED.fullmatch(value)
    if keyed and f"kind.{keyed[1]}" in WORDING:
        return f"{WORDING[f'kind.{keyed[1]}']} {keyed[2]}"
    if _STAMP.fullmatch(value):
        return f"{parse_stamp(value).astimezone(SHANGHAI):%Y-%m-%d %H:%M:%S}"
    if name.endswith(_MONEY_ENDINGS) and _FEN.fullmatch(value):
        return f"¥{Money.parse(value).yuan}"
    return value


class _Blank(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return "—"


def sentence(entry: TrailEntry, show: Mapping[str, Any] | None = None) -> str:
    """Return the sentence of a fact; ``show`` overrides how single fields are printed."""
    words = WORDING.get(entry.name)
    if words is None:
        return entry.name
    return str(words) % _Blank(
        {
            **{name: printed(name, value) for name, value in entry.payload.items()},
            **(show or {}),
        }
    )
