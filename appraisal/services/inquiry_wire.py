"""How we speak to an inquiry platform: signed JSON over HTTPS (docs/inquiry-platforms.md).

Nothing here touches the database; whoever calls it holds no transaction.
"""

import base64
import binascii
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

import requests
import rfc8785
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from app.identity import vault
from app.kernel.clock import clock

#: How far the time of a signed message may lie from ours, either way; later it is a replay.
MESSAGE_WINDOW = timedelta(minutes=5)
#: Seconds to wait for a platform; what fails is tried again later anyway.
ANSWER_WITHIN = 5
#: No message of the protocol is longer.
BODY_MAX = 65_536
REPORTS_PATH = "/inquiry/reports"
#: The address that stands for the reference platform of a demo: ``sandbox:A``.
SANDBOX = "sandbox:"


class PlatformAway(Exception):
    """The platform gave no usable answer; the same request may be sent again."""


class SignatureWrong(Exception):
    """A message does not prove that it comes from the platform, or is too old."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class SignedBody:
    """Bytes of a platform with what proves them."""

    body: bytes
    timestamp: str
    signature: str


class InquiryWire(Protocol):
    """What the inquiry needs of any platform; every request is safe to repeat."""

    def post(self, url: str, path: str, content: Mapping[str, Any], *, key: str) -> None:
        """Deliver an order under its idempotency key; raises PlatformAway unless it is taken."""
        ...

    def fetch(self, url: str, inquiry_no: str) -> SignedBody | None:
        """Ask for the report; None while there is none. Raises PlatformAway."""
        ...


@dataclass(frozen=True)
class HttpWire:
    """The protocol over HTTP; ``site`` is where platforms call back."""

    site: str
    #: Where the reference platform listens; empty where there is none.
    sandbox_url: str = ""

    def post(self, url: str, path: str, content: Mapping[str, Any], *, key: str) -> None:
        """Deliver an order; 200 and 202 say that the platform has it."""
        callback = f"{self.site}{REPORTS_PATH}"
        body = rfc8785.dumps({**content, "callback": callback})
        answer, _ = self._send("POST", url, path, body, {"Idempotency-Key": key})
        if answer.status_code not in {200, 202}:
            raise PlatformAway(f"status {answer.status_code}")

    def fetch(self, url: str, inquiry_no: str) -> SignedBody | None:
        """Ask for the report by the number of the inquiry."""
        answer, body = self._send("GET", url, f"/inquiries/{inquiry_no}", b"", {})
        if answer.status_code == 204:
            return None
        if answer.status_code != 200:
            raise PlatformAway(f"status {answer.status_code}")
        return SignedBody(
            body,
            answer.headers.get("X-Platform-Timestamp", ""),
            answer.headers.get("X-Platform-Signature", ""),
        )

    def _send(
        self, method: str, url: str, path: str, body: bytes, extra: Mapping[str, str]
    ) -> tuple[requests.Response, bytes]:
        stamp = str(int(clock.real_now().timestamp()))
        headers = {
            "Content-Type": "application/json",
            "X-Court-Timestamp": stamp,
            "X-Court-Signature": vault.sign(f"{stamp}.{method}.{path}.".encode() + body),
            **extra,
        }
        try:
            with requests.request(
                method,
                self._address(url) + path,
                data=body,
                headers=headers,
                timeout=ANSWER_WITHIN,
                allow_redirects=False,
                stream=True,
            ) as answer:
                return answer, _read(answer)
        except requests.RequestException as fault:
            raise PlatformAway(type(fault).__name__) from fault

    def _address(self, url: str) -> str:
        if not url.startswith(SANDBOX):
            return url.rstrip("/")
        if not self.sandbox_url:
            raise PlatformAway("sandbox_off")
        return f"{self.sandbox_url.rstrip('/')}/{url.removeprefix(SANDBOX)}"


def _read(answer: requests.Response) -> bytes:
    """Read an answer to its limit: a platform may not fill our memory."""
    found = bytearray()
    for piece in answer.iter_content(8192):
        found += piece
        if len(found) > BODY_MAX:
            raise PlatformAway("answer_too_long")
    return bytes(found)


def check_signature(public_key: str, message: SignedBody, *, now: datetime) -> None:
    """Refuse bytes that the platform's key did not sign within the last minutes."""
    if not re.fullmatch(r"[0-9]{1,12}", message.timestamp, re.ASCII):
        raise SignatureWrong("inquiry_signature_invalid")
    signed = f"{message.timestamp}.".encode() + message.body
    try:
        key = Ed25519PublicKey.from_public_bytes(base64.b64decode(public_key, validate=True))
        key.verify(base64.b64decode(message.signature, validate=True), signed)
    except (InvalidSignature, binascii.Error, ValueError):
        raise SignatureWrong("inquiry_signature_invalid") from None
    if abs(now - datetime.fromtimestamp(int(message.timestamp), UTC)) > MESSAGE_WINDOW:
        raise SignatureWrong("inquiry_message_stale")
