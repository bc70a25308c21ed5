"""Files by the digest of their content; the original is never served inline nor changed."""

import hashlib
import os
import secrets
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from flask import current_app

from app import runtime
from app.kernel.errors import NotFound

_CHUNK = 1 << 20


@dataclass(frozen=True)
class Blob:
    """A stored file: its SHA-256 in hex, its size in bytes."""

    sha256: str
    size: int


def _root() -> Path:
    return Path(current_app.config["DATA_DIR"]) / "blobs"


def path(sha256: str) -> Path:
    """Return where a digest's file lies; raise NotFound if it is not stored."""
    file = _root() / sha256[:2] / sha256
    if len(sha256) != 64 or not sha256.isalnum() or not file.is_file():
        raise NotFound("file", sha256)
    return file


def put(source: bytes | Path, sha256: str | None = None) -> Blob:
    """Store content and return its digest; the same content is stored once.

    A file is linked, not copied, where the disk allows it: its writer must be done with it.
    ``sha256`` is its digest where that is already known. The loop goes on meanwhile.
    """
    blob: Blob = runtime.offload(_put, source, _root(), sha256)
    return blob


def _put(source: bytes | Path, root: Path, sha256: str | None) -> Blob:
    root.mkdir(parents=True, exist_ok=True)
    draft = root / f".{secrets.token_hex(8)}"
    try:
        _draw_up(source, draft)
        digest = sha256 or digest_of(draft)
        size = draft.stat().st_size
        home = root / digest[:2] / digest
        home.parent.mkdir(exist_ok=True)
        with draft.open("rb") as written:
            os.fsync(written.fileno())
        draft.replace(home)
    finally:
        # Renaming one name of a file onto another of the same file leaves both.
        draft.unlink(missing_ok=True)
    return Blob(digest, size)


def _draw_up(source: bytes | Path, draft: Path) -> None:
    if isinstance(source, bytes):
        draft.write_bytes(source)
        return
    try:
        os.link(source, draft)
    except OSError:
        # Another file system, or one without links.
        shutil.copyfile(source, draft)


def digest_of(file: Path) -> str:
    """Return the SHA-256 of a file without holding it in memory."""
    with file.open("rb") as stream:
        return _digest(stream)


def _digest(stream: BinaryIO) -> str:
    digest = hashlib.sha256()
    while chunk := stream.read(_CHUNK):
        digest.update(chunk)
    return digest.hexdigest()


def is_whole(sha256: str) -> bool:
    """Say whether the stored file still has the digest it is known by."""
    return digest_of(path(sha256)) == sha256
