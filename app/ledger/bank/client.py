"""The sandbox bank over its wire: signed requests out, signed notices in.

`BANK_URL` is where the bank listens; `BANK_KEYS` (by default `DATA_DIR/bank`) is the folder with
`merchant_private.pem`, issued to us by the bank, and `bank_public.pem`, the bank's own key.
"""

import base64
import binascii
import json
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
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
from flask import current_app

from app.kernel.errors import BadAmount
from app.kernel.money import Money
from app.ledger.bank.port import (
    BankAway,
    Notice,
    NoticeInvalid,
    ReceiptNotice,
    RefundNotice,
)

#: How far the time of a notice may lie from ours, either way; later it counts as replayed.
NOTICE_WINDOW = timedelta(minutes=5)
#: Seconds to wait for the bank's answer; an instruction is tried again later anyway.
ANSWER_WITHIN = 5
TEXT_MAX = 200


@dataclass(frozen=True)
class SandboxBank:
    """The bank port over HTTP, with the keys in a folder."""

    url: str
    keys: Path
    #: Address of our own site, where the bank's page leads back to.
    site: str = ""

    def pay_url(self, order_no: str) -> str:
        """Return the address where the payer meets the bank."""
        return f"{self.url}/pay/{order_no}"

    def register_order(self, request: Mapping[str, str]) -> None:
        """Tell the bank what to expect; the same order again changes nothing."""
        way_back = {"return_url": f"{self.site}/payments/{request['no']}"} if self.site else {}
        self._post("/orders", {**request, **way_back})

    def refund(self, request: Mapping[str, str]) -> RefundNotice:
        """Order money back to the account it came from; the bank does it once per id."""
        answer = self._post("/refunds", request)
        try:
            return _refund(answer)
        except (KeyError, TypeError, BadAmount) as fault:
            raise BankAway("answer_invalid") from fault

    def rehearse_payment(self, request: Mapping[str, str]) -> str:
        """Pay an order as its payer would on the bank's page, for demo; return the serial."""
        return str(self._post("/rehearsal/payments", request)["serial"])

    def read_notice(self, body: bytes, *, timestamp: str, signature: str, now: datetime) -> Notice:
        """Check signature, then age, then content: only the bank gets as far as the parser."""
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
        stamp = str(int(time.time()))
        signature = self._merchant_key().sign(f"{stamp}.POST.{path}.".encode() + body)
        headers = {
            "Content-Type": "application/json",
            "X-Merchant-Timestamp": stamp,
            "X-Merchant-Signature": base64.b64encode(signature).decode(),
        }
        try:
            answer = requests.post(
                self.url + path, data=body, headers=headers, timeout=ANSWER_WITHIN
            )
            content_back = answer.json()
        except requests.RequestException as fault:
            raise BankAway(type(fault).__name__) from fault
        if not isinstance(content_back, dict):
            raise BankAway("answer_invalid")
        if answer.status_code != requests.codes.ok:
            raise BankAway(f"{answer.status_code} {content_back.get('code', '')}")
        return content_back

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
    if content["kind"] == "refund":
        return _refund(content)
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


def current_bank() -> SandboxBank:
    """Return the bank of this installation."""
    settings = current_app.config
    keys = settings.get("BANK_KEYS") or Path(settings["DATA_DIR"]) / "bank"
    return SandboxBank(settings["BANK_URL"].rstrip("/"), Path(keys), settings["PUBLIC_URL"])
