"""Judge one row of the list: what it says, what is wrong with it, what it would change; pure."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Any

from app.kernel.calendar import months_after
from app.lawbook import rules as lawbook
from registry.rules import list_cells as cells
from registry.rules.list_cells import Cell, Fault, shown
from registry.rules.list_columns import REQUIRED
from registry.vocabulary import AgencyKind, ListColumn, RowFault, RowOutcome, Standing

C, F = ListColumn, RowFault

#: How the list says that an agency stands on it, or that the Supreme Court took it off.
LISTED_WORDS = ("", "在册", "正常", "listed")
REMOVED_WORDS = ("除名", "已除名", "removed")
#: What a row of removal must say; the rest of it is not looked at.
REMOVAL_COLUMNS = (C.CODE, C.NAME, C.REMOVED_ON, C.BASIS)
#: As long as the columns of the agency's own table.
LENGTHS = {
    C.NAME: 120,
    C.LICENCE_NO: 60,
    C.LEGAL_REPRESENTATIVE: 60,
    C.ADDRESS: 160,
    C.PHONE: 40,
    C.CONTROLLER_NAME: 120,
    C.BASIS: 120,
}


@dataclass(frozen=True)
class Frame:
    """What every row of one file is judged against."""

    kind: AgencyKind
    #: First digits of the places the file is about.
    region: str
    today: date


@dataclass(frozen=True)
class RowNote:
    """A fault with the column it stands in."""

    column: ListColumn | None
    code: RowFault
    value: str = ""
    figures: Mapping[str, str | int] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        """Return the fault as it is kept with its row."""
        return {
            "column": str(self.column) if self.column else None,
            "code": str(self.code),
            "value": self.value,
            **self.figures,
        }


@dataclass(frozen=True)
class CheckedRow:
    """One row by itself: its values where they are good, its faults where they are not."""

    line: int
    #: Empty where the row shows no valid code.
    code: str | None
    name: str
    licence_no: str | None
    values: dict[str, Any]
    faults: tuple[RowNote, ...] = ()
    is_removal: bool = False


@dataclass(frozen=True)
class Known:
    """An agency as the books have it, to compare a row with."""

    code: str
    name: str
    kind: AgencyKind
    standing: Standing
    standing_until: date | None
    left_on: date | None
    values: Mapping[str, Any]


@dataclass(frozen=True)
class Verdict:
    """What applying would do with a row."""

    outcome: RowOutcome
    faults: tuple[RowNote, ...] = ()
    changes: Mapping[str, list[Any]] = field(default_factory=dict)


def check_row(line: int, given: Mapping[ListColumn, Cell], frame: Frame) -> CheckedRow:
    """Read every cell of a row; one bad cell does not hide the next."""
    reader = _Reader(given, frame)
    if reader.is_removal():
        reader.read_removal()
    else:
        reader.read_listed()
    values = reader.values
    # Kept even beside faults: an agency with a bad row is in the file and does not leave.
    name = values.get(C.NAME) or shown(given.get(C.NAME, Cell("")).text.strip())
    return CheckedRow(
        line,
        values.get(C.CODE),
        name,
        values.get(C.LICENCE_NO) or None,
        {} if reader.faults else {str(column): value for column, value in values.items()},
        tuple(reader.faults),
        is_removal=reader.removal,
    )


class _Reader:
    """Collect the values and the faults of one row."""

    def __init__(self, given: Mapping[ListColumn, Cell], frame: Frame) -> None:
        self.given, self.frame = given, frame
        self.values: dict[ListColumn, Any] = {}
        self.faults: list[RowNote] = []
        self.removal = False

    def is_removal(self) -> bool:
        """Say whether the row tells of a removal; an unknown word is a fault of its own."""
        word = self._take(C.STATUS, lambda cell: cells.read_text(cell, 20), keep=False) or ""
        self.removal = word in REMOVED_WORDS
        if not self.removal and word not in LISTED_WORDS:
            self.faults.append(RowNote(C.STATUS, F.BAD_STATUS, word))
        return self.removal

    def read_removal(self) -> None:
        self._need(REMOVAL_COLUMNS)
        self._take(C.CODE, cells.read_code)
        self._take_text(C.NAME, C.BASIS)
        removed_on = self._take(C.REMOVED_ON, cells.read_date, keep=False)
        if removed_on is not None:
            if removed_on > self.frame.today:
                self._fault(C.REMOVED_ON, Fault(F.REMOVED_IN_FUTURE, removed_on.isoformat()))
            self.values[C.REMOVED_ON] = removed_on.isoformat()

    def read_listed(self) -> None:
        self._need(REQUIRED)
        self._take(C.CODE, cells.read_code)
        self._take_text(
            C.NAME, C.LICENCE_NO, C.LEGAL_REPRESENTATIVE, C.ADDRESS, C.PHONE, C.CONTROLLER_NAME
        )
        fields = self._take(C.FIELDS, lambda cell: cells.read_fields(cell, self.frame.kind))
        self._take(C.REGIONS, lambda cell: cells.read_regions(cell, self.frame.region))
        self._take(C.GRADE, cells.read_grade)
        if fields:
            self._take(C.APPRAISERS, lambda cell: cells.read_counts(cell, fields))
        expires_on = self._take(C.LICENCE_EXPIRES_ON, cells.read_date, keep=False)
        if expires_on is not None:
            if expires_on < self.frame.today:
                self._fault(C.LICENCE_EXPIRES_ON, Fault(F.LICENCE_EXPIRED, expires_on.isoformat()))
            self.values[C.LICENCE_EXPIRES_ON] = expires_on.isoformat()
        if C.CONTROLLER_CODE in self.given:
            self.values[C.CONTROLLER_CODE] = None
            self._take(C.CONTROLLER_CODE, cells.read_code)
        if C.SHAREHOLDERS in self.given:
            self.values[C.SHAREHOLDERS] = []
            self._take(C.SHAREHOLDERS, cells.read_holders)

    def _need(self, columns: tuple[ListColumn, ...]) -> None:
        for column in columns:
            if not self.given.get(column, Cell("")).text.strip():
                self._fault(column, Fault(F.MISSING))

    def _take_text(self, *columns: ListColumn) -> None:
        for column in columns:
            if column in self.given:
                self.values[column] = ""
                self._take(column, partial(cells.read_text, length=LENGTHS[column]))

    def _take(
        self, column: ListColumn, read: Callable[[Cell], Any], *, keep: bool = True
    ) -> Any | None:
        cell = self.given.get(column)
        if cell is None or not (cell.is_formula or cell.text.strip()):
            return None
        try:
            value = read(cell)
        except Fault as fault:
            self._fault(column, fault)
            return None
        if keep:
            self.values[column] = value
        return value

    def _fault(self, column: ListColumn, fault: Fault) -> None:
        self.faults.append(RowNote(column, fault.code, fault.value, fault.figures))


def compare(
    row: CheckedRow,
    known: Known | None,
    *,
    frame: Frame,
    holder: tuple[str, str] | None = None,
    is_confirmed: bool = False,
) -> Verdict:
    """Say what a row would do to the list as it stands now.

    ``holder`` is the code and name of another agency that has the same licence number.
    """
    faults = list(row.faults)
    if known is not None and not faults:
        faults += _conflicts(row, known, frame.kind, is_confirmed=is_confirmed)
    if holder is not None and not row.is_removal and not row.faults:
        figures = {"other_code": holder[0], "other": holder[1]}
        faults.append(RowNote(C.LICENCE_NO, F.LICENCE_TAKEN, row.licence_no or "", figures))
    if faults:
        return Verdict(RowOutcome.FAULTY, tuple(faults))
    if row.is_removal:
        return _removal(row, known, frame.today)
    if known is None:
        return Verdict(RowOutcome.NEW)
    changes = {
        key: [known.values[key], value]
        for key, value in row.values.items()
        if known.values[key] != value
    }
    if known.left_on is not None:
        changes["left_on"] = [known.left_on.isoformat(), None]
        return Verdict(RowOutcome.RETURNED, (), changes)
    return Verdict(RowOutcome.CHANGED if changes else RowOutcome.UNCHANGED, (), changes)


def _conflicts(
    row: CheckedRow, known: Known, kind: AgencyKind, *, is_confirmed: bool
) -> list[RowNote]:
    if known.kind is not kind:
        return [RowNote(C.CODE, F.OTHER_KIND, known.code, {"kind": str(known.kind)})]
    if row.name != known.name and not is_confirmed:
        return [RowNote(C.NAME, F.NAME_CONFLICT, row.name, {"listed": known.name})]
    return []


def removal_end(removed_on: date, today: date) -> date:
    """Return the last day of a removal, by the rule of today (法释〔2018〕15号 art. 15)."""
    return months_after(removed_on, 12 * lawbook.number("delisted_years", on=today))


def _removal(row: CheckedRow, known: Known | None, today: date) -> Verdict:
    until = removal_end(date.fromisoformat(row.values[C.REMOVED_ON]), today)
    is_over = until < today
    is_known = (
        known is not None
        and known.standing is Standing.DELISTED
        and known.standing_until is not None
        and known.standing_until >= until
    )
    if is_over or is_known:
        return Verdict(RowOutcome.UNCHANGED)
    was = str(known.standing) if known else None
    change = {"standing": [was, str(Standing.DELISTED)], "until": [None, until.isoformat()]}
    return Verdict(RowOutcome.REMOVED, (), change)
