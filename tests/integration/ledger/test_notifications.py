"""What the bank tells us: exact money is booked once, everything else waits or goes back."""

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.kernel.clock import clock
from app.kernel.money import Money
from app.ledger import chart, facade, queries
from app.ledger.bank.port import RefundNotice
from app.ledger.facade import HoldState, Purpose
from app.ledger.models import BankInstruction, BankReceipt, Transfer
from app.ledger.services import outbox, suspense
from app.ledger.vocabulary import InstructionKind, OrderState
from app.store import db
from app.trail.models import TrailEntry
from tests.support.money import CASE, DEPOSIT, FRIEND, PaperBank, open_order, race

YEAR = timedelta(days=365)


def count(model: type) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def facts(name: str) -> list[dict[str, object]]:
    rows = db.session.scalars(
        select(TrailEntry).where(TrailEntry.name == name).order_by(TrailEntry.id)
    )
    return [row.payload for row in rows]


def refunds() -> int:
    return (
        db.session.scalar(
            select(func.count())
            .select_from(BankInstruction)
            .where(BankInstruction.kind == InstructionKind.REFUND)
        )
        or 0
    )


def test_mon_04_exact_money_in_the_payers_name_and_in_time_is_held(bank: PaperBank) -> None:
    order = open_order()

    answer = bank.pays(order)

    assert answer.get_json()["outcome"] == "booked"
    hold = facade.hold_of("enrollment:1")
    assert hold is not None
    assert (hold.amount, hold.state) == (DEPOSIT, HoldState.HELD)
    assert facade.balance(f"case:{CASE}:deposits") == DEPOSIT
    assert facade.balance(chart.funds(CASE)) == Money.ZERO
    confirmed = facts("ledger.payment.confirmed")
    assert confirmed == [
        {
            "order_no": order.no,
            "purpose": "deposit",
            "reference": "enrollment:1",
            "amount": "28000000",
            "case_number": CASE,
        }
    ]


def _assert_sent_back(bank: PaperBank, answer_fault: str, *amounts: int) -> None:
    """Assert that nothing is held and that the bank is told to return exactly these amounts."""
    assert facade.hold_of("enrollment:1") is None
    assert facade.balance(f"case:{CASE}:deposits") == Money.ZERO
    suspended = facts("ledger.payment.suspended")
    assert [fact["fault"] for fact in suspended] == [answer_fault] * len(amounts)
    outbox.send_due(bank, at=clock.now())
    returned = sorted(notice.amount.fen for notice in bank.refunds.values())
    assert returned == sorted(amounts)
    for account in (chart.SUSPENSE, chart.OUTGOING, chart.BANK):
        assert facade.balance(account) == Money.ZERO
    assert len(facts("ledger.refund.paid")) == len(amounts)


def test_mon_04_one_fen_too_little_goes_back(bank: PaperBank) -> None:
    order = open_order()

    answer = bank.tell(bank.receipt(order.no, amount=Money(27_999_999)))

    assert answer.get_json()["outcome"] == "suspended"
    _assert_sent_back(bank, "wrong_amount", 27_999_999)


def test_mon_04_two_halves_are_not_a_deposit(bank: PaperBank) -> None:
    order = open_order()

    for _ in range(2):
        bank.tell(bank.receipt(order.no, amount=Money(14_000_000)))

    _assert_sent_back(bank, "wrong_amount", 14_000_000, 14_000_000)


def test_mon_04_money_of_another_person_goes_back(bank: PaperBank) -> None:
    order = open_order()

    bank.pays(order, payer=FRIEND)

    _assert_sent_back(bank, "other_payer", DEPOSIT.fen)


def test_mon_04_money_after_the_end_of_bidding_goes_back(bank: PaperBank) -> None:
    with clock.stopped_at(datetime(2026, 3, 2, 2, tzinfo=UTC)):
        order = open_order(due_in=timedelta(minutes=5))
        clock.advance(timedelta(minutes=5, seconds=1))

        bank.pays(order)

        _assert_sent_back(bank, "late", DEPOSIT.fen)


def test_mon_04_a_forged_signature_is_refused_and_recorded(bank: PaperBank) -> None:
    body = bank.receipt(open_order().no)
    signature = bank.keys.sign("1", body)

    answer = bank.tell(body, signature=signature)

    assert (answer.status_code, answer.get_json()["code"]) == (401, "bank_signature_invalid")
    assert count(BankReceipt) == 0
    assert count(Transfer) == 0
    assert [fact["code"] for fact in facts("ledger.notice.refused")] == ["bank_signature_invalid"]


def test_mon_04_a_signed_notice_of_last_year_is_refused_and_recorded(bank: PaperBank) -> None:
    body = bank.receipt(open_order().no)

    answer = bank.tell(body, age=YEAR)

    assert (answer.status_code, answer.get_json()["code"]) == (401, "bank_notice_stale")
    assert count(BankReceipt) == 0
    assert [fact["code"] for fact in facts("ledger.notice.refused")] == ["bank_notice_stale"]


def test_a_touched_byte_is_refused(bank: PaperBank) -> None:
    body = bank.receipt(open_order().no, amount=Money(1))
    import time

    stamp = str(int(time.time()))
    answer = bank.client.post(
        "/bank/notifications",
        data=body.replace(b'"1"', b'"28000000"'),
        headers={"X-Bank-Timestamp": stamp, "X-Bank-Signature": bank.keys.sign(stamp, body)},
    )

    assert answer.get_json()["code"] == "bank_signature_invalid"


def test_the_same_notice_again_changes_nothing(bank: PaperBank) -> None:
    body = bank.receipt(open_order().no)
    bank.tell(body)

    answer = bank.tell(body)

    assert answer.get_json()["outcome"] == "repeated"
    assert count(BankReceipt) == 1
    assert facade.balance(chart.BANK) == DEPOSIT


def test_a_known_serial_with_other_content_is_refused_and_recorded(bank: PaperBank) -> None:
    order = open_order()
    bank.tell(bank.receipt(order.no, serial="S7"))

    answer = bank.tell(bank.receipt(order.no, serial="S7", amount=Money(1)))

    assert (answer.status_code, answer.get_json()["code"]) == (409, "bank_serial_mismatch")
    assert len(facts("ledger.notice.refused")) == 1


def test_a_second_payment_of_an_order_goes_back(bank: PaperBank) -> None:
    order = open_order()
    bank.pays(order)

    answer = bank.pays(order)

    assert answer.get_json()["fault"] == "already_paid"
    assert facade.balance(f"case:{CASE}:deposits") == DEPOSIT
    assert refunds() == 1


def test_money_without_an_order_waits_and_goes_back_when_nobody_placed_it(
    bank: PaperBank,
) -> None:
    answer = bank.tell(bank.receipt("PNOBODYKNOWS", amount=Money(5)))

    assert answer.get_json()["fault"] == "unknown_order"
    outbox.send_due(bank, at=clock.now())
    assert bank.refunds == {}
    suspense.return_overdue(clock.now() + timedelta(days=6))
    outbox.send_due(bank, at=clock.now())
    assert [notice.amount.fen for notice in bank.refunds.values()] == [5]


def test_money_for_a_canceled_order_goes_back(bank: PaperBank) -> None:
    order = open_order()
    facade.cancel_order("enrollment:1", at=clock.now())

    answer = bank.pays(order)

    assert answer.get_json()["fault"] == "order_canceled"
    assert facade.hold_of("enrollment:1") is None


@pytest.mark.parametrize(
    "body",
    [b"", b"[]", b"null", b'{"kind":"receipt"}', b'{"kind":"gift"}', b"\xff", b"[" * 9000],
)
def test_a_signed_message_that_says_nothing_known_is_refused(bank: PaperBank, body: bytes) -> None:
    answer = bank.tell(body)

    assert (answer.status_code, answer.get_json()["code"]) == (422, "bank_notice_invalid")


@pytest.mark.parametrize("amount", ["0", "-1", "1.5", "1e3", "１", "0100", str(10**15)])
def test_an_amount_in_another_form_is_refused(bank: PaperBank, amount: str) -> None:
    body = bank.receipt(open_order().no).replace(b'"28000000"', f'"{amount}"'.encode())

    assert bank.tell(body).get_json()["code"] == "bank_notice_invalid"


def test_a_large_message_is_not_read(bank: PaperBank) -> None:
    assert bank.tell(b"x" * 20_000).status_code == 413


def test_the_record_is_not_filled_from_outside(bank: PaperBank) -> None:
    answers = [bank.tell(b"{}", signature="AAAA").status_code for _ in range(62)]

    assert answers[:60] == [401] * 60
    assert answers[60:] == [429, 429]
    assert len(facts("ledger.notice.refused")) == 60


def test_notices_in_any_order_lead_to_the_same_book(bank: PaperBank) -> None:
    orders = [open_order(f"enrollment:{number}") for number in range(4)]
    bodies = [bank.receipt(order.no) for order in orders]

    for body in [*reversed(bodies), *bodies]:
        bank.tell(body)

    assert all(facade.hold_of(order.reference) for order in orders)
    assert facade.balance(chart.BANK) == Money(4 * DEPOSIT.fen)


def test_one_notice_delivered_eight_times_at_once_is_booked_once(
    app: Flask, bank: PaperBank
) -> None:
    body = bank.receipt(open_order().no)

    answers = race(app, [lambda: bank_again(app, bank, body) for _ in range(8)])

    assert sorted(answers) == ["booked", *["repeated"] * 7]
    assert count(BankReceipt) == 1


def bank_again(app: Flask, bank: PaperBank, body: bytes) -> str:
    """Deliver a notice over a connection of its own."""
    own = PaperBank(bank.keys, type(bank.client)(app))
    return str(own.tell(body).get_json()["outcome"])


def test_a_refund_told_by_notice_before_the_answer_is_booked_once(bank: PaperBank) -> None:
    bank.tell(bank.receipt("PNOBODYKNOWS", amount=Money(5), serial="S9"))
    suspense.return_overdue(clock.now() + timedelta(days=6))
    notice = RefundNotice("R9", "refund-S9", Money(5))
    bank.refunds["refund-S9"] = notice

    assert outbox.settle_refund(notice, at=clock.now()) is True
    assert outbox.settle_refund(notice, at=clock.now()) is False

    assert outbox.send_due(bank, at=clock.now()) == 0
    assert facade.balance(chart.BANK) == Money.ZERO


def test_fees_and_balance_go_to_their_accounts(bank: PaperBank) -> None:
    fee = open_order("assignment:1", purpose=Purpose.BASIC_FEE, amount=Money(300_000))
    balance = open_order("result:1", purpose=Purpose.BALANCE, amount=Money(9_000_000))

    bank.pays(fee)
    bank.pays(balance)

    assert facade.balance(chart.fees(CASE)) == Money(300_000)
    assert facade.balance(chart.funds(CASE)) == Money(9_000_000)
    order = facade.find_order("result:1")
    assert order is not None
    assert order.state is OrderState.CONFIRMED


def test_a_payer_is_stored_only_sealed(bank: PaperBank) -> None:
    order = open_order()
    bank.pays(order)

    for table in ("ledger_payment_order", "ledger_bank_receipt", "ledger_bank_instruction"):
        for row in db.session.execute(db.text(f"SELECT * FROM {table}")):  # noqa: S608 - ours
            shown = " ".join(
                bytes(value).decode("utf-8", "ignore")
                if isinstance(value, memoryview | bytes)
                else str(value)
                for value in row
            )
            assert "王芳" not in shown
            assert "11010519491231002X" not in shown
    bodies = [entry.body.decode() for entry in db.session.scalars(select(TrailEntry))]
    assert not any("王芳" in body for body in bodies)
    assert queries.find_order(order.no) is not None
