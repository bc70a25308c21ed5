"""Single processes of the platform that a test kills without warning and starts again."""

import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import requests

from tests.support.servers import ROOT, wait_until


def answers(url: str) -> Callable[[], bool]:
    """Return a probe that says whether something answers there."""

    def probe() -> bool:
        try:
            return requests.get(url, timeout=2).ok
        except requests.RequestException:
            return False

    return probe


@dataclass
class Process:
    """One process of ours, known by its pid alone."""

    name: str
    words: tuple[str, ...]
    environment: Mapping[str, str]
    log: Path
    is_up: Callable[[], bool] = field(default=lambda: True)
    kills: int = 0
    _process: subprocess.Popen[bytes] | None = None

    def start(self) -> "Process":
        """Start it; `wait` says when it answers."""
        with self.log.open("ab") as printed:
            self._process = subprocess.Popen(
                [sys.executable, "-u", *self.words],
                cwd=ROOT,
                env={**os.environ, **self.environment},
                stdin=subprocess.DEVNULL,
                stdout=printed,
                stderr=subprocess.STDOUT,
            )
        return self

    def wait(self) -> None:
        """Wait until it answers."""
        wait_until(self.is_up, seconds=300, what=f"the start of {self.name}")

    def kill(self) -> None:
        """Kill it as a power cut would: it hears nothing and says nothing."""
        if self._process is not None:
            self._process.kill()
            self._process.wait(timeout=10)
            self.kills += 1

    def kill_and_start(self) -> None:
        """Kill it and start it anew at once."""
        self.kill()
        self.start()
