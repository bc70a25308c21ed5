"""The markup of a paper's text: what ships is right, what is wrong is named."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest

from app.documents.composing import composed, in_words
from app.documents.differences import Piece, differences
from app.documents.labels import placeholders
from app.documents.layouts import LAYOUTS, Facts, Register
from app.documents.markup import TextFault, blocks, default_text, faults, normalized
from app.documents.samples import sample_head, sample_values
from app.documents.vocabulary import FIELDS, PaperKind
from app.kernel.money import Money

KIND = PaperKind.CORRECTION_NOTICE
TEXT = default_text(KIND)


@pytest.mark.parametrize("kind", LAYOUTS)
def test_the_text_that_ships_has_no_fault(kind: PaperKind) -> None:
    assert faults(kind, default_text(kind)) == []


@pytest.mark.parametrize("kind", LAYOUTS)
def test_every_field_of_a_kind_can_be_printed(kind: PaperKind) -> None:
    in_tables = set()
    for table in LAYOUTS[kind].tables.values():
        if isinstance(table, Facts):
            in_tables |= {field for _, field in table.rows}
        elif hasattr(table, "field"):
            in_tables.add(table.field)

    assert set(placeholders(kind).values()) | in_tables >= FIELDS[kind]
    assert in_tables <= FIELDS[kind]


@pytest.mark.parametrize("kind", LAYOUTS)
def test_no_two_fields_of_a_kind_share_a_placeholder(kind: PaperKind) -> None:
    fields = list(placeholders(kind).values())

    assert len(fields) == len(set(fields))
    assert set(LAYOUTS[kind].required) <= set(fields)


@pytest.mark.parametrize("kind", LAYOUTS)
def test_every_sample_fills_the_paper(kind: PaperKind) -> None:
    values = sample_values(kind) | sample_head()

    made = composed(kind, default_text(kind), values)

    assert set(values) >= FIELDS[kind]
    assert all("{" not in block.get("text", "") for block in made["blocks"])


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (lambda _: "", (TextFault.EMPTY, "")),
        (lambda text: text + "字" * 6_000, (TextFault.TOO_LONG, "6000")),
        (lambda text: text + "{身份证号}\n", (TextFault.UNKNOWN_PLACEHOLDER, "身份证号")),
        (lambda text: text + "{}\n", (TextFault.UNKNOWN_PLACEHOLDER, "")),
        (lambda text: text + "左{括号\n", (TextFault.STRAY_BRACE, "左{括号")),
        (lambda text: text + "[[别的表]]\n", (TextFault.UNKNOWN_TABLE, "别的表")),
        (lambda text: text + "[[补正事项]]\n", (TextFault.TABLE_TWICE, "补正事项")),
        (lambda text: text.replace("[[补正事项]]\n", ""), (TextFault.TABLE_MISSING, "补正事项")),
        (lambda text: text + "见[[补正事项]]\n", (TextFault.STRAY_MARKER, "见[[补正事项]]")),
        (lambda text: text.replace("{期限}", "近日"), (TextFault.PLACEHOLDER_MISSING, "期限")),
        (
            lambda text: text.replace("第二十条", "有关规定"),
            (TextFault.ARTICLE_MISSING, "第二十条"),
        ),
        (lambda text: text + "看\u202e不见\n", (TextFault.SHAPELESS_SIGN, "U+202E")),
        (lambda text: text + "\x00\n", (TextFault.SHAPELESS_SIGN, "U+0000")),
        (lambda text: text + "\ue000\n", (TextFault.SHAPELESS_SIGN, "U+E000")),
    ],
)
def test_a_fault_is_named_with_the_word_at_fault(
    change: Callable[[str], str], fault: tuple[TextFault, str]
) -> None:
    assert fault in faults(KIND, normalized(change(TEXT)))


def test_a_text_is_kept_in_one_form() -> None:
    assert normalized("  a\r\n\r\n\tb\u3000\n") == "a\nb\n"
    assert normalized("\uf900") == "\u8c48\n"


def test_a_line_is_read_by_its_first_sign() -> None:
    read = [(block.form, block.words, block.is_optional) for block in blocks(
        "> 甲：\n# 题\n- 项\n? 段\n? [[表]]\n文\n"
    )]  # fmt: skip

    assert read == [
        ("address", "甲：", False),
        ("heading", "题", False),
        ("item", "项", False),
        ("paragraph", "段", True),
        ("table", "表", True),
        ("paragraph", "文", False),
    ]


def test_a_value_that_looks_like_a_placeholder_is_not_filled_again() -> None:
    values = sample_values(KIND) | sample_head() | {"agency_name": "{财产名称}[[补正事项]]"}

    made = composed(KIND, TEXT, values)

    assert made["blocks"][0]["text"] == "{财产名称}[[补正事项]]："


def test_an_optional_line_without_its_value_is_left_out() -> None:
    with_note = composed(KIND, TEXT, sample_values(KIND) | sample_head())
    without = composed(KIND, TEXT, sample_values(KIND) | sample_head() | {"note": ""})

    assert len(with_note["blocks"]) == len(without["blocks"]) + 1


def test_items_are_numbered_anew_after_other_lines() -> None:
    made = composed(KIND, "- 甲\n- 乙\n丙\n- 丁\n", sample_values(KIND) | sample_head())

    assert [block["number"] for block in made["blocks"]] == ["1", "2", "0", "1"]


def test_midnight_ends_the_day_before_where_something_is_due() -> None:
    midnight = datetime(2026, 4, 1, 16, tzinfo=UTC)

    assert in_words("due_at", midnight) == "2026年4月1日24时"
    assert in_words("from_at", midnight) == "2026年4月2日0时00分"


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (None, ""),
        (Money(300_000), "人民币3,000.00元（大写：叁仟元整）"),
        (date(2026, 4, 1), "2026年4月1日"),
        (["甲", "", "乙"], "甲、乙"),
        (" 一行\n两行 ", "一行 两行"),
        (3, "3"),
        (True, "是"),
    ],
)
def test_a_value_stands_in_a_sentence_in_words(value: object, words: str) -> None:
    assert in_words("x", value) == words


def test_a_row_longer_than_its_heading_is_printed_whole() -> None:
    table = next(name for name, kept in LAYOUTS[KIND].tables.items() if isinstance(kept, Register))
    rows = [["甲", "乙", "丙"], "丁"]

    made = composed(KIND, f"[[{table}]]\n", {"defects": rows})

    [register] = made["blocks"]
    assert register["rows"] == [["1", "甲", "乙", "丙"], ["2", "丁", "", ""]]
    assert len(register["head"]) == len(register["widths"]) == 4


def test_a_changed_line_shows_its_changed_signs_only() -> None:
    shown = differences("甲乙丙\n不变\n", "甲丁丙\n不变\n新行\n")

    assert shown == [
        [Piece("", "甲"), Piece("del", "乙"), Piece("ins", "丁"), Piece("", "丙")],
        [Piece("", "不变")],
        [Piece("ins", "新行")],
    ]
