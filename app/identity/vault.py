"""Seal what staff may not read yet, sign what the platform promises.

Keys are files under DATA_DIR/keys, made at first use, readable by the server's user only; in
production they come from a key service mounted there (docs/runbook.md).
"""

import base64
import hashlib
import hmac
import os
import secrets
from functools import lru_cache
from pathlib import Path

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from flask import current_app

_NONCE = 12


def _write_once(file: Path, content: bytes) -> bytes:
    """Create a key file if nobody did before, and return what it holds."""
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = file.with_name(f".{file.name}.{secrets.token_hex(6)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
    try:
        os.link(draft, file)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
    return file.read_bytes()


@lru_cache(maxsize=8)
def _master(folder: str) -> bytes:
    file = Path(folder) / "sealing.key"
    return file.read_bytes() if file.exists() else _write_once(file, secrets.token_bytes(32))


@lru_cache(maxsize=8)
def _signer(folder: str) -> Ed25519PrivateKey:
    file = Path(folder) / "signing.key"
    raw = file.read_bytes() if file.exists() else _write_once(file, secrets.token_bytes(32))
    return Ed25519PrivateKey.from_private_bytes(raw)


def _folder() -> str:
    return _keys_in(str(current_app.config["DATA_DIR"]))


@lru_cache(maxsize=8)
def _keys_in(folder: str) -> str:
    return str(Path(folder) / "keys")


@lru_cache(maxsize=256)
def _derived(folder: str, purpose: str) -> bytes:
    return HKDF(
        algorithm=hashes.SHA256(),
        length=32,
        salt=None,
        info=b"mingchui/" + purpose.encode(),
    ).derive(_master(folder))


@lru_cache(maxsize=64)
def _cipher(folder: str, purpose: str) -> AESGCM:
    return AESGCM(_derived(folder, f"seal/{purpose}"))


def seal(purpose: str, plaintext: str, context: str) -> bytes:
    """Encrypt text with the key of a purpose (AES-256-GCM), bound to its context."""
    return seal_bytes(purpose, plaintext.encode(), context)


def seal_bytes(purpose: str, content: bytes, context: str) -> bytes:
    """Encrypt a file or text as ``seal`` does."""
    nonce = secrets.token_bytes(_NONCE)
    cipher = _cipher(_folder(), purpose)
    return nonce + cipher.encrypt(nonce, content, f"{purpose}|{context}".encode())


def unseal(purpose: str, blob: bytes, context: str) -> str:
    """Decrypt what ``seal`` made; raises InvalidTag if purpose, context or a byte differs."""
    return unseal_bytes(purpose, blob, context).decode()


def unseal_bytes(purpose: str, blob: bytes, context: str) -> bytes:
    """Decrypt what ``seal_bytes`` made; raises InvalidTag as ``unseal`` does."""
    cipher = _cipher(_folder(), purpose)
    return cipher.decrypt(blob[:_NONCE], blob[_NONCE:], f"{purpose}|{context}".encode())


def digest(purpose: str, text: str) -> str:
    """Return a keyed digest in hex: equal texts are found without being readable."""
    key = _derived(_folder(), f"digest/{purpose}")
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()


def sign(message: bytes) -> str:
    """Sign bytes with the platform's Ed25519 key; base64."""
    return base64.b64encode(_signer(_folder()).sign(message)).decode()


def public_key() -> str:
    """Return the platform's public key, raw in base64."""
    raw = (
        _signer(_folder())
        .public_key()
        .public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    )
    return base64.b64encode(raw).decode()
