"""Keep cleaning processes ready and believe nothing but a well-formed answer."""

import atexit
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from app import runtime
from app.kernel.errors import Refusal
from app.media.vocabulary import MediaFault, MediaKind

ROOT = Path(__file__).resolve().parents[2]
#: Wall time: CPU time is limited in the child, this catches one that merely waits.
WAIT_SECONDS = {MediaKind.PICTURE: 40, MediaKind.DOCUMENT: 40, MediaKind.VIDEO: 180}
#: A cleaner that does not keep its own time is ended this much later.
GRACE_SECONDS = 10
#: Files of a kind cleaned at once by one server process; the next ones wait for their turn.
AT_ONCE = {MediaKind.PICTURE: 2, MediaKind.DOCUMENT: 2, MediaKind.VIDEO: 2}
#: Files a cleaner forks for before a fresh one takes its place: forks of one process share the
#: layout of its memory, which nobody shall have long to learn.
FILES_MAX = 200


class Cleaner:
    """A process that has loaded its libraries and forks for every file it is given."""

    def __init__(self, kind: MediaKind) -> None:
        self.files = 0
        self.door, theirs = socket.socketpair()
        # No environment of ours: no database address, no keys. A session of its own: a signal
        # of the terminal ends the server, and the closed door then ends the cleaner.
        with theirs:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "app.media.clean", kind.value, str(theirs.fileno())],
                pass_fds=(theirs.fileno(),),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env={"PATH": os.defpath, "PYTHONPATH": str(ROOT), "LANG": "C.UTF-8"},
                cwd=ROOT,
                start_new_session=True,
            )

    def ask(self, order: dict[str, Any], seconds: int) -> bytes:
        """Hand an order over and return the line that answers it; raises OSError."""
        self.files += 1
        self.door.settimeout(seconds + GRACE_SECONDS)
        self.door.sendall(json.dumps({**order, "seconds": seconds}).encode() + b"\n")
        received = b""
        while not received.endswith(b"\n"):
            piece = self.door.recv(1 << 16)
            if not piece:
                raise ConnectionError
            received += piece
        return received

    def end(self) -> None:
        """End the process and whatever it forked, and wait until it is gone."""
        self.door.close()
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


_turns = {kind: runtime.Semaphore(number) for kind, number in AT_ONCE.items()}
_spare: dict[MediaKind, list[Cleaner]] = {kind: [] for kind in MediaKind}


def run_clean(
    kind: MediaKind, source: Path, out: Path, *, regions: Sequence[Sequence[int]] = ()
) -> dict[str, Any]:
    """Return what the child made of a file, or raise the refusal it found.

    Waiting for the child is green under eventlet, so others are served meanwhile.
    """
    order = {"source": str(source.resolve()), "out": str(out.resolve()), "regions": list(regions)}
    with _turns[kind]:
        line = _ask(kind, order)
    try:
        answer: dict[str, Any] = json.loads(line)
    except ValueError:
        raise Refusal(MediaFault.UNREADABLE) from None
    if not answer.get("ok"):
        raise Refusal(MediaFault(answer["code"]))
    return answer


def _ask(kind: MediaKind, order: dict[str, Any]) -> bytes:
    """Ask a spare cleaner, else a fresh one; a spare that has died meanwhile costs no file."""
    while True:
        is_spare = bool(_spare[kind])
        cleaner = _spare[kind].pop() if is_spare else Cleaner(kind)
        try:
            line = cleaner.ask(order, WAIT_SECONDS[kind])
        except TimeoutError:
            cleaner.end()
            raise Refusal(MediaFault.EXHAUSTED) from None
        except OSError:
            cleaner.end()
            if not is_spare:
                raise Refusal(MediaFault.EXHAUSTED) from None
            continue
        except BaseException:
            cleaner.end()
            raise
        if cleaner.files < FILES_MAX:
            _spare[kind].append(cleaner)
        else:
            cleaner.end()
        return line


def end_cleaners() -> None:
    """End every spare cleaner; the next file starts a fresh one."""
    for spare in _spare.values():
        while spare:
            spare.pop().end()


def _forget_cleaners() -> None:
    """Leave the cleaners to the process that started them."""
    for spare in _spare.values():
        for cleaner in spare:
            cleaner.door.close()
            # Not a child of this process: there is nothing to wait for.
            cleaner.process.returncode = 0
        spare.clear()


atexit.register(end_cleaners)
os.register_at_fork(after_in_child=_forget_cleaners)
