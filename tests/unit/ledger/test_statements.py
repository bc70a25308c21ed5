"""The account of a day says the same in every layout, and a closed day stays closed."""

import csv
import io
from datetime import date, timedelta
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from app.ledger.bank.sandbox import payouts, statements, subaccounts
from app.ledger.bank.sandbox.book import Book
from app.ledger.bank.sandbox.faults import Manner
from app.ledger.bank.sandbox.layouts import WRITERS
from app.ledger.bank.sandbox.statements import DayAccount
from app.ledger.bank.sandbox.store import BankRefusal

PAYOUT = {
    "instruction_id": "payout-1",
    "payee_name": "济南估价有限公司",
    "payee_account": "6217000000000001",
    "payee_bank": "中国银行",
    "amount": "2500",
    "memo": "=1+1",
}
ORDER = {"no": "P1", "account": "6222", "amount": "28000000", "payee": "x", "memo": "P1"}


@pytest.fixture
def book(tmp_path: Path) -> Book:
    """A bank with one order that asks for its money to be frozen."""
    made = Book(tmp_path)
    made.put_order({**ORDER, "is_frozen": "yes"})
    return made


def pay(book: Book, amount: int = 28_000_000) -> str:
    return book.pay(
        order_no="P1",
        amount=amount,
        payer_name="王芳",
        payer_id_number="1",
        account="6222",
    )


def closed(book: Book) -> DayAccount:
    return statements.day_account(book.store, statements.close_day(book.store))


def refund(serial: str, key: str = "refund-1") -> dict[str, str]:
    return {
        "instruction_id": key,
        "original_serial": serial,
        "amount": "28000000",
        "reason": "deposit",
    }


def test_a_day_is_told_only_when_it_is_closed(book: Book) -> None:
    pay(book)
    today = statements.close_day(book.store)
    pay(book, 1)

    first = statements.day_account(book.store, today)

    assert [line.amount for line in first.lines] == [28_000_000]
    with pytest.raises(BankRefusal, match="day_open"):
        statements.day_account(book.store, today + timedelta(days=1))
    second = closed(book)
    assert (second.day, second.opening, second.closing) == (
        today + timedelta(days=1),
        28_000_000,
        28_000_001,
    )


def test_the_balance_runs_from_opening_to_closing(book: Book) -> None:
    serial = pay(book)
    subaccounts.release(book.store, {"instruction_id": "refund-1", "original_serial": serial})
    book.refund(refund(serial))

    told = closed(book)

    assert [(line.direction, line.balance) for line in told.lines] == [("C", 28_000_000), ("D", 0)]
    assert told.lines[1].reference == "refund-1"


@pytest.fixture
def told(book: Book) -> DayAccount:
    """A day with a receipt and a payout that came back."""
    pay(book)
    payouts.pay_out(book.store, Manner(returned={PAYOUT["payee_account"]: "name_differs"}), PAYOUT)
    return closed(book)


def test_both_csv_layouts_hold_every_line(told: DayAccount) -> None:
    plain = list(csv.reader(io.StringIO(WRITERS["csv"][1](told).decode("utf-8-sig"))))
    other = list(csv.reader(io.StringIO(WRITERS["csv_gb18030"][1](told).decode("gb18030"))))

    assert [row[2] for row in plain[3:]] == ["280000.00", "-25.00", "25.00"]
    assert [(row[2], row[3]) for row in other[3:-1]] == [
        ("", "280,000.00"),
        ("25.00", ""),
        ("", "25.00"),
    ]
    assert [row[0] for row in plain[3:]] == [row[11] for row in other[3:-1]]
    assert plain[4][7] == other[4][9] == "=1+1"
    assert other[4][7] == "济南估价有限公司"


def test_mt940_keeps_its_lines_short(told: DayAccount) -> None:
    text = WRITERS["mt940"][1](told).decode()
    day = f"{told.day:%y%m%d}"

    assert f":60F:C{day}CNY0,00" in text
    assert f":62F:C{day}CNY280000,00" in text
    assert text.count(":61:") == 3
    assert f":61:{day}{day[2:]}D25,00NTRFNONREF//" in text
    assert all(len(line) <= 69 for line in text.split("\r\n"))
    for line in told.lines:
        assert line.serial in text.replace("\r\n", "")


def test_camt053_is_well_formed_and_sums_up(told: DayAccount) -> None:
    space = {"c": "urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"}
    root = ET.fromstring(WRITERS["camt053"][1](told))  # noqa: S314 - our own bytes

    entries = root.findall(".//c:Ntry", space)
    sums = [
        (entry.findtext("c:Amt", "", space), entry.findtext("c:CdtDbtInd", "", space))
        for entry in entries
    ]
    assert sums == [("280000.00", "CRDT"), ("25.00", "DBIT"), ("25.00", "CRDT")]
    assert [entry.findtext("c:AcctSvcrRef", "", space) for entry in entries] == [
        line.serial for line in told.lines
    ]
    balances = [one.text for one in root.findall(".//c:Bal/c:Amt", space)]
    assert balances == ["0.00", "280000.00"]


def test_frozen_money_leaves_only_after_its_release(book: Book) -> None:
    serial = pay(book)
    assert subaccounts.account_of(book.store, "P1")["frozen"] == "28000000"
    with pytest.raises(BankRefusal, match="money_frozen"):
        book.refund(refund(serial))

    wish = {"instruction_id": "refund-1", "original_serial": serial}
    first = subaccounts.release(book.store, wish)
    again = subaccounts.release(book.store, wish)
    book.refund(refund(serial))

    assert first == again
    assert subaccounts.account_of(book.store, "P1") == {
        "order_no": "P1",
        "balance": "0",
        "frozen": "0",
    }


def test_a_release_is_for_one_instruction(book: Book) -> None:
    serial = pay(book)
    subaccounts.release(book.store, {"instruction_id": "refund-1", "original_serial": serial})

    with pytest.raises(BankRefusal, match="instruction_mismatch"):
        subaccounts.release(book.store, {"instruction_id": "collect-1", "original_serial": serial})


def test_what_was_collected_is_not_sent_back_too(book: Book) -> None:
    serial = pay(book)
    wish = {"instruction_id": "collect-1", "original_serial": serial}
    with pytest.raises(BankRefusal, match="money_frozen"):
        subaccounts.collect(book.store, {**wish, "amount": "28000000"})
    subaccounts.release(book.store, wish)

    answers = [subaccounts.collect(book.store, {**wish, "amount": "28000000"}) for _ in range(2)]

    assert answers[0] == answers[1]
    with pytest.raises(BankRefusal, match="refund_above_payment"):
        book.refund(refund(serial))
    assert len(closed(book).lines) == 1


def test_a_payout_is_paid_once_and_may_be_refused(book: Book) -> None:
    answers = [payouts.pay_out(book.store, Manner(), PAYOUT) for _ in range(2)]

    assert answers[0] == answers[1]
    with pytest.raises(BankRefusal, match="instruction_mismatch"):
        payouts.pay_out(book.store, Manner(), {**PAYOUT, "amount": "2501"})
    closed_account = {**PAYOUT, "instruction_id": "payout-2", "payee_account": "62170410"}
    with pytest.raises(BankRefusal, match="account_closed"):
        payouts.pay_out(book.store, Manner(), closed_account)
    assert len(payouts.list_payouts(book.store)) == 1


def test_faults_are_counted_down(tmp_path: Path) -> None:
    manner = Manner()
    manner.set({"down": 2, "lost": 1, "forged": 1, "times": 9, "is_paused": "yes"})

    assert [manner.is_down() for _ in range(3)] == [True, True, False]
    assert [manner.loses_answer() for _ in range(2)] == [True, False]
    assert [manner.forges() for _ in range(2)] == [True, False]
    assert (manner.times, manner.is_paused) == (5, False)
    manner.set({"down_seconds": 60})
    assert manner.is_down()
    manner.set({})
    assert not manner.is_down()


def test_a_day_before_there_was_anything_is_empty(book: Book) -> None:
    told = statements.day_account(book.store, date(2026, 1, 5))

    assert (told.number, told.opening, told.closing, told.lines) == (5, 0, 0, ())
