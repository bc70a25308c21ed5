"""What is handed out for spreadsheets stays text there."""

import csv
import io
from datetime import UTC, date, datetime

import openpyxl
import pytest
from flask import Flask

from app.kernel.money import Money
from app.web.exports import Cell, csv_answer, csv_bytes, inert, xlsx_bytes


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+1",
        "-1",
        "@A1",
        "\t=1",
        "\r=1",
        "\n=1",
        " =1",
        "＝1",
        "＋1",
        "－1",
        "＠A1",
        "\ufeff=1",
    ],
)
def test_nothing_begins_like_a_formula(text: str) -> None:
    assert inert(text) == f"'{text}"


@pytest.mark.parametrize("text", ["济南公司", "0531-1", "a=b", "91370102MA3X00001A", ""])
def test_plain_text_stays_as_it_is(text: str) -> None:
    assert inert(text) == text


def test_a_csv_file_is_saved_in_utf8_with_its_mark() -> None:
    with Flask(__name__).test_request_context():
        answer = csv_answer("faults.csv", [("行", "值"), (2, '=cmd|"x"'), (3, None)])

    assert answer.data.startswith(b"\xef\xbb\xbf")
    assert list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig")))) == [
        ["行", "值"],
        ["2", '\'=cmd|"x"'],
        ["3", ""],
    ]
    assert answer.headers["Content-Disposition"] == 'attachment; filename="faults.csv"'


_MOMENT = datetime(2026, 3, 2, 17, 30, 15, 250_000, tzinfo=UTC)
_ROWS: list[list[Cell]] = [
    ["济南公司", Money(10_000_000_001), 7, _MOMENT, date(2026, 3, 3), None],
    ["=HYPERLINK(1)", Money.ZERO, -7, _MOMENT, date(2026, 3, 3), "@A1"],
    ["＝1", Money(999_999_999_999_999), 10**17, _MOMENT, date(2026, 3, 3), "\t=1"],
    ["-1", Money(5), 0, _MOMENT, date(2026, 3, 3), "\r=1"],
]
_HEADER = ["户名", "金额（元）", "笔数", "时间", "日期", "+备注"]


def test_a_csv_table_writes_yuan_days_and_local_time_plainly() -> None:
    written = csv_bytes(_HEADER, _ROWS)

    assert written.startswith(b"\xef\xbb\xbf")
    header, *rows = csv.reader(io.StringIO(written.decode("utf-8-sig"), newline=""))
    assert header == [*_HEADER[:-1], "'+备注"]
    moment = "2026-03-03 01:30:15"
    assert rows == [
        ["济南公司", "100000000.01", "7", moment, "2026-03-03", ""],
        ["'=HYPERLINK(1)", "0.00", "-7", moment, "2026-03-03", "'@A1"],
        ["'＝1", "9999999999999.99", "1" + "0" * 17, moment, "2026-03-03", "'\t=1"],
        ["'-1", "0.05", "0", moment, "2026-03-03", "'\r=1"],
    ]


def test_a_workbook_holds_numbers_dates_and_texts_and_no_formula() -> None:
    book = openpyxl.load_workbook(io.BytesIO(xlsx_bytes("资金/对账单: 三月", _HEADER, _ROWS)))

    sheet = book.worksheets[0]
    cells = [cell for row in sheet.iter_rows() for cell in row]
    assert "f" not in {cell.data_type for cell in cells}
    assert [cell for cell in cells if cell.hyperlink] == []
    texts = [cell.value for cell in cells if isinstance(cell.value, str)]
    assert [text for text in texts if text.lstrip()[:1] in set("=+-@\t\r＝＋－＠")] == []
    amounts = [row[1] for row in sheet.iter_rows(min_row=2)]
    assert [f"{cell.value:.2f}" for cell in amounts] == [
        "100000000.01", "0.00", "9999999999999.99", "0.05",
    ]  # fmt: skip
    assert {cell.number_format for cell in amounts} == {"#,##0.00"}
    assert sheet["D2"].value == datetime(2026, 3, 3, 1, 30, 15)  # noqa: DTZ001 - a sheet has none
    assert sheet["E2"].value == datetime(2026, 3, 3)  # noqa: DTZ001
    assert sheet["E2"].number_format == "yyyy-mm-dd"
    assert sheet["F2"].value is None


def test_a_whole_number_a_sheet_would_round_is_kept_as_text() -> None:
    book = openpyxl.load_workbook(io.BytesIO(xlsx_bytes("笔数", _HEADER, _ROWS)))

    assert book.worksheets[0]["C4"].value == "1" + "0" * 17
    assert book.worksheets[0]["C3"].value == -7


def test_a_workbook_reads_well_in_chinese_and_keeps_its_header_in_sight() -> None:
    book = openpyxl.load_workbook(io.BytesIO(xlsx_bytes("资金/对账单: 三月", _HEADER, _ROWS)))

    sheet = book.worksheets[0]
    assert sheet.title == "资金 对账单  三月"
    assert sheet.freeze_panes == "A2"
    assert sheet["A1"].font.b
    assert sheet["A2"].font.name == "宋体"
    assert sheet.column_dimensions["D"].width >= len("2026-03-03 01:30:15")
    assert sheet.column_dimensions["B"].width >= 2 * len("金额（元）")


@pytest.mark.parametrize("title", ["", "'", "[*]", "名" * 40])
def test_any_title_makes_a_sheet(title: str) -> None:
    book = openpyxl.load_workbook(io.BytesIO(xlsx_bytes(title, ["a"], [])))

    assert 1 <= len(book.worksheets[0].title) <= 31
