"""WeChat Pay v3 as a second bank: native QR orders, signed callbacks, refunds, trade bills.

It names no payer, so it takes nothing that demands a name: no deposit, no price. The package
speaks to `api.mch.weixin.qq.com` and nowhere else; its own `proxy` setting is the one supported
way to lead it elsewhere, for a court's outgoing gateway as for the server of the tests.
"""

import hashlib
import json
import re
import threading
import time
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import requests
from wechatpayv3 import WeChatPay, WeChatPayType

from app.kernel.errors import BadAmount
from app.kernel.money import Money
from app.ledger.bank.client import NOTICE_WINDOW
from app.ledger.bank.port import (
    BankAway,
    BankRefused,
    NoNews,
    Notice,
    NoticeInvalid,
    PayoutNotice,
    ReceiptNotice,
    RefundNotice,
    StatementFile,
    StatementNotReady,
)
from app.ledger.vocabulary import UNNAMED_PURPOSES

#: Head of every serial that is WeChat's, so that it never meets one of a bank.
HEAD = "WX"
#: Seconds for connecting and for the answer.
TIMEOUT = (3, 5)
#: Largest bill that is unpacked, in bytes.
BILL_MAX = 256 * 1024 * 1024
#: A callback under a key not seen yet makes the package fetch the platform's certificates: at
#: most once in so many seconds, so that strangers cannot make us call out.
NEW_KEY_SECONDS = 60.0
SERIAL = re.compile(r"[0-9A-Za-z_]{8,64}", re.ASCII)
#: Codes that say for good that nothing was done.
NEVER = {"RESOURCE_NOT_EXISTS", "PARAM_ERROR", "USER_ACCOUNT_ABNORMAL", "MCH_NOT_EXISTS"}
NOT_YET = {"NO_STATEMENT_EXIST", "STATEMENT_CREATING"}


@dataclass(frozen=True)
class WeChatSettings:
    """What the platform knows of its merchant account; the secrets show in no message."""

    mchid: str
    appid: str
    cert_serial: str
    key_file: Path
    apiv3_key: str = field(repr=False)
    #: Where WeChat sends its callbacks: our own address.
    notify_url: str
    #: Where the platform's certificates are kept between starts.
    cert_dir: Path
    #: Both or neither: the platform's public key, for merchants that WeChat gave one.
    public_key_file: Path | None = None
    public_key_id: str = ""
    #: Address of a gateway that carries our requests.
    proxy: str = ""


@dataclass
class _Keys:
    """Key numbers whose signatures were good, and when a new one was last tried."""

    known: set[str] = field(default_factory=set)
    tried_at: float = float("-inf")
    lock: threading.Lock = field(default_factory=threading.Lock)

    def allow(self, serial: str) -> bool:
        """Say whether a callback under this key may be looked at."""
        with self.lock:
            if serial in self.known:
                return True
            now = time.monotonic()
            if now - self.tried_at < NEW_KEY_SECONDS:
                return False
            self.tried_at = now
            return True


@dataclass(frozen=True)
class WeChatBank:
    """The bank port over WeChat Pay."""

    settings: WeChatSettings
    keys: _Keys = field(default_factory=_Keys, repr=False)

    def pay_url(self, order_no: str) -> str:  # noqa: ARG002 - the port's form
        """Return nothing: the payer scans the code of the order."""
        return ""

    def register_order(self, request: Mapping[str, str]) -> str:
        """Make the code a payer scans; the same order again makes a fresh code for it."""
        if request["purpose_code"] not in UNNAMED_PURPOSES:
            raise BankRefused("real_name_needed")
        answer = self._ask(
            self._sdk.pay,
            description=request["purpose"],
            out_trade_no=request["no"],
            amount={"total": int(request["amount"]), "currency": "CNY"},
            time_expire=request["due_at"],
            pay_type=WeChatPayType.NATIVE,
        )
        code = answer.get("code_url")
        if not isinstance(code, str) or not code.startswith("weixin://") or len(code) > 512:
            raise BankAway("answer_invalid")
        return code

    def refund(self, request: Mapping[str, str]) -> RefundNotice | None:
        """Send a payment back, once per out_refund_no; asked again it answers how it stands."""
        fen = int(request["amount"])
        answer = self._ask(
            self._sdk.refund,
            out_refund_no=request["instruction_id"],
            transaction_id=request["original_serial"].removeprefix(HEAD),
            # A receipt goes back whole, so its sum is the refund's.
            amount={"refund": fen, "total": fen, "currency": "CNY"},
            reason=request["reason"],
        )
        if answer.get("status") == "CLOSED":
            raise BankRefused("refund_closed")
        if answer.get("status") == "ABNORMAL":
            # The payer's card is gone; a person settles it in WeChat's own desk.
            raise BankAway("refund_abnormal")
        if answer.get("status") != "SUCCESS":
            return None
        try:
            return _refund_notice(answer)
        except (KeyError, TypeError, ValueError, BadAmount) as fault:
            raise BankAway("answer_invalid") from fault

    def pay_out(self, request: Mapping[str, str]) -> PayoutNotice | None:  # noqa: ARG002 - the same
        """Refuse: money to named accounts goes out by the bank."""
        raise BankRefused("no_payouts_here")

    def collect(self, request: Mapping[str, str]) -> None:
        """Do nothing: no deposit comes this way, and there are no sub-accounts."""

    def statement(self, day: date) -> StatementFile:
        """Fetch the trade bill of a day; its digest was signed, so the file is checked by it."""
        told = self._ask(self._sdk.trade_bill, bill_date=day.isoformat(), tar_type="GZIP")
        url = told.get("download_url")
        if told.get("hash_type") != "SHA1" or not isinstance(url, str):
            raise BankAway("answer_invalid")
        packed = self._call(self._sdk.download_bill, url)[1]
        try:
            unpacker = zlib.decompressobj(zlib.MAX_WBITS | 16)
            content = unpacker.decompress(packed, BILL_MAX)
        except (zlib.error, TypeError) as fault:
            raise BankAway("bill_invalid") from fault
        # SHA-1 is what WeChat tells; the number itself came under an RSA signature.
        digest = hashlib.sha1(content, usedforsecurity=False).hexdigest()
        if digest != str(told.get("hash_value", "")).lower() or unpacker.unconsumed_tail:
            raise BankAway("bill_invalid")
        return StatementFile(f"wechat-{day:%Y%m%d}.csv", content)

    def read_notice(self, body: bytes, *, headers: Mapping[str, str], now: datetime) -> Notice:
        """Check signature, then age, then whose money it is; then read what was sealed."""
        timestamp = headers.get("Wechatpay-Timestamp", "")
        serial = headers.get("Wechatpay-Serial", "")
        is_formed = re.fullmatch(r"[0-9]{1,12}", timestamp, re.ASCII) and SERIAL.fullmatch(serial)
        if not is_formed or not self.keys.allow(serial):
            raise NoticeInvalid("bank_signature_invalid")
        content = self._open_notice(body, headers)
        self.keys.known.add(serial)
        if abs(now - datetime.fromtimestamp(int(timestamp), UTC)) > NOTICE_WINDOW:
            raise NoticeInvalid("bank_notice_stale")
        try:
            return self._notice(content["event_type"], content["resource"])
        except (KeyError, TypeError, ValueError, BadAmount):
            raise NoticeInvalid("bank_notice_invalid") from None

    def _open_notice(self, body: bytes, headers: Mapping[str, str]) -> dict[str, Any]:
        try:
            opened = self._sdk.callback(dict(headers), body.decode())
        except requests.RequestException as fault:
            raise BankAway(type(fault).__name__) from fault
        except Exception:  # noqa: BLE001 - the package raises plain Exception for what it refuses
            raise NoticeInvalid("bank_signature_invalid") from None
        if not isinstance(opened, dict):
            raise NoticeInvalid("bank_signature_invalid")
        return opened

    def _notice(self, event: str, resource: dict[str, Any]) -> Notice:
        if resource["mchid"] != self.settings.mchid:
            raise ValueError(resource["mchid"])
        if event == "REFUND.SUCCESS":
            return _refund_notice(resource)
        if event.startswith("REFUND."):
            # Closed or abnormal: the outbox asks again and hears it as an answer.
            return NoNews(HEAD + _number(resource["refund_id"]))
        if event != "TRANSACTION.SUCCESS" or resource["appid"] != self.settings.appid:
            raise ValueError(event)
        if resource["trade_state"] != "SUCCESS" or resource["amount"]["currency"] != "CNY":
            raise ValueError(resource["trade_state"])
        paid_at = datetime.fromisoformat(resource["success_time"])
        if paid_at.tzinfo is None:
            raise ValueError(resource["success_time"])
        return ReceiptNotice(
            serial=HEAD + _number(resource["transaction_id"]),
            order_no=_number(resource["out_trade_no"]),
            amount=_fen(resource["amount"]["total"]),
            payer_name=None,
            payer_id_number=None,
            paid_at=paid_at.astimezone(UTC),
        )

    @property
    def _sdk(self) -> WeChatPay:
        return open_sdk(self.settings)

    def _ask(self, call: Callable[..., Any], **words: Any) -> dict[str, Any]:
        """Ask and return the answer's content; raise for every answer that is not a yes."""
        status, text = self._call(call, **words)
        try:
            content = json.loads(text)
        except (ValueError, TypeError) as fault:
            raise BankAway("answer_invalid") from fault
        if not isinstance(content, dict):
            raise BankAway("answer_invalid")
        if requests.codes.ok <= status < requests.codes.multiple_choices:
            return content
        code = str(content.get("code", ""))[:64]
        if code in NOT_YET:
            raise StatementNotReady(code)
        if code in NEVER:
            raise BankRefused(code.lower())
        raise BankAway(f"{status} {code}")

    def _call(self, call: Callable[..., Any], *words: Any, **named: Any) -> tuple[int, Any]:
        try:
            status, content = call(*words, **named)
        except Exception as fault:  # noqa: BLE001 - the package raises plain Exception
            # Its words may hold what was sent, so only the kind is kept.
            raise BankAway(type(fault).__name__) from None
        return int(status), content


@lru_cache(maxsize=4)
def open_sdk(settings: WeChatSettings) -> WeChatPay:
    """Return the package's client; without kept certificates it fetches them from WeChat.

    Raises BankAway; the next call tries again. No logger is given to it: it would write keys.
    """
    public = settings.public_key_file
    try:
        return WeChatPay(
            wechatpay_type=WeChatPayType.NATIVE,
            mchid=settings.mchid,
            private_key=settings.key_file.read_text(),
            cert_serial_no=settings.cert_serial,
            appid=settings.appid,
            apiv3_key=settings.apiv3_key,
            notify_url=settings.notify_url,
            cert_dir=str(settings.cert_dir),
            proxy={"https": settings.proxy} if settings.proxy else None,
            timeout=TIMEOUT,
            public_key=public.read_text() if public else None,
            public_key_id=settings.public_key_id or None,
        )
    except Exception as fault:  # noqa: BLE001 - the package raises plain Exception
        raise BankAway(type(fault).__name__) from None


def _refund_notice(content: dict[str, Any]) -> RefundNotice:
    return RefundNotice(
        serial=HEAD + _number(content["refund_id"]),
        instruction_id=_number(content["out_refund_no"]),
        amount=_fen(content["amount"]["refund"]),
    )


def _number(value: object) -> str:
    if not isinstance(value, str) or not re.fullmatch(r"[0-9A-Za-z_-]{1,60}", value, re.ASCII):
        raise ValueError(value)
    return value


def _fen(value: object) -> Money:
    """Read WeChat's own form of an amount: a whole JSON number of fen."""
    if type(value) is not int or value <= 0:
        raise ValueError(value)
    return Money(value)
