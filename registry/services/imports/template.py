"""The empty list, ready to be filled in: headings, and a page that says how."""

import csv
import io
from collections.abc import Sequence

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from registry.rules.list_columns import HEADINGS, REQUIRED
from registry.vocabulary import ListColumn

#: Rows that are made text before anybody types, so that no code turns into a number.
_TEXT_ROWS = 300
_WIDTHS = {ListColumn.CODE: 24, ListColumn.NAME: 36, ListColumn.ADDRESS: 36}
_NOTES_SHEET = "填写说明"


def headings() -> list[str]:
    """Return the headings in the order of the template."""
    return [HEADINGS[column][0] for column in ListColumn]


def template_csv() -> bytes:
    """Return the headings as a CSV file that every spreadsheet opens in UTF-8."""
    written = io.StringIO(newline="")
    csv.writer(written).writerow(headings())
    return written.getvalue().encode("utf-8-sig")


def template_xlsx(notes: Sequence[Sequence[str]]) -> bytes:
    """Return a workbook: an empty list whose cells are text, and the notes on a second page."""
    book = Workbook()
    page = book.active
    assert page is not None
    page.title = "名册"
    page.append(headings())
    for place, column in enumerate(ListColumn, 1):
        head = page.cell(row=1, column=place)
        head.font = Font(bold=column in REQUIRED)
        page.column_dimensions[get_column_letter(place)].width = _WIDTHS.get(column, 18)
        for row in range(2, _TEXT_ROWS + 2):
            page.cell(row=row, column=place).number_format = "@"
    page.freeze_panes = "A2"
    explained = book.create_sheet(_NOTES_SHEET)
    for note in notes:
        explained.append(list(note))
    for letter, width in (("A", 24), ("B", 12), ("C", 70)):
        explained.column_dimensions[letter].width = width
    for cell in explained["C"]:
        cell.alignment = Alignment(wrap_text=True)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()
