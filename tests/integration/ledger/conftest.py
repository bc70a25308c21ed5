"""A bank beside the app."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.orm import Session
from werkzeug.serving import make_server

from app.ledger.bank import wechat as adapter
from app.ledger.bank.choice import current_wechat
from app.ledger.bank.wechat import WeChatBank
from tests.support.bank_process import BankProcess
from tests.support.money import PaperBank, make_bank
from tests.support.wechat import APIV3_KEY, APPID, CERT_SERIAL, MCHID, WeChat, serve


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


@pytest.fixture
def wechat(
    app: Flask, db_session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[WeChat]:
    """WeChat as a server of its own, and an app whose merchant account is there."""
    made = WeChat(tmp_path / "server")
    adapter.open_sdk.cache_clear()
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", made.authority)
    monkeypatch.setitem(app.config, "DATA_DIR", str(tmp_path))
    monkeypatch.setitem(app.config, "PUBLIC_URL", "https://court.test")
    with serve(made) as proxy:
        words = {
            "mchid": MCHID,
            "appid": APPID,
            "cert_serial": CERT_SERIAL,
            "key_file": tmp_path / "server" / "merchant.pem",
            "apiv3_key": APIV3_KEY,
            "proxy": proxy,
        }
        monkeypatch.setitem(app.config, "WECHAT", words)
        yield made
    app.extensions.pop("ledger.wechat", None)


@pytest.fixture
def port(wechat: WeChat) -> WeChatBank:
    """The adapter to that server."""
    found = current_wechat()
    assert found is not None
    return found
