"""The shipped configuration of nginx, run in a folder of a test in front of a web process."""

import contextlib
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.support.debian import find_nginx
from tests.support.processes import answers
from tests.support.servers import ROOT, free_port, wait_until

SHIPPED = ROOT / "docs" / "deploy"


def _replaced(text: str, *pairs: tuple[str, str]) -> str:
    for old, new in pairs:
        assert old in text, f"the shipped configuration has no {old}"
        text = text.replace(old, new)
    return text


def write_configuration(folder: Path, upstream: str, port: int, *, is_tls: bool) -> Path:
    """Write the shipped files with the paths, ports and processes of a test, and nothing else."""
    sites = folder / "sites"
    sites.mkdir(parents=True, exist_ok=True)
    main = _replaced(
        (SHIPPED / "nginx-main.conf").read_text(encoding="utf-8"),
        ("user www-data;\n", ""),
        ("/run/nginx.pid", str(folder / "nginx.pid")),
        ("/var/log/nginx", str(folder)),
        ("/etc/nginx/sites-enabled", str(sites)),
    )
    at = urlsplit(upstream)
    site = _replaced(
        (SHIPPED / "nginx.conf").read_text(encoding="utf-8"),
        ("server 127.0.0.1:8001;", f"server {at.hostname}:{at.port};"),
        ("    server 127.0.0.1:8002;\n", ""),
        ("/var/cache/nginx/mingchui", str(folder / "cache")),
        ("listen 80;", f"listen 127.0.0.1:{free_port()};"),
        ("/etc/ssl/mingchui", str(folder)),
    )
    if is_tls:
        write_certificate(folder)
        site = _replaced(site, ("listen 443 ssl http2;", f"listen 127.0.0.1:{port} ssl http2;"))
    else:
        site = _replaced(
            site,
            ("listen 443 ssl http2;", f"listen 127.0.0.1:{port};"),
            (f"    ssl_certificate {folder}/site.pem;\n", ""),
            (f"    ssl_certificate_key {folder}/site.key;\n", ""),
        )
    (sites / "mingchui").write_text(site, encoding="utf-8")
    file = folder / "nginx.conf"
    file.write_text(main, encoding="utf-8")
    return file


def write_certificate(folder: Path) -> None:
    """Write a certificate that signs itself, where the site looks for its own."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "auction.court.example")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    (folder / "site.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    (folder / "site.key").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )


def check(file: Path) -> "subprocess.CompletedProcess[str]":
    """Let nginx read a configuration without serving it."""
    return subprocess.run(
        [find_nginx(), "-t", "-c", str(file), "-p", str(file.parent)],
        check=False,
        capture_output=True,
        text=True,
        timeout=60,
    )


@contextlib.contextmanager
def shipped_proxy(folder: Path, upstream: str) -> Iterator[str]:
    """Run nginx with the shipped configuration, without TLS, and yield its address."""
    port = free_port()
    file = write_configuration(folder, upstream, port, is_tls=False)
    url = f"http://127.0.0.1:{port}"
    command = [find_nginx(), "-c", str(file), "-p", str(folder), "-g", "daemon off;"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_until(answers(f"{url}/healthz"), seconds=30, what=f"start of {url}")
        yield url
    finally:
        process.terminate()
        process.wait(timeout=20)
