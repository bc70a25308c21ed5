"""Start the real processes of the platform for a test, and stop what was started."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 120


def free_port() -> int:
    """Return a TCP port of the loopback that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until(is_so: Callable[[], bool], *, seconds: float = 10, what: str = "condition") -> None:
    """Wait for a condition with a deadline; a test never sleeps for a fixed time."""
    deadline = time.monotonic() + seconds
    while not is_so():
        if time.monotonic() > deadline:
            msg = f"{what} did not come true within {seconds} s"
            raise AssertionError(msg)
        time.sleep(0.02)


@dataclass
class LiveServer:
    """Web, clock and bank processes started by the launcher itself, as `make run` starts them."""

    folder: Path
    database_url: str
    environment: Mapping[str, str] = field(default_factory=dict)
    port: int = field(default_factory=free_port)
    bank_port: int = field(default_factory=free_port)
    #: Where the launcher writes; a second launcher of the same folder needs its own.
    log_name: str = "launcher.log"
    _process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """The address of the web process."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def bank_url(self) -> str:
        """The address of the sandbox bank."""
        return f"http://127.0.0.1:{self.bank_port}"

    @property
    def output(self) -> str:
        """What the launcher has printed so far."""
        printed = self.folder / self.log_name
        return printed.read_text(encoding="utf-8") if printed.exists() else ""

    def child_environment(self) -> dict[str, str]:
        """The environment in which the processes, and any flask command beside them, run."""
        return {
            **os.environ,
            "DATABASE_URL": self.database_url,
            "DATA_DIR": str(self.folder / "data"),
            "HOST": "127.0.0.1",
            "PORT": str(self.port),
            "BANK_URL": self.bank_url,
            "PYTHONWARNINGS": "default",
            **self.environment,
        }

    @property
    def is_running(self) -> bool:
        """Whether the launcher runs now."""
        return self._process is not None and self._process.poll() is None

    def start(self) -> "LiveServer":
        """Start the launcher and wait for its `Ready:` line."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / self.log_name).open("wb") as printed:
            self._process = subprocess.Popen(
                [sys.executable, "-u", "-m", "app.cli.run"],
                cwd=ROOT,
                env=self.child_environment(),
                stdin=subprocess.DEVNULL,
                stdout=printed,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        wait_until(self._is_settled, seconds=START_SECONDS, what=f"start of {self.url}")
        if "Ready: " not in self.output:
            msg = f"the server did not start:\n{self.output}\n{self.logs()}"
            raise AssertionError(msg)
        return self

    def _is_settled(self) -> bool:
        assert self._process is not None
        return "Ready: " in self.output or self._process.poll() is not None

    def flask(self, *command: str) -> str:
        """Run a flask command against the same database and return what it prints."""
        finished = subprocess.run(
            [sys.executable, "-m", "flask", *command],
            cwd=ROOT,
            env=self.child_environment(),
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
        if finished.returncode != 0:
            msg = f"flask {' '.join(command)} failed:\n{finished.stdout}\n{finished.stderr}"
            raise AssertionError(msg)
        return finished.stdout

    def get(self, path: str) -> str:
        """Return the text of a page as an unknown visitor sees it."""
        with urllib.request.urlopen(self.url + path, timeout=20) as answer:
            return str(answer.read().decode())

    def logs(self) -> str:
        """Return the tails of the processes' logs, for the message of a failing test."""
        files = sorted((self.folder / "data" / "log").glob("*.log"))
        return "\n".join(f"== {file.name}\n{file.read_text()[-3000:]}" for file in files)

    def wait(self, seconds: float = 30) -> int:
        """Wait until the launcher has ended by itself, and return its exit status."""
        assert self._process is not None
        return self._process.wait(timeout=seconds)

    def stop(self) -> int:
        """Ask the launcher to stop as Ctrl-C does, and return its exit status."""
        if self._process is None:
            return 0
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGINT)
        try:
            return self._process.wait(timeout=120)
        except subprocess.TimeoutExpired:
            os.killpg(self._process.pid, signal.SIGKILL)
            return self._process.wait(timeout=10)
