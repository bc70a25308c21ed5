"""`make stop`: stop what `make run` started in this data folder, and nothing else."""

import fcntl
import os
import signal
import sys
import threading
import time
from pathlib import Path

import config

WAIT_SECONDS = 20


def find_launcher(pid_file: Path) -> int | None:
    """Return the process that holds the data folder, or None.

    The lock decides, not the number: after a crash the number may belong to somebody else.
    """
    if not pid_file.is_file():
        return None
    with pid_file.open() as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except OSError:
            return int(file.read())
    return None


def main() -> int:
    """Ask the launcher to stop and wait until it has."""
    pid_file = Path(str(config.settings()["DATA_DIR"])) / "run.pid"
    pid = find_launcher(pid_file)
    if pid is None:
        print("Nothing runs here.")
        return 0
    os.kill(pid, signal.SIGTERM)
    deadline = time.monotonic() + WAIT_SECONDS
    pause = threading.Event()
    while find_launcher(pid_file) is not None:
        if time.monotonic() > deadline:
            print(f"Process {pid} did not stop within {WAIT_SECONDS} s.", file=sys.stderr)
            return 1
        pause.wait(0.1)
    print("Stopped.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
