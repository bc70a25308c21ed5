"""What is handed out for spreadsheets stays text there."""

import csv
import io

import pytest
from flask import Flask

from app.web.sheets import csv_answer, inert


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
