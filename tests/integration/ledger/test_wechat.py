"""WeChat Pay through the real package: signed both ways, sealed callbacks, refunds, bills."""

import json
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from app.kernel.clock import clock
from app.kernel.errors import Conflict, Refusal
from app.kernel.money import Money
from app.ledger import chart, checks, facade, queries
from app.ledger.bank import wechat as adapter
from app.ledger.bank.choice import current_wechat
from app.ledger.bank.port import BankAway, BankRefused, StatementNotReady
from app.ledger.bank.wechat import WeChatBank
from app.ledger.facade import PaymentOrderView, Purpose
from app.ledger.models import BankInstruction, BankReceipt
from app.ledger.services import outbox, wechat_codes
from app.ledger.vocabulary import Channel, InstructionState, OrderState, PaymentFault
from app.store import db, unit_of_work
from tests.support.money import open_order
from tests.support.web import Client
from tests.support.wechat import APIV3_KEY, APPID, CERT_SERIAL, MCHID, WeChat, serve

FEE = Money(300_000)


@pytest.fixture
def wechat(
    app: Flask, db_session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[WeChat]:
    """WeChat as a server of its own, and an app whose merchant account is there."""
    made = WeChat(tmp_path / "server")
    adapter.open_sdk.cache_clear()
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", made.authority)
    monkeypatch.setitem(app.config, "DATA_DIR", str(tmp_path))
    monkeypatch.setitem(app.config, "PUBLIC_URL", "https://court.test")
    with serve(made) as proxy:
        words = {
            "mchid": MCHID,
            "appid": APPID,
            "cert_serial": CERT_SERIAL,
            "key_file": tmp_path / "server" / "merchant.pem",
            "apiv3_key": APIV3_KEY,
            "proxy": proxy,
        }
        monkeypatch.setitem(app.config, "WECHAT", words)
        yield made
    app.extensions.pop("ledger.wechat", None)


@pytest.fixture
def port(wechat: WeChat) -> WeChatBank:
    found = current_wechat()
    assert found is not None
    return found


def open_fee(reference: str = "assignment:1") -> PaymentOrderView:
    return open_order(reference, purpose=Purpose.BASIC_FEE, amount=FEE)


def tell(
    app: Flask, wechat: WeChat, body: bytes, *, age: float = 0, **changes: str
) -> TestResponse:
    headers = {**wechat.signed(body, age=age), **changes}
    answer = Client(app).post("/bank/wechat/notifications", data=body, headers=headers)
    db.session.rollback()
    db.session.expire_all()
    return answer


def send(port: WeChatBank) -> None:
    with unit_of_work():
        for row in db.session.scalars(select(BankInstruction)):
            row.next_at = clock.real_now()
    outbox.send_due(port, at=clock.now(), channel=Channel.WECHAT)
    db.session.rollback()
    db.session.expire_all()


def state_of(no: str) -> OrderState:
    db.session.rollback()
    db.session.expire_all()
    return queries.get_order(no).state


def receipts() -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(BankReceipt)) or 0


def refund() -> BankInstruction:
    db.session.rollback()
    found = queries.find_instruction("refund-WX4200000001")
    assert found is not None
    db.session.refresh(found)
    return found


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


def test_a_wrong_amount_goes_back_to_wechat_once(
    app: Flask, wechat: WeChat, port: WeChatBank
) -> None:
    order = open_fee()
    tell(app, wechat, wechat.paid(order.no, FEE.fen - 1))
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
    wechat.refund_status = status
    resource = {"mchid": MCHID, "refund_id": "50300001", "refund_status": status}
    answer = tell(app, wechat, wechat.callback(f"REFUND.{status}", resource))

    send(port)

    assert answer.json["outcome"] == "noted"
    assert (refund().state, refund().last_fault) == (state, fault)
    assert facade.balance(chart.BANK) == FEE


@pytest.mark.parametrize(
    "spoil",
    [
        {"Wechatpay-Signature": "QUFB"},
        {"Wechatpay-Signature": "不是"},
        {"Wechatpay-Timestamp": "x"},
        {"Wechatpay-Nonce": "other"},
        {"Wechatpay-Serial": "0123456789ABCDEF"},
        {"Wechatpay-Serial": "not a number"},
        {"Wechatpay-Signature-Type": "WECHATPAY2-SM2-WITH-SM3"},
        {"Wechatpay-Signature": "WECHATPAY/SIGNTEST/QUFB"},
    ],
)
def test_a_forged_callback_is_refused(
    app: Flask, wechat: WeChat, port: WeChatBank, spoil: dict[str, str]
) -> None:
    order = open_fee()
    headers = {name: value.encode().decode("latin-1") for name, value in spoil.items()}

    answer = tell(app, wechat, wechat.paid(order.no, FEE.fen), **headers)

    assert (answer.status_code, answer.json["code"]) == (401, "bank_signature_invalid")
    assert receipts() == 0


def test_an_old_callback_sent_again_is_refused(
    app: Flask, wechat: WeChat, port: WeChatBank
) -> None:
    order = open_fee()
    week = timedelta(days=7).total_seconds()

    answer = tell(app, wechat, wechat.paid(order.no, FEE.fen), age=week)

    assert (answer.status_code, answer.json["code"]) == (401, "bank_notice_stale")
    assert receipts() == 0


@pytest.mark.parametrize(
    "changes",
    [
        {"mchid": "1900000110"},
        {"appid": "wxffffffffffffffff"},
        {"trade_state": "NOTPAY"},
        {"amount": {"total": 300_000.0, "currency": "CNY"}},
        {"amount": {"total": True, "currency": "CNY"}},
        {"amount": {"total": -1, "currency": "CNY"}},
        {"amount": {"total": 300_000, "currency": "USD"}},
        {"transaction_id": "../../x"},
        {"success_time": "2026-11-27 18:00:00"},
        {"success_time": None},
    ],
)
def test_what_is_signed_but_not_ours_is_refused(
    app: Flask, wechat: WeChat, port: WeChatBank, changes: dict[str, Any]
) -> None:
    order = open_fee()

    answer = tell(app, wechat, wechat.paid(order.no, FEE.fen, **changes))

    assert (answer.status_code, answer.json["code"]) == (422, "bank_notice_invalid")
    assert receipts() == 0


def test_strangers_cannot_make_us_call_out(app: Flask, wechat: WeChat, port: WeChatBank) -> None:
    order = open_fee()
    tell(app, wechat, wechat.paid(order.no, FEE.fen))
    before = len(wechat.asked)

    for number in range(10):
        body = wechat.paid(order.no, FEE.fen)
        tell(app, wechat, body, **{"Wechatpay-Serial": f"ABCDEF012345678{number}"})

    assert len(wechat.asked) - before <= 1


def test_a_new_platform_key_is_fetched_when_it_comes(
    app: Flask, wechat: WeChat, port: WeChatBank, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = open_fee(), open_fee("assignment:2")
    tell(app, wechat, wechat.paid(first.no, FEE.fen))
    monkeypatch.setattr(adapter, "NEW_KEY_SECONDS", 0.0)
    wechat.renew_platform_key()

    answer = tell(app, wechat, wechat.paid(second.no, FEE.fen, "4200000002"))

    assert answer.json["outcome"] == "booked"


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


def test_the_secrets_show_nowhere(
    wechat: WeChat, port: WeChatBank, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    order = open_fee()
    wechat_codes.ask_for_code(order.no, at=clock.now())
    send(port)
    wechat.forges_answers, wechat.bills["2026-11-26"] = True, b"x"
    with pytest.raises(BankAway) as fault:
        port.statement(date(2026, 11, 26))

    shown = f"{port!r} {fault.value} {caplog.text}"
    assert APIV3_KEY not in shown
    assert "PRIVATE KEY" not in shown


def test_the_platforms_public_key_serves_instead_of_its_certificates(
    app: Flask, wechat: WeChat, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from cryptography.hazmat.primitives import serialization

    pem = wechat.platform.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    (tmp_path / "public.pem").write_bytes(pem)
    words = {
        **app.config["WECHAT"],
        "public_key_file": tmp_path / "public.pem",
        "public_key_id": "PUB_KEY_ID_0119000001092026",
    }
    monkeypatch.setitem(app.config, "WECHAT", words)
    order = open_fee()
    body = wechat.paid(order.no, FEE.fen)

    answer = tell(app, wechat, body, **{"Wechatpay-Serial": words["public_key_id"]})

    assert answer.json["outcome"] == "booked"
    assert json.dumps(wechat.asked) == "[]"
