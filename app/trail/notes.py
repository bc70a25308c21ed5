"""Texts of the sealed log that others can check: C2SP signed notes, checkpoints, proofs; pure.

Formats, all of C2SP: ``signed-note`` with Ed25519 keys, ``tlog-checkpoint``,
``tlog-cosignature`` (``cosignature/v1`` of witnesses) and ``tlog-proof@v1``. Reading is strict:
there is one form of each text, anything else is refused with its reason (docs/log.md).
"""

import base64
import binascii
import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)

from app.trail.merkle import HASH_BYTES, ProofFault, check_inclusion

ED25519 = 0x01
COSIGNATURE = 0x04
KEY_BYTES = 32
ID_BYTES = 4
_TIME_BYTES = 8
#: A note of one log and its witnesses is a page; anything longer is not read.
NOTE_BYTES_MAX = 16_384
SIGNATURES_MAX = 64
PROOF_HASHES_MAX = 63
PROOF_HEAD = "c2sp.org/tlog-proof@v1"
_DASH = "— "
_NAME = re.compile(r"[^\s+]+")
_NUMBER = re.compile(r"0|[1-9][0-9]{0,17}", re.ASCII)
_CONTROL = re.compile("[\x00-\x09\x0b-\x1f\x7f]")


class NoteFault(ValueError):
    """A text or signature of the log that is not what it must be; the message says why."""


@dataclass(frozen=True)
class VerifierKey:
    """A public key as others write it down: name, four bytes of id, kind and key (a vkey)."""

    name: str
    kind: int
    key: bytes

    @classmethod
    def parse(cls, text: str) -> "VerifierKey":
        """Read ``name+id+base64``; raise NoteFault."""
        parts = text.split("+", 2)
        if len(parts) != 3 or not _NAME.fullmatch(parts[0]):
            raise NoteFault("a key is written name+id+base64")
        raw = _base64(parts[2])
        if len(raw) != 1 + KEY_BYTES or raw[0] not in {ED25519, COSIGNATURE}:
            raise NoteFault("only Ed25519 keys of logs and witnesses are known")
        found = cls(parts[0], raw[0], raw[1:])
        if parts[1] != found.key_id.hex():
            raise NoteFault("the id of the key does not belong to it")
        return found

    def __str__(self) -> str:
        encoded = base64.b64encode(bytes([self.kind]) + self.key).decode()
        return f"{self.name}+{self.key_id.hex()}+{encoded}"

    @property
    def key_id(self) -> bytes:
        """The first four bytes of SHA-256(name, newline, kind, key)."""
        content = self.name.encode() + b"\n" + bytes([self.kind]) + self.key
        return hashlib.sha256(content).digest()[:ID_BYTES]

    def check(self, signature: "Signature", text: str) -> int | None:
        """Check a signature on a note's text; return the second a witness signed at.

        Raises NoteFault.
        """
        body, signed, seconds = signature.body, text.encode(), None
        if self.kind == COSIGNATURE:
            if len(body) != _TIME_BYTES + 64:
                raise NoteFault("a cosignature has 72 bytes")
            seconds = int.from_bytes(body[:_TIME_BYTES], "big")
            body, signed = body[_TIME_BYTES:], _cosigned(text, seconds)
        try:
            Ed25519PublicKey.from_public_bytes(self.key).verify(body, signed)
        except InvalidSignature:
            raise NoteFault(f"the signature of {self.name} does not hold") from None
        return seconds


def _cosigned(text: str, seconds: int) -> bytes:
    return f"cosignature/v1\ntime {seconds}\n{text}".encode()


@dataclass(frozen=True)
class SigningKey:
    """A private key with its name; ``kind`` says whether a log or a witness signs with it."""

    name: str
    private: Ed25519PrivateKey
    kind: int = ED25519

    @property
    def verifier(self) -> VerifierKey:
        """The public half."""
        return VerifierKey(self.name, self.kind, self.private.public_key().public_bytes_raw())

    def sign(self, text: str, *, seconds: int = 0) -> "Signature":
        """Sign a note's text; a witness states the second (Unix time) it signs at."""
        key_id = self.verifier.key_id
        if self.kind == COSIGNATURE:
            signed = self.private.sign(_cosigned(text, seconds))
            return Signature(self.name, key_id, seconds.to_bytes(_TIME_BYTES, "big") + signed)
        return Signature(self.name, key_id, self.private.sign(text.encode()))


@dataclass(frozen=True)
class Signature:
    """One line under a note: whose, by which key, and the bytes."""

    name: str
    key_id: bytes
    body: bytes

    @classmethod
    def parse(cls, line: str) -> "Signature":
        """Read ``— name base64`` without its newline; raise NoteFault."""
        if not line.startswith(_DASH):
            raise NoteFault("a signature line begins with an em dash and a space")
        name, space, encoded = line.removeprefix(_DASH).partition(" ")
        if not space or not _NAME.fullmatch(name):
            raise NoteFault("a signature line names its key and carries base64")
        raw = _base64(encoded)
        if len(raw) <= ID_BYTES:
            raise NoteFault("a signature is longer than its key's id")
        return cls(name, raw[:ID_BYTES], raw[ID_BYTES:])

    def __str__(self) -> str:
        return f"{_DASH}{self.name} {base64.b64encode(self.key_id + self.body).decode()}"

    def is_by(self, key: VerifierKey) -> bool:
        """Say whether this line claims to be of a key; the signature is not checked."""
        return self.name == key.name and self.key_id == key.key_id


@dataclass(frozen=True)
class Note:
    """A text and the signatures under it."""

    text: str
    signatures: tuple[Signature, ...]

    @classmethod
    def parse(cls, content: str) -> "Note":
        """Read a signed note; raise NoteFault."""
        if len(content.encode("utf-8", "surrogatepass")) > NOTE_BYTES_MAX:
            raise NoteFault("the note is too long")
        if _CONTROL.search(content):
            raise NoteFault("a note carries no control characters but newlines")
        text, blank, lines = content.rpartition("\n\n")
        if not blank or not text or not lines.endswith("\n"):
            raise NoteFault("a note is a text, a blank line, and signature lines")
        written = lines[:-1].split("\n")
        if len(written) > SIGNATURES_MAX:
            raise NoteFault("the note has too many signatures")
        return cls(text + "\n", tuple(Signature.parse(line) for line in written))

    def __str__(self) -> str:
        return self.text + "\n" + "".join(f"{line}\n" for line in self.signatures)

    def signer(self, keys: Iterable[VerifierKey]) -> VerifierKey:
        """Return the first of the keys that signed, its signature checked.

        Raises NoteFault when none did, or when a line claims one of the keys and does not hold.
        """
        found = None
        for key in keys:
            for line in self.signatures:
                if line.is_by(key):
                    key.check(line, self.text)
                    found = found or key
        if found is None:
            raise NoteFault("no known key signed this note")
        return found


@dataclass(frozen=True)
class Checkpoint:
    """What the log commits to: its name, how many entries, the root over them."""

    origin: str
    size: int
    root: bytes

    @classmethod
    def parse(cls, text: str) -> "Checkpoint":
        """Read a checkpoint's text; raise NoteFault. No extension lines are known."""
        lines = text.split("\n")
        if len(lines) != 4 or lines[3]:
            raise NoteFault("a checkpoint has three lines: origin, size, root")
        if not _NAME.fullmatch(lines[0]):
            raise NoteFault("the origin is one word without a plus sign")
        return cls(lines[0], _number(lines[1]), read_hash(lines[2]))

    def __str__(self) -> str:
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"

    def signed(self, *keys: SigningKey) -> Note:
        """Return the note of this checkpoint, signed by the log's keys in the given order."""
        text = str(self)
        return Note(text, tuple(key.sign(text) for key in keys))


@dataclass(frozen=True)
class TlogProof:
    """That one entry stands in the log: its index, the path, and the signed checkpoint."""

    index: int
    hashes: tuple[bytes, ...]
    note: Note

    @classmethod
    def parse(cls, content: str) -> "TlogProof":
        """Read a proof file; raise NoteFault. No extra line is known."""
        head, blank, note = content.partition("\n\n")
        lines = head.split("\n")
        if not blank or lines[0] != PROOF_HEAD or len(lines) < 2:
            raise NoteFault(f"a proof begins with {PROOF_HEAD}, its index, hashes, a blank line")
        word, _, number = lines[1].partition(" ")
        if word != "index":
            raise NoteFault("the second line of a proof is its index")
        if len(lines) - 2 > PROOF_HASHES_MAX:
            raise NoteFault("the proof has too many hashes")
        hashes = tuple(read_hash(line) for line in lines[2:])
        return cls(_number(number), hashes, Note.parse(note))

    def __str__(self) -> str:
        hashes = "".join(f"{base64.b64encode(part).decode()}\n" for part in self.hashes)
        return f"{PROOF_HEAD}\nindex {self.index}\n{hashes}\n{self.note}"

    def check(self, leaf: bytes, keys: Sequence[VerifierKey]) -> Checkpoint:
        """Check the checkpoint's signature and that the leaf stands in it; return it.

        Raises NoteFault or ProofFault.
        """
        self.note.signer(keys)
        checkpoint = Checkpoint.parse(self.note.text)
        if checkpoint.origin not in {key.name for key in keys}:
            raise NoteFault("the checkpoint is of another log")
        check_inclusion(
            leaf,
            index=self.index,
            size=checkpoint.size,
            proof=self.hashes,
            root=checkpoint.root,
        )
        return checkpoint


def _number(text: str) -> int:
    if not _NUMBER.fullmatch(text):
        raise NoteFault("a number is written in decimal digits without leading zeros")
    return int(text)


def read_hash(text: str) -> bytes:
    """Read a hash in base64; raise NoteFault."""
    raw = _base64(text)
    if len(raw) != HASH_BYTES:
        raise NoteFault(f"a hash has {HASH_BYTES} bytes")
    return raw


def _base64(text: str) -> bytes:
    """Read base64 in its one form, padding and unused bits included."""
    try:
        raw = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise NoteFault("this is not base64") from None
    if base64.b64encode(raw).decode() != text:
        raise NoteFault("base64 has one form only")
    return raw


__all__ = [
    "COSIGNATURE",
    "ED25519",
    "Checkpoint",
    "Note",
    "NoteFault",
    "ProofFault",
    "Signature",
    "SigningKey",
    "TlogProof",
    "VerifierKey",
    "read_hash",
]
