"""The wire to a receiver: one signed POST, to the address that was checked and to no other."""

import base64
import contextlib
import hashlib
import hmac
import socket
import threading
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

import urllib3
import urllib3.connection

from app.feed.receivers import check_url, is_internal, is_open_address
from app.kernel.errors import Refusal

_TIMEOUT = urllib3.Timeout(connect=5, read=10)
#: How long one exchange may last in all: a receiver that answers sign by sign never runs into the
#: pause between two reads, and would hold its place for hours.
WHOLE_SECONDS = 30.0
#: How much of an answer is read; the rest is nobody's business.
_ANSWER_MAX = 300


@dataclass(frozen=True)
class Answer:
    """What a receiver said: its status, or none and the kind of fault."""

    status: int | None
    text: str

    @property
    def is_taken(self) -> bool:
        """Whether the receiver has the events now."""
        return self.status is not None and 200 <= self.status < 300


def signature(secret: str, reference: str, timestamp: int, body: bytes) -> str:
    """Return the signature of Standard Webhooks: HMAC-SHA256 over id, time and body."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = f"{reference}.{timestamp}.".encode() + body
    return "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()


def _address(host: str, port: int, internal: Collection[str]) -> str | None:
    """Return where a host is to be reached, or None if any of its addresses is not allowed.

    The connection goes to this very address: a name that answers otherwise a second later
    (DNS rebinding) leads nowhere else.
    """
    found = [str(item[4][0]) for item in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    if not is_internal(host, port, internal) and not all(map(is_open_address, found)):
        return None
    return found[0]


def post(url: str, body: bytes, headers: Mapping[str, str], internal: Collection[str]) -> Answer:
    """Send one body; whatever goes wrong is an answer, never an exception."""
    try:
        parts = urlsplit(check_url(url, internal))
    except Refusal:
        return Answer(None, "receiver_not_allowed")
    host = (parts.hostname or "").lower()
    port = parts.port or (443 if parts.scheme == "https" else 80)
    try:
        address = _address(host, port, internal)
        if address is None:
            return Answer(None, "receiver_not_allowed")
        with _pool(parts.scheme, address, port, host) as pool:
            answer = pool.request(
                "POST",
                parts.path + (f"?{parts.query}" if parts.query else "") or "/",
                body=body,
                headers={**headers, "Host": parts.netloc},
                redirect=False,
                retries=False,
                preload_content=False,
            )
            text = answer.read1(_ANSWER_MAX).decode("utf-8", "replace")
            return Answer(answer.status, _one_line(text))
    except (OSError, urllib3.exceptions.HTTPError, ValueError) as fault:
        return Answer(None, type(fault).__name__)


class _Cut:
    """A connection that is cut when its time is up, whoever still speaks."""

    sock: socket.socket | None
    _timer: threading.Timer | None = None

    def connect(self) -> None:
        """Connect, and let the time run."""
        super().connect()  # type: ignore[misc]
        self._timer = threading.Timer(WHOLE_SECONDS, self._cut)
        self._timer.daemon = True
        self._timer.start()

    def close(self) -> None:
        """Close, and let the time rest."""
        if self._timer is not None:
            self._timer.cancel()
        super().close()  # type: ignore[misc]

    def _cut(self) -> None:
        if self.sock is not None:
            with contextlib.suppress(OSError):
                self.sock.shutdown(socket.SHUT_RDWR)


class _Plain(_Cut, urllib3.connection.HTTPConnection):
    pass


class _Secure(_Cut, urllib3.connection.HTTPSConnection):
    pass


class _PlainPool(urllib3.HTTPConnectionPool):
    ConnectionCls = _Plain


class _SecurePool(urllib3.HTTPSConnectionPool):
    ConnectionCls = _Secure


def _pool(scheme: str, address: str, port: int, host: str) -> urllib3.HTTPConnectionPool:
    if scheme == "http":
        return _PlainPool(address, port, timeout=_TIMEOUT)
    return _SecurePool(address, port, timeout=_TIMEOUT, server_hostname=host, assert_hostname=host)


def _one_line(text: str) -> str:
    kept = "".join(sign if sign.isprintable() else " " for sign in text)
    return " ".join(kept.split())[:_ANSWER_MAX]
