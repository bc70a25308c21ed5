"""WeChat Pay through the real package: codes, payments, refunds, bills."""

from datetime import date, timedelta

import pytest
from flask import Flask

from app.kernel.clock import clock
from app.kernel.errors import Conflict, Refusal
from app.kernel.money import Money
from app.ledger import chart, checks, facade, queries
from app.ledger.bank.port import BankAway, BankRefused, StatementNotReady
from app.ledger.bank.wechat import WeChatBank
from app.ledger.services import suspense, wechat_codes
from app.ledger.vocabulary import InstructionState, OrderState, PaymentFault
from tests.support.money import open_order
from tests.support.wechat import MCHID, WeChat
from tests.support.wechat_story import FEE, open_fee, refund, send, state_of, tell


def test_a_fee_is_paid_by_scanning_a_code(app: Flask, wechat: WeChat, port: WeChatBank) -> None:
    order = open_fee()
    wechat_codes.ask_for_code(order.no, at=clock.now())
    send(port)
    code = wechat_codes.find_code(order.no)

    answer = tell(app, wechat, wechat.paid(order.no, FEE.fen))

    assert code is not None
    assert code.startswith("weixin://wxpay/")
    asked = wechat.orders[order.no]
    assert asked["amount"] == {"total": FEE.fen, "currency": "CNY"}
    assert asked["notify_url"] == "https://court.test/bank/wechat/notifications"
    assert (answer.status_code, answer.json["outcome"]) == (200, "booked")
    assert state_of(order.no) is OrderState.CONFIRMED
    assert facade.balance(chart.BANK) == FEE


def test_the_same_payment_told_again_is_booked_once(
    app: Flask, wechat: WeChat, port: WeChatBank
) -> None:
    order = open_fee()

    # Each copy is sealed with another nonce, so its bytes differ.
    outcomes = [tell(app, wechat, wechat.paid(order.no, FEE.fen)).json["outcome"] for _ in range(3)]

    assert outcomes == ["booked", "repeated", "repeated"]
    assert facade.balance(chart.BANK) == FEE
    other = tell(app, wechat, wechat.paid(order.no, FEE.fen + 1))
    assert (other.status_code, other.json["code"]) == (409, "bank_serial_mismatch")


def test_a_deposit_cannot_be_paid_by_wechat(app: Flask, wechat: WeChat, port: WeChatBank) -> None:
    order = open_order()

    with pytest.raises(Refusal, match="wechat_names_nobody"):
        wechat_codes.ask_for_code(order.no, at=clock.now())
    request = {"no": order.no, "amount": "1", "purpose": "x", "purpose_code": "deposit"}
    with pytest.raises(BankRefused, match="real_name_needed"):
        port.register_order({**request, "due_at": "2026-11-27T10:00:00Z"})
    answer = tell(app, wechat, wechat.paid(order.no, order.amount.fen))

    assert answer.json == {
        "serial": "WX4200000001",
        "outcome": "suspended",
        "fault": PaymentFault.UNNAMED_PAYER,
    }
    assert wechat.orders == {}
    assert facade.hold_of("enrollment:1") is None
    send(port)
    assert refund().state is InstructionState.DONE
    assert facade.balance(chart.BANK) == Money.ZERO


def nobody_places_it() -> None:
    """Money that waits for finance goes back by itself when its days are over (P36)."""
    suspense.return_overdue(clock.now() + timedelta(days=6))


def test_a_wrong_amount_goes_back_to_wechat_once(
    app: Flask, wechat: WeChat, port: WeChatBank
) -> None:
    order = open_fee()
    tell(app, wechat, wechat.paid(order.no, FEE.fen - 1))
    nobody_places_it()
    wechat.loses_answers = True
    send(port)
    assert refund().state is InstructionState.QUEUED
    wechat.loses_answers = False

    send(port)

    assert refund().state is InstructionState.DONE
    assert list(wechat.refunds) == ["refund-WX4200000001"]
    sent = wechat.refunds["refund-WX4200000001"]["wish"]
    assert sent["transaction_id"] == "4200000001"
    assert sent["amount"] == {"refund": FEE.fen - 1, "total": FEE.fen - 1, "currency": "CNY"}
    assert facade.balance(chart.BANK) == Money.ZERO
    assert [breach for name in checks.QUERIES for breach in checks.breaches_of(name)] == []


def test_a_refund_on_its_way_is_settled_by_its_callback(
    app: Flask, wechat: WeChat, port: WeChatBank
) -> None:
    tell(app, wechat, wechat.paid("PNOBODYKNOWS", FEE.fen))
    nobody_places_it()
    wechat.refund_status = "PROCESSING"
    send(port)
    assert refund().state is InstructionState.QUEUED
    kept = wechat.refunds["refund-WX4200000001"]
    resource = {
        "mchid": MCHID,
        "out_refund_no": "refund-WX4200000001",
        "refund_id": kept["refund_id"],
        "refund_status": "SUCCESS",
        "amount": kept["wish"]["amount"],
    }

    answers = [tell(app, wechat, wechat.callback("REFUND.SUCCESS", resource)) for _ in range(2)]

    assert [answer.json["outcome"] for answer in answers] == ["settled", "repeated"]
    assert refund().state is InstructionState.DONE


@pytest.mark.parametrize(
    ("status", "state", "fault"),
    [
        ("CLOSED", InstructionState.REFUSED, "refund_closed"),
        ("ABNORMAL", InstructionState.QUEUED, "refund_abnormal"),
    ],
)
def test_a_refund_that_fails_is_told_to_a_person(
    app: Flask,
    wechat: WeChat,
    port: WeChatBank,
    status: str,
    state: InstructionState,
    fault: str,
) -> None:
    tell(app, wechat, wechat.paid("PNOBODYKNOWS", FEE.fen))
    nobody_places_it()
    wechat.refund_status = status
    resource = {"mchid": MCHID, "refund_id": "50300001", "refund_status": status}
    answer = tell(app, wechat, wechat.callback(f"REFUND.{status}", resource))

    send(port)

    assert answer.json["outcome"] == "noted"
    assert (refund().state, refund().last_fault) == (state, fault)
    assert facade.balance(chart.BANK) == FEE


def test_an_answer_with_a_wrong_signature_is_no_answer(wechat: WeChat, port: WeChatBank) -> None:
    order = open_fee()
    wechat_codes.ask_for_code(order.no, at=clock.now())
    send(port)
    first = wechat_codes.find_code(order.no)
    wechat.forges_answers = True

    with pytest.raises(BankAway):
        port.refund(
            {
                "instruction_id": "refund-WX1",
                "original_serial": "WX1",
                "amount": "1",
                "reason": "x",
            }
        )

    assert first is not None


def test_a_code_is_renewed_before_it_is_too_old(
    wechat: WeChat, port: WeChatBank, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = open_fee()
    for _ in range(2):
        wechat_codes.ask_for_code(order.no, at=clock.now())
    send(port)
    first = wechat_codes.find_code(order.no)
    wechat_codes.ask_for_code(order.no, at=clock.now())
    assert wechat_codes.find_code(order.no) == first
    monkeypatch.setattr(wechat_codes, "CODE_GOOD_FOR", timedelta(seconds=-1))

    wechat_codes.ask_for_code(order.no, at=clock.now())
    send(port)

    monkeypatch.undo()
    row = queries.find_instruction(wechat_codes.code_instruction_id(order.no))
    assert row is not None
    assert row.pay_code not in {None, first}


def test_a_paid_order_gets_no_code(app: Flask, wechat: WeChat, port: WeChatBank) -> None:
    order = open_fee()
    tell(app, wechat, wechat.paid(order.no, FEE.fen))

    with pytest.raises(Conflict, match="payment_order_closed"):
        wechat_codes.ask_for_code(order.no, at=clock.now())


def test_the_bill_of_a_day_is_checked_by_its_digest(wechat: WeChat, port: WeChatBank) -> None:
    day = date(2026, 11, 26)
    with pytest.raises(StatementNotReady):
        port.statement(day)
    wechat.bills["2026-11-26"] = "交易时间,公众账号ID\r\n`2026-11-26 10:00:00,`wx\r\n".encode()

    bill = port.statement(day)

    assert bill.name == "wechat-20261126.csv"
    assert bill.content == wechat.bills["2026-11-26"]


def test_a_bill_that_was_changed_on_its_way_is_refused(
    wechat: WeChat, port: WeChatBank, monkeypatch: pytest.MonkeyPatch
) -> None:
    wechat.bills["2026-11-26"] = b"x"
    told = wechat._bill

    def swap(path: str) -> tuple[int, bytes]:
        answer = told(path)
        wechat.bills["2026-11-26"] = b"y"
        return answer

    monkeypatch.setattr(wechat, "_bill", swap)

    with pytest.raises(BankAway, match="bill_invalid"):
        port.statement(date(2026, 11, 26))
