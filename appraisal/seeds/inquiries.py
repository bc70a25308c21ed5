"""Put the reference platforms on the list, so that a demo can ask them."""

from datetime import datetime
from pathlib import Path

from flask import current_app

from app.identity import vault
from app.inquiry_sandbox.keys import CODES, COURT_PUBLIC, load_key
from app.kernel.actors import Actor
from app.kernel.money import Money
from appraisal.services.inquiry_platforms import list_platform
from appraisal.services.inquiry_wire import SANDBOX

NAMES = {
    "A": "甲网络询价平台（演示）",
    "B": "乙网络询价平台（演示）",
    "C": "丙网络询价平台（演示）",
}
#: What each asks for an inquiry.
FEES = {"A": Money(60_000), "B": Money(60_000), "C": Money(80_000)}


def seed_platforms(*, operator: Actor, at: datetime) -> None:
    """List the platforms with their keys, and lay our own key where they look for it."""
    folder = Path(current_app.config["DATA_DIR"]) / "inquiry"
    for code in CODES:
        list_platform(
            code=code,
            name=NAMES[code],
            url=f"{SANDBOX}{code}",
            public_key=load_key(folder, code).public,
            fee=FEES[code],
            actor=operator,
            at=at,
        )
    (folder / COURT_PUBLIC).write_text(vault.public_key(), encoding="ascii")
