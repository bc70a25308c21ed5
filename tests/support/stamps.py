"""A time-stamping authority of our own, made with openssl, behind a loopback address."""

import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

_SETTINGS = """
[tsa]
default_tsa = tsa1
[tsa1]
dir = {folder}
serial = $dir/serial
signer_cert = $dir/tsa.pem
signer_key = $dir/tsa.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256, sha384, sha512
accuracy = secs:1
ess_cert_id_alg = sha256
[ext]
basicConstraints = critical, CA:false
keyUsage = critical, digitalSignature
extendedKeyUsage = critical, timeStamping
"""


@dataclass(frozen=True)
class Authority:
    """Its address, and the certificate to trust."""

    url: str
    roots: Path


def _openssl(*arguments: str, folder: Path) -> None:
    subprocess.run(["openssl", *arguments], cwd=folder, check=True, capture_output=True)


def _make(folder: Path) -> None:
    (folder / "tsa.cnf").write_text(_SETTINGS.format(folder=folder))
    (folder / "serial").write_text("01\n")
    for name, subject in (("ca", "/CN=Test roots"), ("tsa", "/CN=Test clock")):
        _openssl(
            *("ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", f"{name}.key"),
            folder=folder,
        )
        if name == "ca":
            _openssl(
                *("req", "-x509", "-new", "-key", "ca.key", "-subj", subject, "-days", "30"),
                *("-addext", "keyUsage=critical,keyCertSign,cRLSign", "-out", "ca.pem"),
                folder=folder,
            )
    _openssl(
        *("req", "-new", "-key", "tsa.key", "-subj", "/CN=Test clock", "-out", "tsa.csr"),
        folder=folder,
    )
    _openssl(
        *("x509", "-req", "-in", "tsa.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-days", "30"),
        *("-CAcreateserial", "-extfile", "tsa.cnf", "-extensions", "ext", "-out", "tsa.pem"),
        folder=folder,
    )


@contextmanager
def authority(folder: Path) -> Iterator[Authority]:
    """Serve one until the block ends."""
    _make(folder)

    class Door(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = self.rfile.read(int(self.headers["Content-Length"]))
            (folder / "query.tsq").write_bytes(asked)
            _openssl(
                *("ts", "-reply", "-queryfile", "query.tsq", "-config", "tsa.cnf"),
                *("-section", "tsa1", "-out", "answer.tsr"),
                folder=folder,
            )
            answer = (folder / "answer.tsr").read_bytes()
            self.send_response(200)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_given: object) -> None:
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Door)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield Authority(f"http://127.0.0.1:{server.server_address[1]}", folder / "ca.pem")
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
