"""Hand out tables as CSV and XLSX that no spreadsheet runs: text stays text."""

import csv
import io
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import islice
from typing import TypeAlias

import xlsxwriter
from flask import Response
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from app.kernel.calendar import SHANGHAI
from app.kernel.clock import clock
from app.kernel.money import Money

#: What a table holds; moments are aware and are written as the time in Shanghai.
Cell: TypeAlias = str | int | Decimal | Money | datetime | date | None

CSV = "text/csv; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

#: What a spreadsheet takes for the start of a formula, in both widths (CWE-1236).
_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
#: A spreadsheet counts in doubles: a whole number beyond these digits would be rounded.
_EXACT_MAX = 10**15
#: What Excel refuses in the name of a sheet, and how long a name may be.
_REFUSED_IN_NAMES = str.maketrans(dict.fromkeys("[]:*?/\\", " "))
_NAME_MAX = 31
#: Columns of a sheet, in the width of a Latin digit; a Chinese sign takes two.
_WIDTH_MIN, _WIDTH_MAX = 8, 60
#: Rows that are looked at for the width of their column.
_MEASURED_MAX = 500
#: Rows of one piece of a streamed table.
_BATCH = 500
_FONT = "宋体"
_NUMBER, _MONEY, _RATE = "0", "#,##0.00", "0.00"
#: Signs of a moment up to its second.
_SECONDS = len("2026-03-02 12:00:00")
_DAY, _MOMENT = "yyyy-mm-dd", "yyyy-mm-dd hh:mm:ss"


def inert(value: object) -> str:
    """Return a value as text that stays text in a spreadsheet: an apostrophe goes before it."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.lstrip(" \u3000\ufeff").startswith(_STARTS) else text


def csv_bytes(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """Return a table as CSV in UTF-8 with its mark: amounts in yuan, nothing a formula."""
    written = io.StringIO(newline="")
    writer = csv.writer(written, quoting=csv.QUOTE_ALL)
    writer.writerow([inert(name) for name in header])
    #: Texts that were made inert already: in a long table most of them come again and again.
    texts: dict[str, str] = {}

    def plain(value: Cell) -> str:
        # In the order in which tables are full of them.
        if type(value) is not str:
            return "" if value is None else _plain(value)
        found = texts.get(value)
        if found is None:
            found = texts[value] = inert(value)
        return found

    writer.writerows([plain(value) for value in row] for row in rows)
    return written.getvalue().encode("utf-8-sig")


def csv_stream(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[bytes]:
    """Yield the same table piece by piece, so that a long one is never held as a whole."""
    left = iter(rows)
    yield csv_bytes(header, ())
    while batch := list(islice(left, _BATCH)):
        written = io.StringIO(newline="")
        csv.writer(written, quoting=csv.QUOTE_ALL).writerows(
            [_plain(value) for value in row] for row in batch
        )
        yield written.getvalue().encode()


def xlsx_bytes(title: str, header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """Return a table as a workbook of one sheet: numbers, dates and texts, nothing a formula.

    Amounts are numbers of yuan with two decimals; the header stands still and can be filtered
    by; the page prints on A4 across, one page wide.
    """
    kept = list(rows)
    target = io.BytesIO()
    book = xlsxwriter.Workbook(
        target,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
    )
    book.set_properties(
        {"title": title, "created": clock.now().astimezone(SHANGHAI).replace(tzinfo=None)}
    )
    _Sheet(book, title).write(header, kept)
    book.close()
    return target.getvalue()


def csv_answer(filename: str, records: Iterable[Sequence[Cell]]) -> Response:
    """Answer a CSV file that Excel opens in UTF-8 and takes nothing in it for a formula.

    The first record is the header.
    """
    header, *rows = records
    return file_answer(filename, csv_bytes([str(name) for name in header], rows), CSV)


def file_answer(filename: str, content: bytes, media_type: str) -> Response:
    """Answer a file to be saved, never to be opened in the page; the name is ASCII."""
    response = Response(content, content_type=media_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{filename}"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "no-store"
    return response


def _plain(value: Cell) -> str:
    """Return a value as CSV writes it: yuan with a point, days and moments as ISO 8601."""
    if value is None:
        return ""
    if isinstance(value, Money):
        return f"{value.fen // 100}.{value.fen % 100:02d}"
    if isinstance(value, datetime):
        return value.astimezone(SHANGHAI).isoformat(" ", "seconds")[:_SECONDS]
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int | Decimal):
        return str(value)
    return inert(value)


class _Sheet:
    """One sheet of a workbook that is being written."""

    def __init__(self, book: xlsxwriter.Workbook, title: str) -> None:
        name = title.translate(_REFUSED_IN_NAMES).strip(" '")[:_NAME_MAX]
        self.page: Worksheet = book.add_worksheet(name or "Sheet1")
        cell = {"border": 1, "valign": "top", "font_name": _FONT, "font_size": 10}
        self.head: Format = book.add_format(
            {**cell, "bold": True, "text_wrap": True, "bg_color": "#E8EDF3"}
        )
        self.text: Format = book.add_format({**cell, "text_wrap": True})
        self.forms: dict[str, Format] = {
            form: book.add_format({**cell, "num_format": form})
            for form in (_NUMBER, _MONEY, _RATE, _DAY, _MOMENT)
        }

    def write(self, header: Sequence[str], rows: Sequence[Sequence[Cell]]) -> None:
        """Write the table and set the page up for reading and for paper."""
        for column, name in enumerate(header):
            self.page.write_string(0, column, inert(name), self.head)
            cells = [row[column] for row in rows[:_MEASURED_MAX] if column < len(row)]
            self.page.set_column(column, column, _width([name, *cells]))
        for place, row in enumerate(rows, 1):
            for column, value in enumerate(row):
                self._write_cell(place, column, value)
        self.page.freeze_panes(1, 0)
        self.page.repeat_rows(0)
        if header:
            self.page.autofilter(0, 0, len(rows), len(header) - 1)
        self.page.set_landscape()
        self.page.set_paper(9)  # A4
        self.page.fit_to_pages(1, 0)
        self.page.set_footer("&C&P / &N")

    def _write_cell(self, row: int, column: int, value: Cell) -> None:
        if isinstance(value, Money):
            self.page.write_number(row, column, Decimal(value.fen) / 100, self.forms[_MONEY])
        elif isinstance(value, datetime):
            local = value.astimezone(SHANGHAI).replace(tzinfo=None, microsecond=0)
            self.page.write_datetime(row, column, local, self.forms[_MOMENT])
        elif isinstance(value, date):
            self.page.write_datetime(row, column, value, self.forms[_DAY])
        elif isinstance(value, int) and abs(value) < _EXACT_MAX:
            self.page.write_number(row, column, value, self.forms[_NUMBER])
        elif isinstance(value, Decimal):
            self.page.write_number(row, column, value, self.forms[_RATE])
        elif value is None:
            self.page.write_blank(row, column, None, self.text)
        else:
            self.page.write_string(row, column, inert(value), self.text)


def _width(cells: Iterable[Cell]) -> float:
    """Return how wide a column must be for what stands in it."""
    widest = max(
        (_signs(line) for cell in cells for line in (_plain(cell).splitlines() or [""])), default=0
    )
    return min(max(widest + 3, _WIDTH_MIN), _WIDTH_MAX)


def _signs(text: str) -> int:
    """Count the signs of a line, the wide ones twice."""
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)
