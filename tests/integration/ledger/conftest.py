"""A bank beside the app."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.orm import Session
from werkzeug.serving import make_server

from tests.support.bank_process import BankProcess
from tests.support.money import PaperBank, make_bank


@pytest.fixture
def bank(app: Flask, db_session: Session, tmp_path: Path) -> PaperBank:
    """A bank whose notices the app believes; the test stands in an app context."""
    return make_bank(app, tmp_path / "bank")


@pytest.fixture
def site(app: Flask) -> Iterator[str]:
    """The app on a port, for the bank to call back."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join(timeout=10)
    server.server_close()


@pytest.fixture
def live_bank(app: Flask, db_session: Session, site: str, tmp_path: Path) -> Iterator[BankProcess]:
    """A running bank that the app trusts."""
    process = BankProcess(tmp_path / "bank", f"{site}/bank/notifications")
    app.config.update(BANK_KEYS=str(process.folder), BANK_URL=process.url)
    yield process.start()
    process.kill()
