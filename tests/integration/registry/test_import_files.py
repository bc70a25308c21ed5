"""Files that are no lists, and lists with traps in them, fail with a code and leave no trace."""

import io
import zipfile
from datetime import datetime

import pytest
from sqlalchemy import func, select

from app.kernel.errors import Refusal
from app.store import db
from registry import seeds
from registry.models import ListImport
from registry.queries import imports as listed
from registry.rules.list_columns import HEADINGS, ROWS_MAX
from registry.services import imports
from registry.services.imports.template import template_csv, template_xlsx
from registry.vocabulary import Coverage, ImportState, ListColumn, RowOutcome
from tests.support.books import NINE, Books, write_books
from tests.support.lists import (
    as_csv,
    as_records,
    as_xlsx,
    bring_in,
    receive,
    row,
    rows,
    stage,
    workbook,
)

pytestmark = pytest.mark.usefixtures("db_session")


@pytest.fixture
def books() -> Books:
    return write_books(with_agencies=False)


def packed(**parts: str) -> bytes:
    """Return an archive of the given parts."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as package:
        for name, text in parts.items():
            package.writestr(name.replace("__", "/").replace("_xml", ".xml"), text)
    return written.getvalue()


def altered(content: bytes, part: str, change: tuple[bytes, bytes]) -> bytes:
    """Return a workbook with one part of it rewritten."""
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(written, "w") as new:
        for item in old.infolist():
            data = old.read(item)
            new.writestr(item.filename, data.replace(*change) if item.filename == part else data)
    return written.getvalue()


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"", "no_rows"),
        (b" \n\n", "no_rows"),
        (b"%PDF-1.7\x00\xff", "not_a_sheet"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "not_a_sheet"),
        (b"PK\x03\x04 and nothing else", "not_a_sheet"),
        (packed(word__document_xml="<a/>"), "not_a_sheet"),
        (packed(xl__workbook_xml='<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'), "not_a_sheet"),
        (b"x" * (10 * 1024**2 + 1), "sheet_too_large"),
        (packed(xl__workbook_xml="<a/>", bomb=" " * 130 * 1024**2), "sheet_too_large"),
        (as_csv(rows(1, 1)) + "91,济南市,甲".encode("gb18030"), "mixed_encodings"),
        ("统一社会信用代码\n".encode("utf-16"), "unknown_encoding"),
    ],
    ids=[
        "empty",
        "blank",
        "pdf",
        "xls",
        "torn",
        "docx",
        "entities",
        "long",
        "bomb",
        "mixed",
        "utf16",
    ],
)
def test_what_is_no_list_is_refused_at_the_door(books: Books, content: bytes, fault: str) -> None:
    with pytest.raises(Refusal) as refused:
        receive(content, books.clerk)

    assert refused.value.code == fault
    assert db.session.scalar(select(func.count()).select_from(ListImport)) == 0


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        ("机构名称,资质等级\n甲,一级\n".encode(), "missing_columns"),
        (as_csv([]), "no_rows"),
        (as_csv(rows(1, 2)) + b'"open quote,\n', "broken_quotes"),
        (as_csv(rows(1, 2), columns=[*ListColumn, ListColumn.NAME]), "double_columns"),
        (workbook([]), "no_rows"),
        (altered(as_xlsx(rows(1, 2)), "xl/worksheets/sheet1.xml", (b"</row>", b"")), "not_a_sheet"),
        (packed(xl__workbook_xml="<a/>"), "not_a_sheet"),
    ],
    ids=["columns", "headings-only", "quotes", "twice", "no-cell", "torn-sheet", "no-workbook"],
)
def test_a_file_that_cannot_be_read_fails_with_its_reason(
    books: Books, content: bytes, fault: str
) -> None:
    entry = stage(content, books.clerk)

    assert entry.state is ImportState.FAILED
    assert entry.failure is not None
    assert entry.failure["code"] == fault


def test_more_rows_than_a_country_has_agencies_are_refused(books: Books) -> None:
    lines = [",".join(row(1).values())] * (ROWS_MAX + 1)
    head = ",".join(HEADINGS[ListColumn(key)][0] for key in row(1))
    entry = stage("\n".join([head, *lines]).encode(), books.clerk)

    assert entry.failure == {"code": "too_many_rows", "most": ROWS_MAX}


def test_twenty_bad_rows_are_named_by_their_lines(books: Books) -> None:
    bad = {
        3: {"code": ""},
        5: {"code": seeds.credit_code(5)[:-1] + "*"},
        7: {"code": seeds.credit_code(200)},
        9: {"name": ""},
        11: {"name": "=HYPERLINK(1)"},
        13: {"name": "+1"},
        15: {"name": "-1"},
        17: {"name": "@x"},
        19: {"fields": "厨艺"},
        21: {"fields": "拍卖"},
        23: {"regions": "379999"},
        25: {"regions": "37010"},
        27: {"grade": "四级"},
        29: {"licence_no": row(200)["licence_no"]},
        31: {"licence_expires_on": "2025-12-31"},
        33: {"licence_expires_on": "2026-13-01"},
        35: {"appraisers": "很多"},
        37: {"legal_representative": ""},
        39: {"status": "也许"},
        41: {"shareholders": "甲（91）"},
    }
    given = [row(200 + line - 2, **bad.get(line, {})) for line in range(2, 43)]

    entry = stage(as_csv(given, encoding="gb18030"), books.clerk)

    found = listed.all_rows(entry.id, outcome=RowOutcome.FAULTY)
    assert [item.line for item in found] == list(bad)
    assert entry.counts == {"new": 21, "faulty": 20, "left": 0}


def test_a_line_is_where_its_row_begins_even_after_lines_that_were_broken(books: Books) -> None:
    content = as_csv([row(200, address="一行\n二行"), row(201, grade="九")])

    entry = stage(content, books.clerk)

    found = listed.all_rows(entry.id, outcome=RowOutcome.FAULTY)
    assert [item.line for item in found] == [2, 4]


def test_formulas_of_a_workbook_are_named_not_computed(books: Books) -> None:
    entry = stage(as_xlsx([row(200), row(201, name='=CONCAT("a","b")')]), books.clerk)

    (found,) = listed.all_rows(entry.id, outcome=RowOutcome.FAULTY)
    assert found.faults == [{"column": "name", "code": "formula", "value": '=CONCAT("a","b")'}]


def test_cells_of_a_workbook_are_read_as_people_meant_them(books: Books) -> None:
    records = as_records([row(200), row(201)])
    place = records[0].index("资质有效期至")
    cells: list[list[object]] = [list(record) for record in records]
    cells[1][place] = datetime(2028, 5, 1)  # noqa: DTZ001 - a sheet knows no zones
    cells[1][records[0].index("资质等级")] = 1
    cells[1][records[0].index("执业人员")] = 5.0
    cells[2][0] = 913701020000000001

    entry = stage(workbook(cells), books.clerk)

    good, bad = listed.all_rows(entry.id)
    assert good.checked["licence_expires_on"] == "2028-05-01"
    assert good.checked["grade"] == 1
    assert good.checked["appraisers"] == {"real_estate": 5, "land": 5}
    assert [fault["code"] for fault in bad.faults] == ["code_as_number"]


def test_rows_that_are_empty_are_passed_over(books: Books) -> None:
    content = as_csv(rows(200, 201)).replace(b"\r\n", b"\r\n\r\n,,,\r\n")

    assert stage(content, books.clerk).counts == {"new": 2, "left": 0}


def test_a_row_with_a_comma_too_many_is_faulty(books: Books) -> None:
    lines = as_csv(rows(200, 201)).splitlines()
    lines[1] += "，".encode() + b",x"

    entry = stage(b"\n".join(lines), books.clerk)

    (found,) = listed.all_rows(entry.id, outcome=RowOutcome.FAULTY)
    assert found.faults[0]["code"] == "too_many_cells"


def test_a_file_parted_by_semicolons_is_read_too(books: Books) -> None:
    content = as_csv(rows(200, 201)).replace(b",", b";")

    assert stage(content, books.clerk).counts == {"new": 2, "left": 0}


@pytest.mark.parametrize("content", [template_csv(), template_xlsx([("列", "", "")])])
def test_the_template_is_a_list_that_only_lacks_its_rows(books: Books, content: bytes) -> None:
    assert stage(content, books.clerk).failure == {"code": "no_rows"}


def test_two_agencies_of_one_licence_in_a_file_are_told(books: Books) -> None:
    twin = row(201, licence_no=row(200)["licence_no"])

    entry = stage(as_csv([row(200), twin]), books.clerk)

    (found,) = listed.all_rows(entry.id, outcome=RowOutcome.FAULTY)
    assert (found.line, found.faults[0]["code"], found.faults[0]["line"]) == (
        3,
        "duplicate_licence",
        2,
    )


def test_a_failed_import_leaves_a_working_list_alone(books: Books) -> None:
    bring_in(as_csv(rows(200, 202)), books.clerk)

    stage("机构名称\n甲\n".encode(), books.clerk, coverage=Coverage.WHOLE)
    imports.stage_due_imports(NINE)

    assert listed.count_on_list(listed.get_import("N-0102-2026-0001").kind, "") == 3
