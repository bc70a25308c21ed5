"""Key pairs of the sandbox bank and of its one merchant, made once and kept in its folder.

As at a real bank, the merchant's private key is issued by the bank and handed over; the
platform reads `merchant_private.pem` and `bank_public.pem` from this folder and nothing else.
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

BANK_PRIVATE = "bank_private.pem"
BANK_PUBLIC = "bank_public.pem"
MERCHANT_PRIVATE = "merchant_private.pem"

#: Seconds a signed request of the merchant stays good; wall time on both sides.
WINDOW_SECONDS = 300


@dataclass(frozen=True)
class BankKeys:
    """What the bank signs with and what it checks the merchant by."""

    signing: Ed25519PrivateKey
    merchant: Ed25519PublicKey

    def sign(self, timestamp: str, body: bytes) -> str:
        """Sign one delivery; the timestamp is part of what is signed, so it cannot be renewed."""
        return base64.b64encode(self.signing.sign(f"{timestamp}.".encode() + body)).decode()

    def is_from_merchant(self, signature: str, signed: bytes) -> bool:
        """Say whether the merchant signed exactly these bytes."""
        try:
            self.merchant.verify(base64.b64decode(signature, validate=True), signed)
        except (InvalidSignature, binascii.Error, ValueError):
            return False
        return True


def load_keys(folder: Path) -> BankKeys:
    """Read the keys in the folder, making whichever is missing."""
    folder.mkdir(parents=True, exist_ok=True)
    signing = _load_or_make(folder / BANK_PRIVATE)
    merchant = _load_or_make(folder / MERCHANT_PRIVATE)
    public = signing.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    (folder / BANK_PUBLIC).write_bytes(public)
    return BankKeys(signing, merchant.public_key())


def _load_or_make(path: Path) -> Ed25519PrivateKey:
    if path.exists():
        key = serialization.load_pem_private_key(path.read_bytes(), password=None)
        if not isinstance(key, Ed25519PrivateKey):
            message = f"{path.name} is not an Ed25519 private key"
            raise ValueError(message)
        return key
    key = Ed25519PrivateKey.generate()
    pem = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(pem)
    return key
