"""Child processes of the launcher: started, watched, stopped; each writes a log of its own."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

#: Time a child has to finish what it is doing before it is killed.
STOP_SECONDS = 10
_PR_SET_PDEATHSIG = 1


@dataclass
class Child:
    """One running process and where it writes."""

    name: str
    process: subprocess.Popen[bytes]
    log: Path

    def tail(self, lines: int = 12) -> str:
        """Return the last lines it wrote."""
        text = self.log.read_text(encoding="utf-8", errors="replace")
        return "\n".join(text.splitlines()[-lines:])


class Children:
    """The processes this launcher started, and no others."""

    def __init__(self, folder: Path, environment: Mapping[str, str], root: Path) -> None:
        self._folder = folder
        self._environment = dict(environment)
        self._root = root
        self._children: list[Child] = []
        folder.mkdir(parents=True, exist_ok=True)

    def start(self, name: str, command: Sequence[str]) -> Child:
        """Start a process in a session of its own, so that Ctrl-C reaches only the launcher."""
        log = self._folder / f"{name}.log"
        with log.open("wb") as output:
            process = subprocess.Popen(
                [sys.executable, "-u", *command],
                cwd=self._root,
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=_die_with_parent if sys.platform == "linux" else None,  # noqa: PLW1509 - one thread only
            )
        child = Child(name, process, log)
        self._children.append(child)
        return child

    def find_dead(self) -> Child | None:
        """Return a child that ended by itself, if there is one."""
        return next((item for item in self._children if item.process.poll() is not None), None)

    def stop(self) -> None:
        """Ask every child to stop, last started first, and wait; kill what does not."""
        running = [item for item in reversed(self._children) if item.process.poll() is None]
        for child in running:
            child.process.send_signal(signal.SIGTERM)
        deadline = time.monotonic() + STOP_SECONDS
        for child in running:
            try:
                child.process.wait(timeout=max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                child.process.kill()
                child.process.wait()
        self._children.clear()


def _die_with_parent() -> None:
    """Ask Linux to stop this child should the launcher be killed without a word."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() == 1:
        os.kill(os.getpid(), signal.SIGTERM)
