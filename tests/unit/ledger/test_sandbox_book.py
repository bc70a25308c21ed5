"""The sandbox bank keeps its word over repeats and restarts."""

from pathlib import Path

import pytest

from app.ledger.bank.sandbox.book import Book
from app.ledger.bank.sandbox.keys import load_keys
from app.ledger.bank.sandbox.store import BankRefusal

ORDER = {"no": "P1", "account": "62", "amount": "100", "payee": "x", "memo": "P1"}


def pay(book: Book, amount: int = 100, **changes: str) -> str:
    return book.pay(
        order_no="P1",
        amount=amount,
        payer_name="王芳",
        payer_id_number="1",
        account="62",
        form_token=changes.get("form_token"),
    )


def test_the_same_order_again_changes_nothing(tmp_path: Path) -> None:
    book = Book(tmp_path)
    book.put_order(ORDER)

    book.put_order(ORDER)

    with pytest.raises(BankRefusal, match="order_mismatch"):
        book.put_order({**ORDER, "amount": "101"})


def test_a_form_sent_twice_pays_once(tmp_path: Path) -> None:
    book = Book(tmp_path)
    book.put_order(ORDER)

    serials = {pay(book, form_token="t") for _ in range(3)}

    assert len(serials) == 1
    assert book.waiting() == 1


def test_a_refund_instruction_is_done_once_over_a_restart(tmp_path: Path) -> None:
    book = Book(tmp_path)
    serial = pay(book)
    instruction = {
        "instruction_id": "refund-1",
        "original_serial": serial,
        "amount": "100",
        "reason": "x",
    }
    first = book.refund(instruction)

    again = Book(tmp_path).refund(instruction)

    assert again == first
    assert len(book.refunds()) == 1


def test_no_more_goes_back_than_came(tmp_path: Path) -> None:
    book = Book(tmp_path)
    serial = pay(book)
    instruction = {"original_serial": serial, "amount": "60", "reason": "x"}
    book.refund({"instruction_id": "a", **instruction})

    with pytest.raises(BankRefusal, match="refund_above_payment"):
        book.refund({"instruction_id": "b", **instruction})


def test_a_notice_waits_longer_after_each_failure(tmp_path: Path) -> None:
    book = Book(tmp_path)
    pay(book)
    first = book.due_notices(0.0 + 1)[0]
    book.postpone(first, 1.0, 60.0)
    second = book.due_notices(2.0)[0]
    book.postpone(second, 2.0, 60.0)

    assert book.due_notices(3.9) == []
    assert len(book.due_notices(4.0)) == 1


def test_keys_are_made_once_and_the_timestamp_is_signed(tmp_path: Path) -> None:
    keys = load_keys(tmp_path)
    again = load_keys(tmp_path)

    assert again.sign("1", b"x") == keys.sign("1", b"x")
    assert keys.sign("2", b"x") != keys.sign("1", b"x")
