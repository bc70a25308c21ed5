"""The bytes of uploads on disk: one writer at a time, whatever process it is in."""

import fcntl
import hashlib
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from io import FileIO
from pathlib import Path
from typing import Any

from flask import current_app

from app import runtime
from app.kernel.errors import Refusal
from app.media.uploads.terms import SYNC_BYTES, WRITE_BYTES

Digest = Any

#: How long somebody waits for the one who writes, and how often it is tried, in seconds.
PATIENCE = 2.0
_TURN = 0.05


def path(token: str) -> Path:
    """Return where an upload's bytes lie; the name is ours, never the sender's."""
    return Path(current_app.config["DATA_DIR"]).resolve() / "incoming" / f"{token}.part"


def create(token: str) -> None:
    """Make the empty file of an upload, so that it outlives a loss of power."""
    file = path(token)
    file.parent.mkdir(parents=True, exist_ok=True)
    runtime.offload(_create, file)


def _create(file: Path) -> None:
    with file.open("xb") as made:
        os.fsync(made.fileno())
    folder = os.open(file.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def size(token: str) -> int:
    """Return how many bytes lie on disk; refuse what is no longer there."""
    try:
        return path(token).stat().st_size
    except FileNotFoundError:
        raise Refusal("upload_gone", status=410) from None


@contextmanager
def held(token: str, *, patience: float = 0) -> Iterator[FileIO]:
    """Give the file of an upload to one holder at a time; refuse the others after ``patience``.

    The lock is the kernel's, so it holds between processes and ends with its holder.
    """
    try:
        file = FileIO(path(token), "r+")
    except FileNotFoundError:
        raise Refusal("upload_gone", status=410) from None
    with file:
        if not _lock(file, patience):
            raise Refusal("upload_busy", status=423)
        if os.fstat(file.fileno()).st_nlink == 0:
            # Swept between the opening and the lock.
            raise Refusal("upload_gone", status=410)
        yield file


def wait_for_writer(token: str) -> None:
    """Let a writer whose connection broke put away what it still has, but not for long.

    A sender that asks at once where to go on would else be told too little and send twice.
    """
    with suppress(Refusal), held(token, patience=PATIENCE):
        pass


def _lock(file: FileIO, patience: float) -> bool:
    for turn in range(int(patience / _TURN) + 1):
        if turn:
            runtime.sleep(_TURN)
        try:
            fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            continue
        return True
    return False


def append(
    file: FileIO, at: int, pieces: Iterable[bytes], *, room: int, digest: Digest | None
) -> int:
    """Write pieces behind the bytes that are there and return how many came, safe on disk.

    Whatever ends the stream, what came before is kept. Raises Refusal when more comes than was
    declared, or when the disk is full.
    """
    runtime.offload(_cut, file, at)
    came, unsynced = 0, 0
    try:
        for block in _blocks(pieces):
            fits = block[: room - came]
            _write(_add, file, fits, digest)
            came += len(fits)
            unsynced += len(fits)
            if len(fits) < len(block):
                raise Refusal("upload_overrun", status=413)
            if unsynced >= SYNC_BYTES:
                unsynced = 0
                _write(os.fdatasync, file.fileno())
    finally:
        _write(os.fdatasync, file.fileno())
    return came


def cut(file: FileIO, at: int) -> None:
    """Take away what lies beyond a point."""
    runtime.offload(_cut, file, at)


def remove(token: str) -> bool:
    """Take the bytes away unless somebody holds them; say whether they are gone."""
    try:
        with held(token):
            path(token).unlink(missing_ok=True)
    except Refusal as refusal:
        return refusal.code == "upload_gone"
    return True


def new_digest(algorithm: str) -> Digest:
    """Return a running digest of one of the algorithms offered."""
    return hashlib.new(algorithm, usedforsecurity=algorithm != "sha1")


def _blocks(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Gather what trickles in, so that the disk is asked seldom."""
    gathered: list[bytes] = []
    amount = 0
    for piece in pieces:
        gathered.append(piece)
        amount += len(piece)
        if amount >= WRITE_BYTES:
            yield b"".join(gathered)
            gathered, amount = [], 0
    if gathered:
        yield b"".join(gathered)


def _write(work: Callable[..., Any], *given: Any) -> None:
    try:
        runtime.offload(work, *given)
    except OSError:
        raise Refusal("media_disk_full", status=507) from None


def _add(file: FileIO, block: bytes, digest: Digest | None) -> None:
    rest = memoryview(block)
    while rest:
        written = file.write(rest)
        rest = rest[written or 0 :]
    if digest is not None:
        digest.update(block)


def _cut(file: FileIO, at: int) -> None:
    file.truncate(at)
    file.seek(at)
