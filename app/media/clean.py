"""The process that opens what strangers hand in: bounded memory, bounded time, no secrets.

Run as ``python -m app.media.clean KIND DESCRIPTOR``. It loads the libraries of one kind, waits at
the socket it was given, and forks for every file: the fork limits itself, cleans that one file,
answers and ends, so that no file ever meets what another one has left. It ends when the socket
closes, however its owner ended. A crash, a kill or silence means: refused. The server itself
never decodes a stranger's file.
"""

import gc
import json
import os
import resource
import select
import signal
import socket
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

from app.media.vocabulary import MIB, MediaFault, MediaKind

#: Reliability U2: address space and CPU seconds. A video of 2 GB is copied, not decoded, which
#: takes longer than a picture; its decoder keeps more frames.
LIMITS: dict[MediaKind, tuple[int, int]] = {
    MediaKind.PICTURE: (256 * MIB, 10),
    MediaKind.DOCUMENT: (256 * MIB, 10),
    MediaKind.VIDEO: (512 * MIB, 60),
}
WRITTEN_BYTES_MAX = 2200 * MIB
ANSWER_BYTES_MAX = 1 << 16
_EXHAUSTED = {"ok": False, "code": MediaFault.EXHAUSTED}


def limit_self(kind: MediaKind) -> None:
    """Give up memory and time beyond the limits before the file is looked at."""
    space, seconds = LIMITS[kind]
    resource.setrlimit(resource.RLIMIT_AS, (space, space))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_FSIZE, (WRITTEN_BYTES_MAX, WRITTEN_BYTES_MAX))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))


def clean(kind: MediaKind, source: Path, out: Path, order: dict[str, Any]) -> dict[str, Any]:
    """Run the gate of a kind; what it needs was loaded before the fork."""
    if kind is MediaKind.PICTURE:
        from app.media.pictures import clean_picture

        return clean_picture(source, out, regions=order.get("regions", ()))
    if kind is MediaKind.VIDEO:
        from app.media.videos import clean_video

        return clean_video(source, out)
    from app.media.pdfs import clean_pdf

    return clean_pdf(source, out)


def answer_for(kind: MediaKind, order: dict[str, Any]) -> dict[str, Any]:
    """Limit this process, clean the file of an order, and say what came of it."""
    source, out = Path(order["source"]), Path(order["out"])
    limit_self(kind)
    try:
        os.chdir(out)
        return {"ok": True, **clean(kind, source, out, order)}
    except MemoryError:
        return dict(_EXHAUSTED)
    except Exception as fault:  # noqa: BLE001 - whatever a hostile file raises is a refusal
        return {"ok": False, "code": getattr(fault, "fault", MediaFault.UNREADABLE)}


def _fork(kind: MediaKind, order: dict[str, Any], door: socket.socket) -> tuple[int, int]:
    """Start the process of one file; return its number and where its answer is read."""
    reading, writing = os.pipe()
    child = os.fork()
    if child:
        os.close(writing)
        return child, reading
    try:
        # The door leads to the server, and the answers of other files pass through it. Closing
        # the socket would not close it while its reader lives.
        os.close(door.detach())
        os.close(reading)
        os.write(writing, json.dumps(answer_for(kind, order)).encode())
    finally:
        os._exit(0)


def clean_apart(kind: MediaKind, order: dict[str, Any], door: socket.socket) -> dict[str, Any]:
    """Clean one file in a process of its own; raise EOFError when the owner went away."""
    child, reading = _fork(kind, order, door)
    until = time.monotonic() + order["seconds"]
    received = b""
    try:
        while len(received) <= ANSWER_BYTES_MAX:
            left = max(until - time.monotonic(), 0)
            ready, _, _ = select.select([reading, door.fileno()], [], [], left)
            if door.fileno() in ready:
                raise EOFError
            if not ready:
                return _EXHAUSTED
            piece = os.read(reading, ANSWER_BYTES_MAX)
            if not piece:
                break
            received += piece
    finally:
        with suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        os.close(reading)
    # A process that was killed by its limits has said nothing.
    return json.loads(received) if received else _EXHAUSTED


def load_libraries(kind: MediaKind) -> None:
    """Load what a kind needs once, so that a fork starts in a millisecond."""
    if kind is MediaKind.PICTURE:
        from app.media import pictures

        pictures.load_plugins()
    elif kind is MediaKind.VIDEO:
        from app.media import videos  # noqa: F401 - loaded for the forks
    else:
        from app.media import pdfs  # noqa: F401 - loaded for the forks


def main(arguments: list[str]) -> int:
    """Answer one order after another until the owner closes the door."""
    kind, door = MediaKind(arguments[0]), socket.socket(fileno=int(arguments[1]))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    load_libraries(kind)
    gc.collect()
    gc.freeze()
    with door, door.makefile("rb") as orders, suppress(EOFError, OSError):
        for line in orders:
            answer = clean_apart(kind, json.loads(line), door)
            door.sendall(json.dumps(answer).encode() + b"\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
