"""Read a list row by row, from CSV or XLSX, without holding a whole sheet in memory."""

import csv
import io
import warnings
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl

from registry.rules.list_cells import Cell
from registry.rules.list_columns import BYTES_MAX, ROWS_MAX, Header, read_header
from registry.rules.list_encoding import FileRefused, decode_list
from registry.vocabulary import FileFault, ListColumn

#: A sheet of 20,000 agencies unpacks to a tenth of this; zipfile reads no more than declared.
_UNPACKED_MAX = 120 * 1024**2
_PARTS_MAX = 500
#: Cells right of this are not looked at; our widest list has seventeen columns.
_WIDTH_MAX = 60
_ZIP = b"PK\x03\x04"
#: Digits past the fifteenth of a number are lost in every spreadsheet.
_DIGITS_KEPT = 15


@dataclass(frozen=True)
class ListRow:
    """One row of the file by its line, cells by our columns."""

    line: int
    cells: Mapping[ListColumn, Cell]
    #: It has cells where the headings have none: a comma too many moves every value.
    is_too_long: bool


@dataclass
class ListSheet:
    """An open file: what its headings say and the rows still to come."""

    encoding: str
    header: Header
    rows: Iterator[ListRow]
    expected: int | None
    taken: int = field(default=0)

    def take(self, count: int) -> list[ListRow]:
        """Return the next rows, fewer at the end; a file that runs on too long is refused."""
        found: list[ListRow] = []
        for row in self.rows:
            found.append(row)
            if len(found) == count:
                break
        self.taken += len(found)
        if self.taken > ROWS_MAX:
            raise FileRefused(FileFault.TOO_MANY_ROWS, most=ROWS_MAX)
        return found


def check_file(content: bytes) -> None:
    """Refuse at the door what cannot be a list, without reading it row by row.

    Raises FileRefused.
    """
    if len(content) > BYTES_MAX:
        raise FileRefused(FileFault.SHEET_TOO_LARGE, most=BYTES_MAX // 1024**2)
    if not content.strip():
        raise FileRefused(FileFault.NO_ROWS)
    if content.startswith(_ZIP):
        _check_package(io.BytesIO(content))
    else:
        decode_list(content)


def open_list(file: Path) -> ListSheet:
    """Open a stored file and read its headings. Raises FileRefused."""
    content = file.read_bytes()
    sheet = _open_xlsx(content) if content.startswith(_ZIP) else _open_csv(content)
    if sheet.header.missing:
        raise FileRefused(FileFault.MISSING_COLUMNS, columns=",".join(sheet.header.missing))
    if sheet.header.double:
        raise FileRefused(FileFault.DOUBLE_COLUMNS, columns=",".join(sheet.header.double))
    return sheet


def _rows(header: Header, records: Iterable[tuple[int, Sequence[Cell]]]) -> Iterator[ListRow]:
    for line, cells in records:
        if not any(cell.text.strip() for cell in cells):
            continue
        found = {
            column: cells[place] if place < len(cells) else Cell("")
            for column, place in header.places.items()
        }
        yield ListRow(line, found, any(cell.text.strip() for cell in cells[header.width :]))


def _open_csv(content: bytes) -> ListSheet:
    text, encoding = decode_list(content)
    delimiter = _delimiter(text)
    expected = _count(text, delimiter)
    records = _records(text, delimiter)
    first = next(records, None)
    if first is None:
        raise FileRefused(FileFault.NO_ROWS)
    header = read_header([cell.text for cell in first[1]])
    return ListSheet(encoding, header, _rows(header, records), expected)


def _count(text: str, delimiter: str) -> int:
    """Count the rows below the headings, so that a file too long or torn fails before the first."""
    rows = sum(any(cell.text.strip() for cell in cells) for _, cells in _records(text, delimiter))
    if rows - 1 > ROWS_MAX:
        raise FileRefused(FileFault.TOO_MANY_ROWS, most=ROWS_MAX)
    return max(0, rows - 1)


def _delimiter(text: str) -> str:
    """Return the sign that parts the headings: a comma, or what some programs write for it."""
    head = text.lstrip("\r\n").split("\n", 1)[0]
    return max(",\t;", key=lambda sign: len(read_header(head.split(sign)).places))


def _records(text: str, delimiter: str) -> Iterator[tuple[int, Sequence[Cell]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line = 1
    try:
        for record in reader:
            yield line, [Cell(value) for value in record]
            line = reader.line_num + 1
    except csv.Error:
        raise FileRefused(FileFault.BROKEN_QUOTES, line=line) from None


def _check_package(stream: Any) -> None:
    """Refuse an archive that is no workbook, would unpack without end, or declares entities."""
    try:
        with zipfile.ZipFile(stream) as package:
            parts = package.infolist()
            if len(parts) > _PARTS_MAX or "xl/workbook.xml" not in package.namelist():
                raise FileRefused(FileFault.NOT_A_SHEET)
            if sum(part.file_size for part in parts) > _UNPACKED_MAX:
                raise FileRefused(FileFault.SHEET_TOO_LARGE, most=BYTES_MAX // 1024**2)
            for part in parts:
                if part.filename.endswith((".xml", ".rels")):
                    with package.open(part) as opened:
                        head = opened.read(1024)
                    # A part in another encoding could hide its declarations from this look.
                    if b"<!" in head.replace(b"<!--", b"") or b"\0" in head:
                        raise FileRefused(FileFault.NOT_A_SHEET)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, ValueError):
        raise FileRefused(FileFault.NOT_A_SHEET) from None


def _open_xlsx(content: bytes) -> ListSheet:
    _check_package(io.BytesIO(content))
    try:
        with warnings.catch_warnings():
            # What the library cannot keep (validation, styles) is nothing to a list.
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, keep_links=False)
        page = book.worksheets[0]
        expected = page.max_row
        records = _sheet_records(page)
        first = next(records, None)
    except FileRefused:
        raise
    except Exception:  # noqa: BLE001 - a damaged workbook fails in any of the library's parts
        raise FileRefused(FileFault.NOT_A_SHEET) from None
    if first is None:
        raise FileRefused(FileFault.NO_ROWS)
    header = read_header([cell.text for cell in first[1]])
    rows = _rows(header, records)
    return ListSheet("xlsx", header, rows, min(expected - 1, ROWS_MAX) if expected else None)


def _sheet_records(page: Any) -> Iterator[tuple[int, Sequence[Cell]]]:
    # Two rows past the limit are enough to see that there are too many.
    rows = page.iter_rows(min_row=1, max_row=2 * ROWS_MAX, max_col=_WIDTH_MAX)
    try:
        for line, row in enumerate(rows, 1):
            yield line, [_cell(cell.value, cell.data_type) for cell in row]
    except Exception:  # noqa: BLE001 - see _open_xlsx; what was read so far is thrown away too
        raise FileRefused(FileFault.NOT_A_SHEET) from None


def _cell(value: Any, data_type: str) -> Cell:
    if value is None:
        return Cell("")
    if data_type == "f":
        return Cell(value if isinstance(value, str) else "=", is_formula=True)
    if isinstance(value, bool):
        return Cell(str(value).upper())
    if isinstance(value, int | float):
        # A sheet stores 5 as 5.0; a code of eighteen digits has lost its end already.
        text = str(int(value)) if value == int(value) else repr(value)
        return Cell(text, is_number=len(text) > _DIGITS_KEPT)
    if isinstance(value, datetime | date):
        return Cell(value.isoformat().removesuffix("T00:00:00"))
    return Cell(str(value))
