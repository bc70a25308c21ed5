"""Which banks this installation has; adding one is one file beside this and one line here."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from flask import current_app

from app.ledger.bank.client import SandboxBank
from app.ledger.bank.files import FileBank
from app.ledger.bank.port import BankPort
from app.ledger.bank.wechat import WeChatBank, WeChatSettings
from app.ledger.vocabulary import Channel


def _sandbox(settings: Mapping[str, Any]) -> BankPort:
    keys = settings.get("BANK_KEYS") or Path(settings["DATA_DIR"]) / "bank"
    return SandboxBank(
        settings["BANK_URL"].rstrip("/"),
        Path(keys),
        settings["PUBLIC_URL"],
        settings.get("BANK_STATEMENTS", "csv"),
    )


#: `BANK` in the settings -> who makes the port of it.
BANKS: dict[str, Callable[[Mapping[str, Any]], BankPort]] = {
    "sandbox": _sandbox,
    "files": lambda _settings: FileBank(),
}


def current_bank() -> BankPort:
    """Return the bank of this installation, where every kind of money may come and go."""
    return BANKS[current_app.config.get("BANK", "sandbox")](current_app.config)


def current_wechat() -> WeChatBank | None:
    """Return the WeChat Pay of this installation, or nothing where it has none."""
    words: Mapping[str, Any] | None = current_app.config.get("WECHAT")
    if not words:
        return None
    kept: dict[WeChatSettings, WeChatBank] = current_app.extensions.setdefault("ledger.wechat", {})
    settings = WeChatSettings(
        **words,
        notify_url=f"{current_app.config['PUBLIC_URL']}/bank/wechat/notifications",
        cert_dir=Path(current_app.config["DATA_DIR"]) / "wechat",
    )
    # One for the process: it remembers which keys were good.
    return kept.setdefault(settings, WeChatBank(settings))


def current_banks() -> dict[Channel, BankPort]:
    """Return every channel in use with its bank."""
    banks: dict[Channel, BankPort] = {Channel.MAIN: current_bank()}
    wechat = current_wechat()
    if wechat is not None:
        banks[Channel.WECHAT] = wechat
    return banks
