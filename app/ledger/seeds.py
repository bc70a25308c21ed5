"""Payments of the demo people: through the sandbox bank and its signed notices, as anybody's."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from flask import Flask, current_app
from werkzeug.serving import make_server

from app.ledger.bank.choice import current_bank
from app.ledger.bank.client import SandboxBank
from app.ledger.facade import get_order
from app.ledger.services import outbox
from app.ledger.services.orders import Payer
from app.ledger.vocabulary import OrderState
from app.store import db

#: The sandbox bank delivers within a second; beyond this it is not running.
PATIENCE_SECONDS = 20
_pause = threading.Event()


@contextmanager
def bank_door(app: Flask) -> Iterator[None]:
    """Answer the bank's notices while the web process is not up yet."""
    server = make_server(app.config["HOST"], app.config["PORT"], app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def pay_order(no: str, payer: Payer, *, at: datetime) -> None:
    """Pay an order in full at the bank and wait until the bank's notice is booked.

    Raises TimeoutError when the bank does not deliver.
    """
    bank = current_bank()
    if not isinstance(bank, SandboxBank):
        msg = "demo people pay at the sandbox bank only"
        raise TypeError(msg)
    outbox.send_due(bank, at=at)
    bank.rehearse_payment(
        {
            "order_no": no, "amount": str(get_order(no).amount), "payer_name": payer.name,
            "payer_id_number": payer.id_number,
        }
    )  # fmt: skip
    deadline = time.monotonic() + PATIENCE_SECONDS
    while get_order(no).state is OrderState.OPEN:
        if time.monotonic() > deadline:
            msg = f"the bank did not confirm {no} on {current_app.config['PUBLIC_URL']}"
            raise TimeoutError(msg)
        _pause.wait(0.02)
        db.session.rollback()
