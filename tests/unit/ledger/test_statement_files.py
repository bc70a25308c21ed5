"""Statements in every form: what was written is what is read, and bad ones are refused by name."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.ledger.bank_statements.layout import layouts
from app.ledger.bank_statements.opening import checked_lines, open_statement
from app.ledger.bank_statements.values import (
    LINES_MAX,
    ParsedLine,
    ParsedStatement,
    StatementRefused,
)
from app.ledger.reconciliation_words import Direction, Nature
from tests.support.statements import FORMS, OURS, Line, Paper, write, write_mt940

TODAY = date(2026, 11, 30)
FIRST = date(2026, 11, 1)
IN, OUT = Direction.IN, Direction.OUT
CSV_FORMS = FORMS[:3]


def read(content: bytes, today: date = TODAY) -> tuple[ParsedStatement, list[ParsedLine]]:
    opened = open_statement(content)
    return opened, list(checked_lines(opened, account=OURS, today=today))


def refusal(content: bytes, today: date = TODAY) -> str:
    with pytest.raises(StatementRefused) as refused:
        read(content, today)
    return refused.value.code


def paper(*lines: Line, opening: int = 500_000_00) -> Paper:
    return Paper(opening, lines, FIRST, TODAY)


PAID = Line(FIRST, IN, 28_000_000, "S1", "王芳", "6217000012345678", "PABCDEFGHJKMN")
BACK = Line(FIRST, OUT, 28_000_000, "R1", "王芳", "6217000012345678", "refund-S1")

NAMES = st.text("王李张芳强山东省有限公司甲乙ABCxyz 09()（）", max_size=20).map(
    lambda text: " ".join(text.split())
)
DIGITS = "0123456789"
MEMOS = st.text("保证金余款评估费执行案号ABCDEFGH23456789-+=@ ", max_size=30).map(
    lambda text: " ".join(text.split())
)
LINES = st.builds(
    Line,
    day=st.integers(0, 29).map(lambda days: FIRST + timedelta(days)),
    direction=st.sampled_from(Direction),
    fen=st.integers(1, 10**9),
    serial=st.text("ABCDEFG0123456789-", min_size=1, max_size=16).filter(
        lambda text: text.strip("-") != "" and not text.startswith("-")
    ),
    name=NAMES,
    account=st.text(DIGITS, max_size=19),
    memo=MEMOS,
    nature=st.sampled_from(Nature),
)
PAPERS = st.lists(LINES, min_size=1, max_size=12).map(
    lambda lines: Paper(10**11, sorted(lines, key=lambda line: line.day), FIRST, TODAY)
)


@pytest.mark.parametrize("form", FORMS)
@settings(max_examples=40)
@given(made=PAPERS)
def test_what_was_written_is_what_is_read(form: str, made: Paper) -> None:
    opened, lines = read(write(made, form))
    if form == "marked":
        lines.reverse()

    assert [
        (line.day, line.direction, line.amount.fen, line.serial, line.account, line.nature)
        for line in lines
    ] == [
        (line.day, line.direction, line.fen, line.serial, line.account, line.nature)
        for line in made.lines
    ]
    assert [(line.name, line.memo) for line in lines] == [
        (line.name, line.memo) for line in made.lines
    ]
    assert opened.opening is not None
    assert opened.closing is not None
    assert (opened.opening.fen, opened.closing.fen) == (made.opening, made.closing)
    assert opened.account == OURS


@pytest.mark.parametrize("form", CSV_FORMS)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_layout_is_found_in_each_encoding(form: str, encoding: str) -> None:
    opened, lines = read(write(paper(PAID, BACK), form, encoding))

    assert opened.form == f"csv:{form}"
    assert {line.name for line in lines} == {"王芳"}


def test_every_declared_layout_has_its_writer_here() -> None:
    known = {layout.name for layout in layouts() if not layout.name.startswith("sandbox")}

    assert known == set(CSV_FORMS)


@pytest.mark.parametrize("form", ["plain", "debit-credit", "mt940", "camt"])
def test_a_day_without_movement_is_a_statement(form: str) -> None:
    opened, lines = read(write(paper(), form))

    assert lines == []
    assert opened.opening == opened.closing


@pytest.mark.parametrize("form", FORMS)
def test_lines_that_do_not_lead_to_the_closing_balance_are_refused(form: str) -> None:
    broken = replace(paper(PAID, BACK), slip=1)
    codes = {"statement_does_not_add_up", "statement_balance_broken"}

    if form == "marked":
        # Its balances are those of the lines: one that was lost breaks their chain.
        text = write(paper(PAID, BACK, PAID), form).decode("gb18030").splitlines(keepends=True)
        content = "".join(text[:3] + text[4:]).encode("gb18030")
    else:
        content = write(broken, form)

    assert refusal(content) in codes


@pytest.mark.parametrize("form", FORMS)
def test_another_account_is_refused(form: str) -> None:
    assert refusal(write(replace(paper(PAID), account="6222000099990000"), form)) == (
        "statement_other_account"
    )


@pytest.mark.parametrize("form", FORMS)
def test_foreign_money_is_refused(form: str) -> None:
    made = replace(paper(PAID), currency="USD")
    content = write(made, form)
    if form == "debit-credit":
        content = content.replace("人民币元".encode("gb18030"), b"USD")

    assert refusal(content) == "statement_foreign_currency"


@pytest.mark.parametrize("form", FORMS)
def test_a_line_of_tomorrow_is_refused(form: str) -> None:
    tomorrow = replace(PAID, day=TODAY + timedelta(1))
    made = replace(paper(tomorrow), last_on=TODAY + timedelta(1))

    assert refusal(write(made, form)) == "statement_of_the_future"


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (lambda content: content.replace("王芳".encode(), b"\xff\xff\xfe"), "broken_encoding"),
        (lambda content: content + b"\0", "not_text"),
        (lambda content: b"PK\x03\x04" + content, "not_text"),
        (lambda _content: b"  \r\n", "empty"),
        (lambda content: content.replace("金额".encode(), b"?", 1), "unknown_layout"),
        (lambda content: content.replace(b"280000.00", b"280000.001", 1), "bad_amount"),
        (lambda content: content.replace(b"280000.00", b"28 oder so", 1), "bad_amount"),
        (lambda content: content.replace(b"280000.00", b"0.00", 1), "bad_amount"),
        (lambda content: content.replace(b"2026-11-01,2026", b"2026-13-01,2026"), "bad_date"),
        (lambda content: content.replace("账号".encode(), b"?", 1), "no_account"),
        (lambda content: content + b'2026-11-30,"open', "broken_rows"),
        (lambda content: content.replace(b"500000.00", b"-500000.00", 1), "negative_balance"),
    ],
)
def test_a_spoiled_file_is_refused_by_name(spoil: Callable[[bytes], bytes], code: str) -> None:
    assert refusal(spoil(write(paper(PAID), "plain"))) == f"statement_{code}"


@pytest.mark.parametrize(
    ("form", "old", "new", "code"),
    [
        ("mt940", b":62F:", b":99Z:", "no_balance"),
        ("mt940", b":61:261101", b":61:26XX01", "broken_rows"),
        ("camt", b"</Stmt>", b"", "broken_rows"),
        ("camt", b"BkToCstmrStmt", b"BkToCstmrDbtCdtNtfctn", "unknown_layout"),
        ("camt", b"<Document", b'<!DOCTYPE x [<!ENTITY a "b">]><Document', "broken_rows"),
        ("camt", b"2026-11-01</Dt></BookgDt>", b"gestern</Dt></BookgDt>", "bad_date"),
        ("marked", "贷".encode("gb18030") + b",280", b"?,280", "bad_mark"),
    ],
)
def test_other_forms_are_refused_by_name(form: str, old: bytes, new: bytes, code: str) -> None:
    content = write(paper(PAID), form)
    assert old in content

    assert refusal(content.replace(old, new)) == f"statement_{code}"


def test_a_formula_in_a_cell_stays_text() -> None:
    formula = replace(PAID, name="=cmd|'/C calc'!A0", memo="+1+2 @SUM(A1)")

    _, lines = read(write(paper(formula), "plain"))

    assert (lines[0].name, lines[0].memo) == ("=cmd|'/C calc'!A0", "+1+2 @SUM(A1)")


def test_figures_that_a_spreadsheet_would_round_are_unwrapped() -> None:
    content = write(paper(PAID), "plain").replace(b"6217000012345678", b'"=""6217000012345678"""')

    assert read(content)[1][0].account == "6217000012345678"


def test_a_file_of_too_many_lines_ends_at_the_limit() -> None:
    content = write(paper(PAID), "plain")
    line = content.splitlines(keepends=True)[-1].replace(b",780000.00,", b",,")

    assert refusal(content + line * LINES_MAX) == "statement_too_long"


def test_a_file_too_large_is_not_looked_at() -> None:
    assert refusal(b"x" * (40 * 1024**2 + 1)) == "statement_too_large"


def test_messages_of_several_days_are_one_statement() -> None:
    second = replace(PAID, day=FIRST + timedelta(1), serial="S2")
    one = Paper(100, [PAID], FIRST, FIRST)
    two = Paper(one.closing, [second], FIRST + timedelta(1), FIRST + timedelta(1))

    opened, lines = read((write_mt940(one) + write_mt940(two)).encode())

    assert [line.serial for line in lines] == ["S1", "S2"]
    assert (opened.first_on, opened.last_on) == (FIRST, FIRST + timedelta(1))
    assert opened.closing is not None
    assert opened.closing.fen == two.closing


def test_messages_that_do_not_follow_upon_each_other_are_refused() -> None:
    one, two = Paper(100, [PAID], FIRST, FIRST), Paper(100, [PAID], FIRST, FIRST)

    assert refusal((write_mt940(one) + write_mt940(two)).encode()) == "statement_balance_broken"


def test_red_figures_turn_the_way_round() -> None:
    """Chinese banks write a reversal as a minus in its own column."""
    content = write(paper(PAID, replace(BACK, nature=Nature.REVERSAL)), "debit-credit")
    text = content.decode("gb18030")
    row = text.splitlines()[-2]
    red = row.replace('"280,000.00",,', ',"-280,000.00",')
    assert red != row

    _, lines = read(text.replace(row, red).encode("gb18030"))

    assert [(line.direction, line.nature) for line in lines] == [
        (IN, Nature.PAYMENT),
        (OUT, Nature.REVERSAL),
    ]


def test_a_batch_that_tells_its_parts_is_read_part_by_part() -> None:
    content = write(paper(PAID), "camt").decode()
    part = content[content.index("<TxDtls>") : content.index("</TxDtls>") + 9]
    parts = "".join(
        part.replace(
            "<TxDtls>",
            f"<TxDtls><Refs><AcctSvcrRef>S{number}</AcctSvcrRef></Refs>"
            f'<Amt Ccy="CNY">{amount}</Amt>',
        )
        for number, amount in ((1, "180000.00"), (2, "100000.00"))
    )

    _, lines = read(content.replace(part, parts).encode())

    assert [(line.serial, line.amount.fen) for line in lines] == [
        ("S1", 18_000_000),
        ("S2", 10_000_000),
    ]


def test_lines_announced_but_not_booked_are_left_out() -> None:
    content = write(paper(PAID), "camt").replace(
        b"<Ntry>",
        b'<Ntry><Amt Ccy="CNY">1.00</Amt><CdtDbtInd>CRDT</CdtDbtInd>'
        b"<Sts><Cd>PDNG</Cd></Sts></Ntry><Ntry>",
        1,
    )

    opened, lines = read(content)

    assert (len(lines), opened.pending) == (1, 1)
