"""The sandbox bank as a process of its own, for tests that need a real wire."""

import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import requests

from app.ledger.bank.client import SandboxBank
from tests.support.money import DEPOSIT, WANG
from tests.support.servers import ROOT, free_port, wait_until


@dataclass
class BankProcess:
    """The sandbox bank, started and stopped as the launcher does it."""

    folder: Path
    callback: str
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def client(self) -> SandboxBank:
        return SandboxBank(self.url, self.folder)

    def start(self) -> "BankProcess":
        self.process = subprocess.Popen(
            [
                *(sys.executable, "-m", "app.ledger.bank.sandbox", "--port", str(self.port)),
                *("--callback", self.callback, "--data", str(self.folder)),
            ],
            cwd=ROOT,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        wait_until(self._answers, seconds=30, what="the start of the bank")
        return self

    def _answers(self) -> bool:
        try:
            return requests.get(f"{self.url}/healthz", timeout=2).ok
        except requests.ConnectionError:
            return False

    def kill(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait(timeout=10)

    def manner(self, **wish: Any) -> None:
        self.client._post("/rehearsal/manner", wish)

    def pay(self, order_no: str, **changes: str) -> str:
        paid = {
            "order_no": order_no,
            "amount": str(DEPOSIT),
            "payer_name": WANG.name,
            "payer_id_number": WANG.id_number,
            **changes,
        }
        answer = self.client._post("/rehearsal/payments", paid)
        return str(answer["serial"])
