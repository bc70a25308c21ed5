"""WeChat Pay's side of the wire on the loopback: its protocol, its signatures, its bills.

The package is built for one host and goes there through the proxy it is given. This server is
that proxy and the host behind it: it answers CONNECT, speaks TLS as api.mch.weixin.qq.com with a
certificate of its own authority, and then HTTP, so nothing of the package is replaced.
"""

import base64
import gzip
import hashlib
import json
import re
import secrets
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from socketserver import ThreadingTCPServer
from typing import Any

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.x509.oid import NameOID

HOST = "api.mch.weixin.qq.com"
MCHID, APPID = "1900000109", "wx0123456789abcdef"
APIV3_KEY = "0123456789abcdefghijklmnopqrstuv"
CERT_SERIAL = "444F4864EA9B34415A1B2C3D4E5F60718293A4B5"
AUTHORIZATION = re.compile(
    r'WECHATPAY2-SHA256-RSA2048 mchid="(?P<mchid>[^"]+)",nonce_str="(?P<nonce>[^"]+)",'
    r'signature="(?P<signature>[^"]+)",timestamp="(?P<stamp>[^"]+)",serial_no="(?P<serial>[^"]+)"'
)


def new_key() -> rsa.RSAPrivateKey:
    """Make an RSA key of the size WeChat uses."""
    return rsa.generate_private_key(public_exponent=65_537, key_size=2_048)


def private_pem(key: rsa.RSAPrivateKey) -> bytes:
    """Write a private key as merchants get it."""
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )


def self_signed(key: rsa.RSAPrivateKey, name: str) -> x509.Certificate:
    """Make a certificate that vouches for itself."""
    now, subject = datetime.now(UTC), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=30))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )


@dataclass
class WeChat:
    """What WeChat knows: orders, refunds, bills; and the keys it signs with."""

    folder: Path
    merchant: rsa.RSAPrivateKey = field(default_factory=new_key)
    platform: rsa.RSAPrivateKey = field(default_factory=new_key)
    orders: dict[str, dict[str, Any]] = field(default_factory=dict)
    refunds: dict[str, dict[str, Any]] = field(default_factory=dict)
    bills: dict[str, bytes] = field(default_factory=dict)
    #: Requests that came with a good signature, as method and path.
    asked: list[str] = field(default_factory=list)
    #: What a refund answers: SUCCESS, PROCESSING, CLOSED or ABNORMAL.
    refund_status: str = "SUCCESS"
    #: Spoils the signature of answers.
    forges_answers: bool = False
    #: Does what it is asked; then the wire breaks.
    loses_answers: bool = False

    def __post_init__(self) -> None:
        self.certificate = self_signed(self.platform, "Tenpay.com Root CA")
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / "merchant.pem").write_bytes(private_pem(self.merchant))
        tls = new_key()
        (self.folder / "tls.key").write_bytes(private_pem(tls))
        pem = self_signed(tls, HOST).public_bytes(serialization.Encoding.PEM)
        (self.folder / "tls.pem").write_bytes(pem)

    @property
    def serial(self) -> str:
        """The number of the platform's certificate."""
        return f"{self.certificate.serial_number:X}"

    @property
    def authority(self) -> str:
        """The file with the authority behind the TLS certificate."""
        return str(self.folder / "tls.pem")

    def renew_platform_key(self) -> None:
        """Turn to a new platform certificate, as WeChat does every few years."""
        self.platform = new_key()
        self.certificate = self_signed(self.platform, "Tenpay.com Root CA")

    def sealed(self, content: dict[str, Any] | str, kind: str) -> dict[str, str]:
        """Seal content with the merchant's APIv3 key."""
        text = content if isinstance(content, str) else json.dumps(content)
        nonce = secrets.token_hex(6)
        cipher = AESGCM(APIV3_KEY.encode()).encrypt(nonce.encode(), text.encode(), kind.encode())
        return {
            "algorithm": "AEAD_AES_256_GCM",
            "nonce": nonce,
            "associated_data": kind,
            "ciphertext": base64.b64encode(cipher).decode(),
        }

    def signed(self, body: bytes, *, age: float = 0) -> dict[str, str]:
        """Return the headers that prove a body is WeChat's."""
        stamp, nonce = str(int(time.time() - age)), secrets.token_hex(16)
        text = f"{stamp}\n{nonce}\n".encode() + body + b"\n"
        signature = self.platform.sign(text, padding.PKCS1v15(), hashes.SHA256())
        return {
            "Wechatpay-Timestamp": stamp,
            "Wechatpay-Nonce": nonce,
            "Wechatpay-Serial": self.serial,
            "Wechatpay-Signature": base64.b64encode(signature).decode(),
            "Wechatpay-Signature-Type": "WECHATPAY2-SHA256-RSA2048",
        }

    def callback(self, event: str, resource: dict[str, Any]) -> bytes:
        """Write a callback; each copy is sealed anew."""
        kind = "refund" if event.startswith("REFUND") else "transaction"
        return json.dumps(
            {
                "id": secrets.token_hex(16),
                "create_time": datetime.now(UTC).isoformat(timespec="seconds"),
                "resource_type": "encrypt-resource",
                "event_type": event,
                "summary": event,
                "resource": {**self.sealed(resource, kind), "original_type": kind},
            }
        ).encode()

    def paid(self, no: str, fen: int, transaction: str = "4200000001", **changes: Any) -> bytes:
        """Write the callback of a payment."""
        resource = {
            "mchid": MCHID,
            "appid": APPID,
            "out_trade_no": no,
            "transaction_id": transaction,
            "trade_type": "NATIVE",
            "trade_state": "SUCCESS",
            "success_time": "2026-11-27T18:00:00+08:00",
            "payer": {"openid": "oUpF8uMuAJO_M2pxb1Q9zNjWeS6o"},
            "amount": {"total": fen, "payer_total": fen, "currency": "CNY"},
            **changes,
        }
        return self.callback("TRANSACTION.SUCCESS", resource)

    def answer(self, method: str, path: str, head: str, body: bytes) -> tuple[int, bytes]:
        """Answer a request as the interface does."""
        if not self._is_signed(method, path, head, body):
            return 401, b'{"code":"SIGN_ERROR","message":"x"}'
        self.asked.append(f"{method} {path.split('?', maxsplit=1)[0]}")
        doors: dict[str, Callable[[str, bytes], tuple[int, bytes]]] = {
            "/v3/certificates": lambda *_: (200, json.dumps(self._certificates()).encode()),
            "/v3/pay/transactions/native": lambda _, sent: self._order(json.loads(sent)),
            "/v3/refund/domestic/refunds": lambda _, sent: self._refund(json.loads(sent)),
            "/v3/bill/tradebill": lambda asked, _: self._bill(asked),
            "/v3/billdownload/file": lambda asked, _: (200, self._packed_bill(asked)),
        }
        door = doors.get(path.split("?", maxsplit=1)[0])
        if door is None:
            return 404, b'{"code":"RESOURCE_NOT_EXISTS","message":"x"}'
        return door(path, body)

    def _packed_bill(self, path: str) -> bytes:
        return gzip.compress(self.bills[path.split("token=")[1]])

    def _is_signed(self, method: str, path: str, head: str, body: bytes) -> bool:
        told = AUTHORIZATION.fullmatch(head)
        if told is None or (told["mchid"], told["serial"]) != (MCHID, CERT_SERIAL):
            return False
        text = f"{method}\n{path}\n{told['stamp']}\n{told['nonce']}\n".encode() + body + b"\n"
        try:
            self.merchant.public_key().verify(
                base64.b64decode(told["signature"]), text, padding.PKCS1v15(), hashes.SHA256()
            )
        except InvalidSignature:
            return False
        return abs(time.time() - int(told["stamp"])) < 300

    def _certificates(self) -> dict[str, Any]:
        pem = self.certificate.public_bytes(serialization.Encoding.PEM).decode()
        return {
            "data": [
                {
                    "serial_no": self.serial,
                    "effective_time": "2026-01-01T00:00:00+08:00",
                    "expire_time": "2031-01-01T00:00:00+08:00",
                    "encrypt_certificate": self.sealed(pem, "certificate"),
                }
            ]
        }

    def _order(self, wish: dict[str, Any]) -> tuple[int, bytes]:
        known = self.orders.setdefault(wish["out_trade_no"], wish)
        if known["amount"] != wish["amount"]:
            return 400, b'{"code":"INVALID_REQUEST","message":"x"}'
        code = f"weixin://wxpay/bizpayurl?pr={secrets.token_urlsafe(8)}"
        return 200, json.dumps({"code_url": code}).encode()

    def _refund(self, wish: dict[str, Any]) -> tuple[int, bytes]:
        kept = self.refunds.setdefault(
            wish["out_refund_no"],
            {"refund_id": f"5030{len(self.refunds):06d}", "wish": wish},
        )
        if kept["wish"] != wish:
            return 400, b'{"code":"INVALID_REQUEST","message":"x"}'
        return 200, json.dumps(
            {
                "refund_id": kept["refund_id"],
                "out_refund_no": wish["out_refund_no"],
                "transaction_id": wish["transaction_id"],
                "status": self.refund_status,
                "amount": wish["amount"],
            }
        ).encode()

    def _bill(self, path: str) -> tuple[int, bytes]:
        day = path.split("bill_date=")[1][:10]
        if day not in self.bills:
            return 400, b'{"code":"NO_STATEMENT_EXIST","message":"x"}'
        digest = hashlib.sha1(self.bills[day], usedforsecurity=False).hexdigest()
        url = f"https://{HOST}/v3/billdownload/file?token={day}"
        told = {"hash_type": "SHA1", "hash_value": digest, "download_url": url}
        return 200, json.dumps(told).encode()


class _Gateway(ThreadingTCPServer):
    """The proxy; its connections end with the test."""

    daemon_threads = True
    allow_reuse_address = True


@contextmanager
def serve(wechat: WeChat) -> Iterator[str]:
    """Run WeChat on a port of the loopback and yield the address of the proxy."""
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(wechat.folder / "tls.pem", wechat.folder / "tls.key")
    with _Gateway(("127.0.0.1", 0), _tunnel(tls, _interface(wechat))) as gateway:
        thread = threading.Thread(target=gateway.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{gateway.server_address[1]}"
        finally:
            gateway.shutdown()
            thread.join(timeout=10)


def _interface(wechat: WeChat) -> type[BaseHTTPRequestHandler]:
    """Return who speaks HTTP as WeChat, inside the tunnel."""

    class Interface(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._reply()

        def do_POST(self) -> None:
            self._reply()

        def _reply(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            head = self.headers.get("Authorization", "")
            status, content = wechat.answer(self.command, self.path, head, body)
            if wechat.loses_answers and self.command == "POST":
                self.close_connection = True
                return
            signed = wechat.signed(content + b" " if wechat.forges_answers else content)
            is_file = self.path.startswith("/v3/billdownload/")
            self.send_response(status)
            for name, value in signed.items():
                self.send_header(name, value)
            kind = "application/octet-stream" if is_file else "application/json; charset=utf-8"
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_words: object) -> None:
            """Say nothing."""

    return Interface


def _tunnel(
    tls: ssl.SSLContext, interface: type[BaseHTTPRequestHandler]
) -> type[BaseHTTPRequestHandler]:
    """Return who answers CONNECT for the one host, and speaks TLS as that host."""

    class Tunnel(BaseHTTPRequestHandler):
        def do_CONNECT(self) -> None:
            if self.path != f"{HOST}:443":
                self.send_error(502)
                return
            self.wfile.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
            self.close_connection = True
            try:
                with tls.wrap_socket(self.connection, server_side=True) as wire:
                    interface(wire, self.client_address, self.server)
            except (TimeoutError, ssl.SSLError, ConnectionError):
                return

        def log_message(self, *_words: object) -> None:
            """Say nothing."""

    return Tunnel
