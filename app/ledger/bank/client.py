"""The sandbox bank over its wire: signed requests out, signed notices in.

`BANK_URL` is where the bank listens; `BANK_KEYS` (by default `DATA_DIR/bank`) is the folder with
`merchant_private.pem`, issued to us by the bank, and `bank_public.pem`, the bank's own key.
"""

import base64
import binascii
import json
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import requests
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)
from cryptography.hazmat.primitives.serialization import (
    load_pem_private_key,
    load_pem_public_key,
)

from app.kernel.errors import BadAmount
from app.kernel.money import Money
from app.ledger.bank.port import (
    BankAway,
    BankRefused,
    Notice,
    NoticeInvalid,
    PayoutNotice,
    PayoutReturned,
    ReceiptNotice,
    RefundNotice,
    StatementFile,
    StatementNotReady,
)

#: How far the time of a notice may lie from ours, either way; later it counts as replayed.
NOTICE_WINDOW = timedelta(minutes=5)
#: Seconds to wait for the bank's answer; an instruction is tried again later anyway.
ANSWER_WITHIN = 5
TEXT_MAX = 200
#: Answers that say for good that nothing was done. A conflict (409) is none of them: there the
#: bank knows the id with other content, so something may have been done.
NEVER = {requests.codes.not_found, requests.codes.unprocessable_entity}
#: Layouts in which the sandbox bank writes its statements.
LAYOUTS = ("csv", "csv_gb18030", "mt940", "camt053")


@dataclass(frozen=True)
class SandboxBank:
    """The bank port over HTTP, with the keys in a folder."""

    url: str
    keys: Path
    #: Address of our own site, where the bank's page leads back to.
    site: str = ""
    #: Layout of the daily statement, one of LAYOUTS.
    layout: str = "csv"

    def pay_url(self, order_no: str) -> str:
        """Return the address where the payer meets the bank."""
        return f"{self.url}/pay/{order_no}"

    def register_order(self, request: Mapping[str, str]) -> None:
        """Tell the bank what to expect; the same order again changes nothing."""
        way_back = {"return_url": f"{self.site}/payments/{request['no']}"} if self.site else {}
        self._post("/orders", {**request, **way_back})

    def refund(self, request: Mapping[str, str]) -> RefundNotice:
        """Order money back to the account it came from; the bank does it once per id."""
        if request.get("is_frozen"):
            # Released for this very instruction; a crash in between repeats both without effect.
            self._release(request)
        order = {name: value for name, value in request.items() if name != "is_frozen"}
        answer = self._post("/refunds", order)
        try:
            return _refund(answer)
        except (KeyError, TypeError, ValueError, BadAmount) as fault:
            raise BankAway("answer_invalid") from fault

    def collect(self, request: Mapping[str, str]) -> None:
        """Release a held payment, then move it off its sub-account."""
        self._release(request)
        self._post("/collections", request)

    def _release(self, request: Mapping[str, str]) -> None:
        named = {name: request[name] for name in ("instruction_id", "original_serial")}
        try:
            self._post("/releases", named)
        except BankRefused as fault:
            # Booked before the bank knew of freezing, so there is nothing to release.
            if fault.code != "not_frozen":
                raise

    def pay_out(self, request: Mapping[str, str]) -> PayoutNotice:
        """Order money to a named account; the bank does it once per id."""
        answer = self._post("/payouts", request)
        try:
            return _payout(answer)
        except (KeyError, TypeError, ValueError, BadAmount) as fault:
            raise BankAway("answer_invalid") from fault

    def statement(self, day: date) -> StatementFile:
        """Fetch the file of a day in this bank's layout."""
        path = f"/statements/{day.isoformat()}/{self.layout}"
        answer = self._send("GET", path, b"")
        if answer.status_code == requests.codes.conflict:
            raise StatementNotReady(day.isoformat())
        if answer.status_code != requests.codes.ok:
            raise BankAway(str(answer.status_code))
        name = answer.headers.get("X-Statement-Name", "")
        if not re.fullmatch(r"[A-Za-z0-9_.-]{1,80}", name, re.ASCII):
            raise BankAway("answer_invalid")
        return StatementFile(name, answer.content)

    def rehearse_payment(self, request: Mapping[str, str]) -> str:
        """Pay an order as its payer would on the bank's page, for demo; return the serial."""
        return str(self._post("/rehearsal/payments", request)["serial"])

    def read_notice(self, body: bytes, *, headers: Mapping[str, str], now: datetime) -> Notice:
        """Check signature, then age, then content: only the bank gets as far as the parser."""
        timestamp = headers.get("X-Bank-Timestamp", "")
        signature = headers.get("X-Bank-Signature", "")
        if not re.fullmatch(r"[0-9]{1,12}", timestamp, re.ASCII):
            raise NoticeInvalid("bank_signature_invalid")
        try:
            sealed = base64.b64decode(signature, validate=True)
            self._bank_key().verify(sealed, f"{timestamp}.".encode() + body)
        except (InvalidSignature, binascii.Error, ValueError):
            raise NoticeInvalid("bank_signature_invalid") from None
        if abs(now - datetime.fromtimestamp(int(timestamp), UTC)) > NOTICE_WINDOW:
            raise NoticeInvalid("bank_notice_stale")
        try:
            return _notice(json.loads(body.decode()))
        except (ValueError, KeyError, TypeError, BadAmount, RecursionError):
            raise NoticeInvalid("bank_notice_invalid") from None

    def _post(self, path: str, content: Mapping[str, str]) -> dict[str, Any]:
        body = json.dumps(dict(content), ensure_ascii=False, sort_keys=True).encode()
        answer = self._send("POST", path, body)
        try:
            content_back = answer.json()
        except requests.RequestException as fault:
            raise BankAway(type(fault).__name__) from fault
        if not isinstance(content_back, dict):
            raise BankAway("answer_invalid")
        if answer.status_code in NEVER and isinstance(content_back.get("code"), str):
            raise BankRefused(content_back["code"][:TEXT_MAX])
        if answer.status_code != requests.codes.ok:
            raise BankAway(f"{answer.status_code} {content_back.get('code', '')}")
        return content_back

    def _send(self, method: str, path: str, body: bytes) -> requests.Response:
        stamp = str(int(time.time()))
        signature = self._merchant_key().sign(f"{stamp}.{method}.{path}.".encode() + body)
        headers = {
            "Content-Type": "application/json",
            "X-Merchant-Timestamp": stamp,
            "X-Merchant-Signature": base64.b64encode(signature).decode(),
        }
        try:
            return requests.request(
                method, self.url + path, data=body, headers=headers, timeout=ANSWER_WITHIN
            )
        except requests.RequestException as fault:
            raise BankAway(type(fault).__name__) from fault

    def _bank_key(self) -> Ed25519PublicKey:
        key = load_pem_public_key(self._read("bank_public.pem"))
        assert isinstance(key, Ed25519PublicKey)
        return key

    def _merchant_key(self) -> Ed25519PrivateKey:
        key = load_pem_private_key(self._read("merchant_private.pem"), password=None)
        assert isinstance(key, Ed25519PrivateKey)
        return key

    def _read(self, name: str) -> bytes:
        try:
            return (self.keys / name).read_bytes()
        except OSError as fault:
            raise BankAway("keys_missing") from fault


def _notice(content: dict[str, Any]) -> Notice:
    others: dict[object, Callable[[dict[str, Any]], Notice]] = {
        "refund": _refund,
        "payout": _payout,
        "payout_returned": _returned,
    }
    if content["kind"] in others:
        return others[content["kind"]](content)
    if content["kind"] != "receipt":
        raise ValueError(content["kind"])
    paid_at = datetime.fromisoformat(_text(content["paid_at"]))
    if paid_at.tzinfo is None:
        raise ValueError(content["paid_at"])
    return ReceiptNotice(
        serial=_serial(content["serial"]),
        order_no=_text(content["order_no"]),
        amount=_amount(content["amount"]),
        payer_name=_text(content["payer_name"]),
        payer_id_number=_text(content["payer_id_number"], least=0),
        paid_at=paid_at,
    )


def _refund(content: dict[str, Any]) -> RefundNotice:
    return RefundNotice(
        serial=_serial(content["serial"]),
        instruction_id=_text(content["instruction_id"]),
        amount=_amount(content["amount"]),
    )


def _payout(content: dict[str, Any]) -> PayoutNotice:
    return PayoutNotice(
        serial=_serial(content["serial"]),
        instruction_id=_text(content["instruction_id"]),
        amount=_amount(content["amount"]),
    )


def _returned(content: dict[str, Any]) -> PayoutReturned:
    return PayoutReturned(
        serial=_serial(content["serial"]),
        instruction_id=_text(content["instruction_id"]),
        amount=_amount(content["amount"]),
        reason=_text(content["reason"]),
    )


def _amount(value: object) -> Money:
    amount = Money.parse(value)
    if not amount:
        raise BadAmount(value)
    return amount


def _serial(value: object) -> str:
    if not isinstance(value, str) or not re.fullmatch(r"[A-Za-z0-9-]{1,64}", value, re.ASCII):
        raise ValueError(value)
    return value


def _text(value: object, least: int = 1) -> str:
    if not isinstance(value, str) or not least <= len(value) <= TEXT_MAX or "\0" in value:
        raise ValueError(value)
    return value
