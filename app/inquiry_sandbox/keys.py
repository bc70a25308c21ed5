"""Key pairs of the reference platforms, made once and kept in their folder.

`<CODE>_private.pem` signs what a platform says; its public half goes on the national list. The
court's public key, in base64, is read from `court_public.txt`, as a platform gets it when it is
connected.
"""

import base64
import binascii
import os
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)

#: The platforms of the demo list.
CODES = ("A", "B", "C")
COURT_PUBLIC = "court_public.txt"


@dataclass(frozen=True)
class PlatformKey:
    """What a platform signs with."""

    private: Ed25519PrivateKey

    @property
    def public(self) -> str:
        """The public key as the national list keeps it: raw, in base64."""
        raw = self.private.public_key().public_bytes(
            serialization.Encoding.Raw, serialization.PublicFormat.Raw
        )
        return base64.b64encode(raw).decode()

    def sign(self, timestamp: str, body: bytes) -> str:
        """Sign one delivery; the timestamp is part of what is signed, so it cannot be renewed."""
        return base64.b64encode(self.private.sign(f"{timestamp}.".encode() + body)).decode()


def load_key(folder: Path, code: str) -> PlatformKey:
    """Read a platform's key, making it if it is missing."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{code}_private.pem"
    if not path.exists():
        _make(path)
    key = serialization.load_pem_private_key(path.read_bytes(), password=None)
    if not isinstance(key, Ed25519PrivateKey):
        message = f"{path.name} is not an Ed25519 private key"
        raise TypeError(message)
    return PlatformKey(key)


def _make(path: Path) -> None:
    pem = Ed25519PrivateKey.generate().private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(pem)
    try:
        # Two processes may make it at once: the first link stands for both.
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def is_from_court(folder: Path, signature: str, signed: bytes) -> bool:
    """Say whether the court signed exactly these bytes."""
    try:
        raw = base64.b64decode((folder / COURT_PUBLIC).read_text().strip(), validate=True)
        key = Ed25519PublicKey.from_public_bytes(raw)
        key.verify(base64.b64decode(signature, validate=True), signed)
    except (OSError, InvalidSignature, binascii.Error, ValueError):
        return False
    return True
