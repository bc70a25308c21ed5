"""Read the inputs of a calculation strictly: whole fen, real days, nothing unknown."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, TypeVar

from app.kernel.calendar import SHANGHAI
from app.kernel.errors import Refusal
from app.kernel.money import MAX_FEN, Money

#: A list longer than this is no worked case but an attack on the server's time.
ROWS_MAX = 50_000
_TEXT_MAX = 100
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?(Z|[+-]\d\d:\d\d)?", re.ASCII)
_EPOCH = date(1990, 1, 1)
_FAR = date(2200, 1, 1)

T = TypeVar("T")


class Inputs:
    """A reader that notes every fault and refuses them all at once in ``done``.

    A faulty field reads as a harmless value, so nothing may be computed before ``done``.
    """

    def __init__(
        self, raw: object, *, prefix: str = "", faults: dict[str, str] | None = None
    ) -> None:
        self._faults: dict[str, str] = {} if faults is None else faults
        self._prefix = prefix
        self._known: set[str] = set()
        self._rows: list[Inputs] = []
        self._raw: Mapping[str, Any] = {}
        if isinstance(raw, Mapping) and all(isinstance(key, str) for key in raw):
            self._raw = raw
        else:
            self._note("", "not_an_object")

    def has(self, name: str) -> bool:
        """Say whether a field was given; null counts as absent."""
        self._known.add(name)
        return self._raw.get(name) is not None

    def either(self, *names: str) -> str:
        """Return which of several names for one field was given; the first one if none was."""
        given = [name for name in names if self.has(name)]
        for name in given[1:]:
            self._note(name, "named_twice")
        return given[0] if given else names[0]

    def fen(self, name: str) -> Money:
        """Read a whole number of fen that must be there."""
        return self._read(name, _fen, Money.ZERO)

    def fen_or_none(self, name: str) -> Money | None:
        """Read a whole number of fen if it was given."""
        return self.fen(name) if self.has(name) else None

    def integer(self, name: str, *, low: int, high: int, default: int | None = None) -> int:
        """Read a whole number within bounds."""
        if default is not None and not self.has(name):
            return default
        return self._read(name, _whole_number(low, high), low)

    def integer_or_none(self, name: str, *, low: int, high: int) -> int | None:
        """Read a whole number within bounds if it was given."""
        return self.integer(name, low=low, high=high) if self.has(name) else None

    def flag(self, name: str) -> bool:
        """Read yes or no; absent is no."""
        if not self.has(name):
            return False

        def yes_or_no(raw: object) -> bool:
            if type(raw) is not bool:
                raise _Fault("not_a_flag")
            return raw

        return self._read(name, yes_or_no, fallback=False)

    def choice(self, name: str, choices: Sequence[str], *, default: str | None = None) -> str:
        """Read one word of a closed list."""
        if default is not None and not self.has(name):
            return default

        def word(raw: object) -> str:
            if not isinstance(raw, str) or raw not in choices:
                raise _Fault("not_a_choice")
            return raw

        return self._read(name, word, choices[0])

    def text(self, name: str, *, default: str | None = None) -> str:
        """Read a short text."""
        if default is not None and not self.has(name):
            return default
        return self._read(name, _text, "")

    def day(self, name: str) -> date:
        """Read a day of the calendar, such as 2026-03-01."""
        return self._read(name, _day, _EPOCH)

    def day_or_none(self, name: str) -> date | None:
        """Read a day of the calendar if it was given."""
        return self.day(name) if self.has(name) else None

    def days_by_name(self, name: str) -> dict[str, date]:
        """Read an object of days by name; absent is empty."""
        table = self._table(name)
        return {key: table.day(key) for key in table.names()}

    def moment(self, name: str) -> datetime:
        """Read a moment with its offset."""
        return self._read(name, _moment, datetime(1990, 1, 1, tzinfo=SHANGHAI))

    def moments(self, name: str) -> list[datetime]:
        """Read a list of moments; absent is empty."""
        return [
            moment
            for row in self._list(name)
            if (moment := self._element(name, row, _moment)) is not None
        ]

    def texts(self, name: str) -> list[str]:
        """Read a list of short texts; absent is empty."""
        return [
            text
            for row in self._list(name)
            if (text := self._element(name, row, _text)) is not None
        ]

    def integers(self, name: str, *, low: int, high: int) -> list[int]:
        """Read a list of whole numbers within bounds; absent is empty."""
        parse = _whole_number(low, high)
        return [
            number
            for row in self._list(name)
            if (number := self._element(name, row, parse)) is not None
        ]

    def tables(self, name: str) -> list["Inputs"]:
        """Read a list of objects, each with its own reader."""
        rows = [
            Inputs(row, prefix=f"{self._prefix}{name}.{index}.", faults=self._faults)
            for index, row in enumerate(self._list(name))
        ]
        self._rows += rows
        return rows

    def amounts(self, name: str) -> dict[str, Money]:
        """Read an object of amounts by name; absent is empty."""
        table = self._table(name)
        return {key: table.fen(key) for key in table.names()}

    def amounts_or_none(self, name: str) -> dict[str, Money | None]:
        """Read an object of amounts by name in which some may be missing (null)."""
        table = self._table(name)
        return {key: table.fen_or_none(key) for key in table.names()}

    def choices(self, name: str, words: Sequence[str]) -> dict[str, str]:
        """Read an object whose values are words of a closed list; absent is empty."""
        table = self._table(name)
        return {key: table.choice(key, words) for key in table.names()}

    def is_object(self, name: str) -> bool:
        """Say whether a field holds an object, where a plain value may stand too."""
        return self.has(name) and isinstance(self._raw[name], Mapping)

    def names(self) -> list[str]:
        """Return the names of the fields that were given."""
        return list(self._raw)

    def fault(self, name: str, code: str) -> None:
        """Note a fault that only the calculation can see."""
        self._note(name, code)

    def done(self) -> None:
        """Refuse the inputs if any fault was noted."""
        self.note_unknown()
        if self._faults:
            raise Refusal("invalid_input", fields=self._faults)

    def note_unknown(self) -> None:
        """Note fields that nobody read: a misspelt field must not pass in silence."""
        for name in self._raw:
            if name not in self._known:
                self._note(name[:_TEXT_MAX], "unknown_field")
        for row in self._rows:
            row.note_unknown()

    def _table(self, name: str) -> "Inputs":
        if not self.has(name):
            return Inputs({})
        raw = self._raw[name]
        if not isinstance(raw, Mapping) or len(raw) > ROWS_MAX:
            self._note(name, "not_an_object")
            return Inputs({})
        return Inputs(raw, prefix=f"{self._prefix}{name}.", faults=self._faults)

    def _list(self, name: str) -> list[Any]:
        if not self.has(name):
            return []
        raw = self._raw[name]
        if not isinstance(raw, list):
            self._note(name, "not_a_list")
            return []
        if len(raw) > ROWS_MAX:
            self._note(name, "too_many")
            return []
        return raw

    def _read(self, name: str, parse: Callable[[object], T], fallback: T) -> T:
        if not self.has(name):
            self._note(name, "required")
            return fallback
        found = self._element(name, self._raw[name], parse)
        return fallback if found is None else found

    def _element(self, name: str, raw: object, parse: Callable[[object], T]) -> T | None:
        try:
            return parse(raw)
        except _Fault as fault:
            self._note(name, fault.code)
        return None

    def _note(self, name: str, code: str) -> None:
        self._faults.setdefault(f"{self._prefix}{name}".rstrip("."), code)


class _Fault(Exception):
    """One field that cannot be read."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def _fen(raw: object) -> Money:
    if type(raw) is not int:
        raise _Fault("not_whole_fen")
    if not 0 <= raw <= MAX_FEN:
        raise _Fault("out_of_range")
    return Money(raw)


def _whole_number(low: int, high: int) -> Callable[[object], int]:
    def parse(raw: object) -> int:
        if type(raw) is not int:
            raise _Fault("not_a_whole_number")
        if not low <= raw <= high:
            raise _Fault("out_of_range")
        return raw

    return parse


def _text(raw: object) -> str:
    if not isinstance(raw, str) or not raw.strip() or len(raw) > _TEXT_MAX:
        raise _Fault("not_a_short_text")
    return raw


def _day(raw: object) -> date:
    if not isinstance(raw, str) or not _DAY.fullmatch(raw):
        raise _Fault("not_a_day")
    try:
        day = date.fromisoformat(raw)
    except ValueError:
        raise _Fault("not_a_day") from None
    if not _EPOCH <= day < _FAR:
        raise _Fault("out_of_range")
    return day


def _moment(raw: object) -> datetime:
    if not isinstance(raw, str) or not _MOMENT.fullmatch(raw):
        raise _Fault("not_a_moment")
    try:
        moment = datetime.fromisoformat(raw)
    except ValueError:
        raise _Fault("not_a_moment") from None
    if moment.tzinfo is None:
        raise _Fault("offset_missing")
    if not _EPOCH <= moment.date() < _FAR:
        raise _Fault("out_of_range")
    return moment
