"""Logs as the platform seals them, with everything a reader is given; and what cheats would give.

The tree and the notes are made by the platform's own code; the verifiers share none of it.
"""

import base64
import hashlib
import io
import json
import zipfile
from collections.abc import Sequence
from functools import cached_property

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from app.trail import merkle
from app.trail.notes import COSIGNATURE, ED25519, Checkpoint, SigningKey

ORIGIN = "auction.court.example/supervision/2026"
WITNESS = "witness.procuratorate.example"
#: When the witness saw what it cosigned.
SEEN_AT = 1_795_320_000


def key_of(seed: str, name: str = ORIGIN, kind: int = ED25519) -> SigningKey:
    """A key anybody can make again: its private bytes are the digest of a word."""
    private = Ed25519PrivateKey.from_private_bytes(hashlib.sha256(seed.encode()).digest())
    return SigningKey(name, private, kind)


LOG_KEY = key_of("log-key-1")
NEXT_KEY = key_of("log-key-2")
WITNESS_KEY = key_of("witness-1", WITNESS, COSIGNATURE)
OTHER_WITNESS = key_of("witness-2", "bar.example", COSIGNATURE)
POLICY = (
    "# whom the reader trusts\n"
    f"log {LOG_KEY.verifier}\n"
    f"witness procuratorate {WITNESS_KEY.verifier}\n"
    f"witness bar {OTHER_WITNESS.verifier}\n"
    "quorum 1\n"
)


def b64(raw: bytes) -> str:
    """Base64 as it is written in the log's files."""
    return base64.b64encode(raw).decode()


def line(value: object) -> bytes:
    """One line of JSON in its one form."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def zipped(files: dict[str, bytes]) -> bytes:
    """An archive of files."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return target.getvalue()


def unzipped(archive: bytes) -> dict[str, bytes]:
    """The files of an archive."""
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


class SealedLog:
    """A log over the bytes of facts."""

    def __init__(
        self, bodies: Sequence[bytes], *, key: SigningKey = LOG_KEY, origin: str = ORIGIN
    ) -> None:
        self.bodies, self.key, self.origin = list(bodies), key, origin

    @cached_property
    def leaves(self) -> list[bytes]:
        """The leaf of each fact."""
        return [merkle.leaf_hash(body) for body in self.bodies]

    @cached_property
    def subtrees(self) -> merkle.SubtreeRoot:
        """The roots of the full subtrees."""
        return merkle.subtrees_of(self.leaves)

    def root(self, size: int) -> bytes:
        """The root of the first entries."""
        return merkle.range_root(0, size, self.subtrees) if size else merkle.empty_root()

    def note(
        self, size: int, *keys: SigningKey, witnesses: Sequence[SigningKey] = (WITNESS_KEY,)
    ) -> str:
        """The signed and cosigned checkpoint of a size."""
        at = Checkpoint(self.origin, size, self.root(size))
        lines = [key.sign(str(at)) for key in keys or (self.key,)]
        lines += [key.sign(str(at), seconds=SEEN_AT) for key in witnesses]
        return f"{at}\n" + "".join(f"{one}\n" for one in lines)

    def proof(self, index: int, size: int) -> list[bytes]:
        """That an entry stands in the log of a size."""
        return merkle.inclusion_proof(index, size, self.subtrees)

    def tlog_proof(self, index: int, size: int) -> str:
        """The same as a file."""
        hashes = "".join(f"{b64(part)}\n" for part in self.proof(index, size))
        return f"c2sp.org/tlog-proof@v1\nindex {index}\n{hashes}\n{self.note(size)}"

    def history(self, sizes: Sequence[int], size: int, *, token: bytes | None = None) -> bytes:
        """What was signed before, each with its way to the newest."""
        return b"".join(
            line(
                {
                    "note": self.note(old, witnesses=()),
                    "consistency": [
                        b64(part) for part in merkle.consistency_proof(old, size, self.subtrees)
                    ],
                    "timestamp": b64(token) if token else None,
                }
            )
            for old in sizes
        )

    def parts_of_log(self, public: Sequence[int], sizes: Sequence[int]) -> dict[str, bytes]:
        """The files of the whole log; the facts at some places are public."""
        shown = set(public)
        return {
            "entries.jsonl": b"".join(
                line({"index": at, "body": body.decode()})
                if at in shown
                else line({"index": at, "hash": self.leaves[at].hex()})
                for at, body in enumerate(self.bodies)
            ),
            "checkpoint.txt": self.note(len(self.bodies)).encode(),
            "history.jsonl": self.history(sizes, len(self.bodies)),
        }

    def parts_of_record(
        self, record: bytes, places: Sequence[int], sizes: Sequence[int], size: int
    ) -> dict[str, bytes]:
        """The files of a record of a lot whose facts stand at some places of the log."""
        return {
            **unzipped(record),
            "log/checkpoint.txt": self.note(size).encode(),
            "log/history.jsonl": self.history(sizes, size),
            "log/proofs.jsonl": b"".join(
                line({"index": at, "hashes": [b64(part) for part in self.proof(at, size)]})
                if at < size
                else line(None)
                for at in places
            ),
        }
