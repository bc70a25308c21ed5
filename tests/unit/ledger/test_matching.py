"""Lines against entries: each rule of matching, and a name for everything else."""

from datetime import date, timedelta

import pytest

from app.ledger.matching import (
    BankLine,
    BookEntry,
    ReferenceKind,
    Verdict,
    judge,
    names_agree,
    tokens_of,
)
from app.ledger.reconciliation_words import Difference, Direction, Nature

DAY = date(2026, 11, 2)
NEXT = DAY + timedelta(1)
IN, OUT = Direction.IN, Direction.OUT
ORDER, INSTRUCTION, RECEIPT = ReferenceKind
KNOWN = {"PORDER": ORDER, "refund-S1": INSTRUCTION, "SB1": RECEIPT}


def line(
    serial: str = "S1",
    *,
    number: int = 1,
    fen: int = 100,
    way: Direction = IN,
    day: date = DAY,
    name: str = "王芳",
    memo: str = "",
    nature: Nature = Nature.PAYMENT,
) -> BankLine:
    return BankLine(number, day, way, fen, serial, name, memo, nature)


def entry(
    serial: str = "S1",
    *,
    number: int = 11,
    fen: int = 100,
    way: Direction = IN,
    day: date = DAY,
    order_no: str = "PORDER",
    instruction_id: str = "",
    is_taken: bool = False,
) -> BookEntry:
    return BookEntry(number, day, way, fen, serial, instruction_id, order_no, "王芳", is_taken)


def verdict(lines: list[BankLine], entries: list[BookEntry]) -> Verdict:
    return judge(lines, entries, KNOWN, {DAY, NEXT})


def kinds(lines: list[BankLine], entries: list[BookEntry]) -> list[Difference]:
    found = verdict(lines, entries)
    balance = sum(one.signed for one in lines) - sum(
        one.signed for one in entries if not one.is_taken
    )
    # Whatever the names, what has one is what bank and book differ by.
    assert sum(one.effect for one in found.named if one.until is None) == balance
    return [one.kind for one in found.named]


@pytest.mark.parametrize(
    ("bank", "expected"),
    [
        (line(), []),
        (line(serial="", memo="货款 PORDER"), []),
        (line(serial="BANK9", memo="PORDER"), []),
        (line(fen=101), ["amount_differs"]),
        (line(way=OUT), ["wrong_direction"]),
        (line(day=NEXT), ["wrong_day"]),
        (line(name="李强"), ["other_payer"]),
        (line(name="王*"), []),
        (line(fen=99, day=NEXT), ["amount_differs", "wrong_day"]),
        (line(fen=99, way=OUT), ["serial_reused", "missing_at_bank"]),
        (line(serial="", memo="PORDER", name="李强"), ["missing_in_book", "missing_at_bank"]),
        (line(serial="", memo="PORDER", fen=99), ["missing_in_book", "missing_at_bank"]),
    ],
)
def test_one_line_against_one_entry(bank: BankLine, expected: list[str]) -> None:
    assert kinds([bank], [entry()]) == expected


@pytest.mark.parametrize(
    ("bank", "expected"),
    [
        (line(memo="PORDER"), "missing_in_book"),
        (line(way=OUT), "missing_in_book"),
        (line(memo="借款"), "unknown_payer"),
        (line(memo="refund-S1"), "returned"),
        (line(way=OUT, memo="refund-S1"), "missing_in_book"),
        (line(way=OUT, memo="PORDER"), "returned"),
        (line(way=OUT, memo="SB1"), "returned"),
        (line(way=OUT, nature=Nature.FEE), "bank_fee"),
        (line(nature=Nature.INTEREST), "bank_interest"),
        (line(way=OUT, nature=Nature.REVERSAL), "returned"),
        # What the payer writes never makes a payment a fee.
        (line(memo="手续费 利息"), "unknown_payer"),
        # What refers to something of ours is no fee, whatever the bank calls it.
        (line(memo="PORDER", nature=Nature.INTEREST), "missing_in_book"),
    ],
)
def test_a_line_that_is_no_entry(bank: BankLine, expected: str) -> None:
    assert kinds([bank], []) == [expected]


def test_an_entry_without_a_line_is_missing_at_the_bank() -> None:
    assert kinds([], [entry()]) == ["missing_at_bank"]


def test_an_entry_of_a_day_without_a_statement_is_not_judged() -> None:
    assert judge([], [entry(day=NEXT)], {}, {DAY}).named == []


def test_the_second_line_of_a_serial_is_booked_twice() -> None:
    assert kinds([line(), line(number=2)], [entry()]) == ["booked_twice"]


def test_a_second_line_is_seen_against_an_entry_of_an_earlier_statement() -> None:
    assert kinds([line(number=2)], [entry(is_taken=True)]) == ["booked_twice"]


def test_a_refund_done_twice_under_two_serials_is_booked_twice() -> None:
    paid = entry("R1", way=OUT, order_no="", instruction_id="refund-S1", is_taken=True)

    assert kinds([line("R2", way=OUT, memo="refund-S1")], [paid]) == ["booked_twice"]


@pytest.mark.parametrize("order", [1, -1])
def test_a_line_taken_back_under_its_serial_is_returned(order: int) -> None:
    lines = [line(), line(number=2, way=OUT)][::order]

    assert kinds(lines, [entry()]) == ["returned"]


def test_an_entry_is_paired_once() -> None:
    found = verdict([line(serial="", memo="PORDER")] * 2, [entry()])

    assert len(found.pairs) == 1
    assert [one.kind for one in found.named] == ["missing_in_book"]


@pytest.mark.parametrize(
    ("told", "known", "agrees"),
    [
        ("王芳", "王芳", True),
        ("王 芳", "王芳", True),
        ("王*", "王芳", True),
        ("*芳", "王芳", True),
        ("山东＊＊有限公司", "山东泰山有限公司", True),
        ("王*", "李芳", False),
        ("王芳", "王芳芳", False),
        ("", "王芳", True),
        ("王芳", "", True),
        ("***", "王芳", True),
    ],
)
def test_names_are_compared_as_banks_show_them(told: str, known: str, agrees: bool) -> None:  # noqa: FBT001
    assert names_agree(told, known) is agrees


def test_numbers_are_found_among_words() -> None:
    assert tokens_of("保证金PABCDEFGHJKMN，案号（2026）鲁0102 refund-SB20261127-1。") == [
        "PABCDEFGHJKMN",
        "2026",
        "0102",
        "refund-SB20261127-1",
    ]
