"""Who may tell us that WeChat was paid: WeChat, now, about our own money, and nobody else."""

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from app.kernel.clock import clock
from app.ledger.bank import wechat as adapter
from app.ledger.bank.port import BankAway
from app.ledger.bank.wechat import WeChatBank
from app.ledger.services import wechat_codes
from tests.support.wechat import APIV3_KEY, WeChat
from tests.support.wechat_story import FEE, open_fee, receipts, send, tell


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
