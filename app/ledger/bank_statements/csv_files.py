"""Read a CSV statement line by line by its declared layout; formulas in cells stay text."""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import pairwise

from app.kernel.calendar import SHANGHAI
from app.kernel.errors import BadAmount
from app.kernel.money import Money
from app.ledger.bank_statements.cells import (
    account_of,
    amount_of,
    currency_of,
    day_of,
    money_of,
    serial_of,
    text_of,
)
from app.ledger.bank_statements.encodings import encoding_of
from app.ledger.bank_statements.layout import Layout, layouts, plain_heading
from app.ledger.bank_statements.values import (
    CURRENCY,
    ParsedLine,
    ParsedStatement,
    StatementRefused,
)
from app.ledger.reconciliation_words import Direction, Nature

#: The headings stand within the first lines; what is above them are labels and values.
HEAD_ROWS = 30
_DELIMITERS = (",", "\t", ";")


def open_csv(content: bytes) -> ParsedStatement:
    """Open a CSV statement and read its head; its lines are read as they are asked for.

    Raises StatementRefused, also while the lines are read.
    """
    encoding = encoding_of(content)
    for delimiter in _DELIMITERS:
        rows = _rows(content, encoding, delimiter)
        above: list[Sequence[str]] = []
        for number, cells in rows:
            found = _layout_of(cells, encoding)
            if found is not None:
                reading = _Reading(found[0], found[1])
                for row, below in zip(above, [*above[1:], []], strict=True):
                    if not reading.note_under(row, below):
                        reading.note(row)
                return reading.statement(rows)
            above.append(cells)
            if number >= HEAD_ROWS:
                break
    raise StatementRefused("statement_unknown_layout")


def _layout_of(cells: Sequence[str], encoding: str) -> tuple[Layout, dict[str, int]] | None:
    matches = [
        (layout, places)
        for layout in layouts()
        if encoding in layout.encodings and (places := layout.places(cells)) is not None
    ]
    # Where two layouts fit, the one that needs and knows more of the headings is meant.
    return max(matches, key=lambda match: (len(match[0].needs), len(match[1])), default=None)


def _rows(content: bytes, encoding: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    stream = io.TextIOWrapper(io.BytesIO(content), encoding=encoding, newline="")
    reader = csv.reader(stream, delimiter=delimiter, strict=True)
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield reader.line_num, cells
    except csv.Error:
        raise StatementRefused("statement_broken_rows", line=reader.line_num) from None


@dataclass
class _Reading:
    """How far a file was read: its notes, and the balance each line must lead to."""

    layout: Layout
    places: dict[str, int]
    notes: dict[str, str] = field(default_factory=dict)
    before: Money | None = None
    last: ParsedLine | None = None

    def note(self, cells: Sequence[str]) -> bool:
        """Keep labels and values that stand outside the table; say whether there were some."""
        pieces: list[str] = []
        for cell in cells:
            pieces += cell.replace("：", ":").split(":", 1) if _is_pair(cell) else [cell]
        pieces = [piece for piece in pieces if piece.strip()]
        known = False
        for label, value in pairwise(pieces):
            for note, names in self.layout.notes.items():
                if plain_heading(label) in names and text_of(value):
                    self.notes.setdefault(note, text_of(value))
                    known = True
        return known

    def note_under(self, labels: Sequence[str], values: Sequence[str]) -> bool:
        """Keep values that stand below their labels; say whether these were such labels."""
        named = [
            {note for note, names in self.layout.notes.items() if plain_heading(label) in names}
            for label in labels
        ]
        # Beside its value a label never has a label for its neighbor.
        if not any(one and other for one, other in pairwise(named)):
            return False
        for notes, value in zip(named, values, strict=False):
            for note in notes:
                self.notes.setdefault(note, text_of(value))
        return True

    def statement(self, rows: Iterator[tuple[int, list[str]]]) -> ParsedStatement:
        """Return the open statement."""
        currency = currency_of(self.notes.get("currency", ""))
        opened = ParsedStatement(
            form=f"csv:{self.layout.name}",
            account=account_of(self.notes.get("account", "")),
            currency=currency,
            opening=self._money("opening"),
            closing=self._money("closing"),
            lines=iter(()),
        )
        opened.lines = self._lines(rows, opened)
        return opened

    def _money(self, note: str) -> Money | None:
        return money_of(self.notes[note], place=1) if note in self.notes else None

    def _day(self, note: str) -> date | None:
        if note not in self.notes:
            return None
        return day_of(self.notes[note], self.layout.day_formats, place=1)[0]

    def _only_day(self) -> date | None:
        """Return the day of a statement of one day: what the bank booked late belongs to it too."""
        first, last = self._day("first_on"), self._day("last_on")
        return first if first == last else None

    def _lines(
        self, rows: Iterator[tuple[int, list[str]]], opened: ParsedStatement
    ) -> Iterator[ParsedLine]:
        first: ParsedLine | None = None
        for place, cells in rows:
            if not self._cell(cells, "day") and not self._cell(cells, "moment"):
                self.note(cells)
                continue
            if self._is_below(cells):
                continue
            line = self._line(place, cells, opened)
            self._follow(line)
            first, self.last = first or line, line
            yield line
        self._close(opened, first)

    def _is_below(self, cells: Sequence[str]) -> bool:
        """Say whether a row is a label and its value, as some banks put below the lines."""
        return len([cell for cell in cells if cell.strip()]) <= len(self.layout.notes) and (
            self.note(cells)
        )

    def _close(self, opened: ParsedStatement, first: ParsedLine | None) -> None:
        """Take what is known only now: balances and days that stand nowhere but in the lines."""
        newest, oldest = (first, self.last) if self.layout.is_newest_first else (self.last, first)
        if opened.opening is None:
            opened.opening = self._money("opening")
        if opened.closing is None:
            opened.closing = self._money("closing")
        if oldest is not None and newest is not None:
            opened.opening = opened.opening or _before(oldest)
            opened.closing = newest.balance if opened.closing is None else opened.closing
        opened.first_on = self._day("first_on") or (oldest.day if oldest else None)
        opened.last_on = self._day("last_on") or (newest.day if newest else None)

    def _follow(self, line: ParsedLine) -> None:
        """Check that each balance follows from the one before: a lost line shows here."""
        if self.last is None or self.last.balance is None or line.balance is None:
            return
        older, newer = (line, self.last) if self.layout.is_newest_first else (self.last, line)
        assert older.balance is not None
        assert newer.balance is not None
        if older.balance.fen + newer.signed != newer.balance.fen:
            raise StatementRefused("statement_balance_broken", line=line.place)

    def _cell(self, cells: Sequence[str], column: str) -> str:
        at = self.places.get(column)
        return text_of(cells[at]) if at is not None and at < len(cells) else ""

    def _line(self, place: int, cells: Sequence[str], opened: ParsedStatement) -> ParsedLine:
        layout = self.layout
        moment: datetime | None = None
        if told := self._cell(cells, "moment"):
            formats = layout.moment_formats + layout.day_formats
            day, moment = day_of(told, formats, place=place)
        if told := self._cell(cells, "day"):
            day = day_of(told, layout.day_formats + layout.moment_formats, place=place)[0]
        value_on = day
        if told := self._cell(cells, "value_on"):
            value_on = day_of(told, layout.day_formats, place=place)[0]
        if told := self._cell(cells, "time"):
            moment = day_of(f"{day} {told}", ("%Y-%m-%d %H:%M:%S",), place=place)[1]
        if "day" not in self.places:
            day = self._only_day() or day
        self._same_account(cells, opened, place)
        if currency_of(self._cell(cells, "currency") or opened.currency) != CURRENCY:
            raise StatementRefused("statement_foreign_currency", line=place)
        fen, is_in = self._amount(cells, place)
        balance = self._cell(cells, "balance")
        summary = self._cell(cells, "summary")
        try:
            amount = Money(fen)
        except BadAmount:
            raise StatementRefused("statement_bad_amount", line=place) from None
        return ParsedLine(
            place=place,
            day=day,
            value_on=value_on,
            direction=Direction.IN if is_in else Direction.OUT,
            amount=amount,
            serial=serial_of(self._cell(cells, "serial")),
            name=self._cell(cells, "name"),
            account=account_of(self._cell(cells, "account")),
            memo=self._words(cells),
            nature=nature_of(summary, layout),
            booked_at=_at(moment),
            sub_account=account_of(self._cell(cells, "sub_account")),
            balance=money_of(balance, place=place) if balance else None,
        )

    def _words(self, cells: Sequence[str]) -> str:
        """Return what the payer wrote, and what the bank says it refers to."""
        words = (self._cell(cells, "memo"), self._cell(cells, "reference"))
        return text_of(" ".join(dict.fromkeys(word for word in words if word)))

    def _same_account(self, cells: Sequence[str], opened: ParsedStatement, place: int) -> None:
        own = account_of(self._cell(cells, "own_account"))
        opened.account = opened.account or own
        if own and own != opened.account:
            raise StatementRefused("statement_mixed_accounts", line=place)

    def _amount(self, cells: Sequence[str], place: int) -> tuple[int, bool]:
        """Return fen above 0 and whether they came in; a minus turns the way round."""
        if "amount" in self.places:
            fen, is_minus = amount_of(self._cell(cells, "amount"), place=place)
            is_in = not is_minus
            if "mark" in self.layout.columns:
                mark = self._cell(cells, "mark")
                if mark not in self.layout.marks_in | self.layout.marks_out:
                    raise StatementRefused("statement_bad_mark", line=place)
                is_in = (mark in self.layout.marks_in) != is_minus
        else:
            came, came_minus = amount_of(self._cell(cells, "in"), place=place)
            went, went_minus = amount_of(self._cell(cells, "out"), place=place)
            if came and went:
                raise StatementRefused("statement_bad_amount", line=place)
            fen = came or went
            is_in = not came_minus if came else went_minus
        if not fen:
            raise StatementRefused("statement_bad_amount", line=place)
        return fen, is_in


def _at(moment: datetime | None) -> datetime | None:
    """Return a moment with its zone; banks mean Shanghai where they name none."""
    if moment is None or moment.tzinfo is not None:
        return moment
    return moment.replace(tzinfo=SHANGHAI)


def _is_pair(cell: str) -> bool:
    head = cell.replace("：", ":").split(":", 1)
    return len(head) == 2 and not head[0].strip().isdigit()


def _before(line: ParsedLine) -> Money | None:
    if line.balance is None:
        return None
    try:
        return Money(line.balance.fen - line.signed)
    except BadAmount:
        raise StatementRefused("statement_negative_balance", line=line.place) from None


def nature_of(summary: str, layout: Layout) -> Nature:
    """Return what the bank's own summary says a line is; the payer's words are not asked."""
    for kind in (Nature.REVERSAL, Nature.FEE, Nature.INTEREST):
        if any(word in summary for word in layout.natures.get(kind, ())):
            return kind
    return Nature.PAYMENT
