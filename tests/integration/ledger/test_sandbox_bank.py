"""The bank as a process of its own: real HTTP both ways on the loopback."""

import re
import threading
from datetime import timedelta
from pathlib import Path

import pytest
import requests
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.serving import make_server

from app.kernel.clock import clock
from app.kernel.money import Money
from app.ledger import chart, facade, queries, timers
from app.ledger.bank.client import SandboxBank
from app.ledger.bank.port import BankAway
from app.ledger.facade import PaymentOrderView
from app.ledger.models import BankReceipt
from app.ledger.services import outbox, suspense
from app.ledger.vocabulary import Booking, InstructionState, OrderState
from app.store import db
from tests.support.bank_process import BankProcess
from tests.support.money import DEPOSIT, WANG, open_order
from tests.support.servers import free_port, wait_until

pytestmark = pytest.mark.live


@pytest.fixture
def bank(live_bank: BankProcess) -> BankProcess:
    """The running bank."""
    return live_bank


def receipts(booking: Booking | None = None) -> int:
    db.session.rollback()
    query = select(func.count()).select_from(BankReceipt)
    if booking:
        query = query.where(BankReceipt.booking == booking)
    return db.session.scalar(query) or 0


def state_of(reference: str) -> OrderState:
    db.session.rollback()
    db.session.expire_all()
    order = facade.find_order(reference)
    assert order is not None
    return order.state


def open_registered(bank: BankProcess, reference: str = "enrollment:1") -> PaymentOrderView:
    order = open_order(reference)
    outbox.send_due(bank.client, at=clock.now())
    return order


def test_a_payer_pays_on_the_banks_page_and_the_deposit_is_held(bank: BankProcess) -> None:
    order = open_registered(bank)

    page = requests.get(order.pay_url, timeout=5).text
    assert "贰拾捌万元整" in page
    assert order.memo in page
    assert WANG.name not in page
    token = re.search(r'name="form_token" value="([^"]+)"', page)
    assert token is not None
    form = {"form_token": token[1], "payer": "own", "amount": "280,000.00"}
    first = requests.post(order.pay_url, data=form, timeout=5)
    again = requests.post(order.pay_url, data=form, timeout=5)

    assert "付款成功" in first.text
    assert again.url == first.url
    wait_until(lambda: receipts(Booking.BOOKED) == 1, what="the booking")
    assert facade.hold_of("enrollment:1") is not None
    assert receipts() == 1


def test_notices_twice_and_newest_first_are_booked_once_each(bank: BankProcess) -> None:
    orders = [open_registered(bank, f"enrollment:{number}") for number in range(3)]
    bank.manner(is_paused=True, is_newest_first=True, times=2)
    for order in orders:
        bank.pay(order.no)
    assert receipts() == 0

    bank.manner(is_newest_first=True)

    wait_until(lambda: _waiting(bank) == 0, what="the delivery of six notices")
    assert receipts(Booking.BOOKED) == 3
    assert facade.balance(chart.BANK) == Money(3 * DEPOSIT.fen)


def test_other_payers_and_amounts_come_back_over_the_wire(bank: BankProcess) -> None:
    order = open_registered(bank)
    bank.pay(order.no, payer_name="李强", payer_id_number="1")
    bank.pay(order.no, amount="27999999")
    bank.pay("PNOBODYKNOWS")
    wait_until(lambda: receipts(Booking.SUSPENDED) == 3, what="three receipts in suspense")
    suspense.return_overdue(clock.now() + timedelta(days=6))

    outbox.send_due(bank.client, at=clock.now())

    wait_until(lambda: _waiting(bank) == 0, what="the bank's own word of the refunds")
    assert len(_statement(bank)) == 3
    assert facade.balance(chart.BANK) == Money.ZERO
    assert state_of("enrollment:1") is OrderState.OPEN


def test_a_bank_killed_in_between_remembers_what_it_did(bank: BankProcess) -> None:
    order = open_registered(bank)
    bank.pay(order.no)
    wait_until(lambda: receipts() == 1, what="the receipt")
    facade.release_deposit("enrollment:1", key="release:1", at=clock.now())
    ready = outbox._take_one()
    assert ready is not None
    bank.client.refund(ready.request)
    bank.kill()
    with pytest.raises(BankAway):
        bank.client.refund(ready.request)

    bank.start()
    answer = bank.client.refund(ready.request)
    outbox.settle_refund(answer, at=clock.now())

    assert len(_statement(bank)) == 1
    refund = facade.find_refund("enrollment:1")
    assert refund is not None
    assert refund.state is InstructionState.DONE
    assert facade.balance(chart.BANK) == Money.ZERO


def test_a_notice_waits_in_the_bank_until_the_site_is_back(
    app: Flask, db_session: Session, tmp_path: Path
) -> None:
    port = free_port()
    process = BankProcess(tmp_path / "bank", f"http://127.0.0.1:{port}/bank/notifications")
    app.config.update(BANK_KEYS=str(process.folder), BANK_URL=process.url)
    process.start()
    order = open_registered(process)
    process.pay(order.no)
    wait_until(lambda: _tries(process) > 0, what="a first, failed delivery")
    server = make_server("127.0.0.1", port, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()

    wait_until(lambda: receipts(Booking.BOOKED) == 1, seconds=20, what="the later delivery")

    assert db_session is not None
    server.shutdown()
    server.server_close()
    process.kill()


def test_the_bank_takes_orders_from_its_merchant_only(bank: BankProcess, tmp_path: Path) -> None:
    unsigned = requests.post(f"{bank.url}/refunds", json={}, timeout=5)
    assert (unsigned.status_code, unsigned.json()["code"]) == (401, "timestamp_invalid")

    stranger = BankProcess(tmp_path / "other", bank.callback)
    stranger_keys = SandboxBank(bank.url, stranger.start().folder)
    stranger.kill()
    with pytest.raises(BankAway, match="signature_invalid"):
        stranger_keys.refund({"instruction_id": "x"})


def test_the_clocks_tick_sends_beside_itself(bank: BankProcess) -> None:
    order = open_order()

    timers.send_due_instructions(clock.now())

    wait_until(lambda: _is_registered(order.no), what="the registration")
    assert requests.get(order.pay_url, timeout=5).ok


def _is_registered(no: str) -> bool:
    db.session.rollback()
    db.session.expire_all()
    return queries.get_order(no).registered_at is not None


def _waiting(bank: BankProcess) -> int:
    return int(requests.get(f"{bank.url}/healthz", timeout=5).json()["waiting"])


def _tries(bank: BankProcess) -> int:
    import sqlite3
    from contextlib import closing

    with closing(sqlite3.connect(bank.folder / "bank.sqlite3")) as book:
        return int(book.execute("SELECT coalesce(max(tries), 0) FROM notice").fetchone()[0])


def _statement(bank: BankProcess) -> list[dict[str, str]]:
    """Ask the bank for what it sent back, as its merchant."""
    import base64
    import time

    stamp = str(int(time.time()))
    signature = bank.client._merchant_key().sign(f"{stamp}.GET./refunds.".encode())
    headers = {
        "X-Merchant-Timestamp": stamp,
        "X-Merchant-Signature": base64.b64encode(signature).decode(),
    }
    answer = requests.get(f"{bank.url}/refunds", headers=headers, timeout=5)
    items: list[dict[str, str]] = answer.json()["items"]
    return items
