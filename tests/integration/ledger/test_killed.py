"""Two thousand payments while web, outbox and bank are killed again and again: nothing is lost."""

import itertools
import sqlite3
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
import requests
from flask import Flask
from sqlalchemy import func, select

from app.kernel.clock import clock
from app.kernel.money import Money
from app.ledger import chart, checks, facade
from app.ledger.bank.client import SandboxBank
from app.ledger.bank.port import BankAway
from app.ledger.facade import Purpose
from app.ledger.models import BankInstruction, BankReceipt, PaymentOrder
from app.ledger.services import suspense
from app.ledger.services.orders import payer_digest
from app.ledger.vocabulary import (
    Booking,
    InstructionKind,
    InstructionState,
    OrderState,
    PaymentFault,
)
from app.store import db, unit_of_work
from tests.support.database import TestDatabases
from tests.support.money import CASE, FRIEND, WANG
from tests.support.processes import Process, answers
from tests.support.servers import free_port

# Alone on two cores it takes less than a minute; the limit is for machines that do more.
pytestmark = [
    pytest.mark.live,
    pytest.mark.slow,
    pytest.mark.xdist_group("processes"),
    pytest.mark.timeout(900),
]

PAYMENTS = 2_000
AMOUNT = Money(1_234_567)
PAYERS = 4
#: Only a machine with ten times as much to do as processors to do it comes near this.
PATIENCE_SECONDS = 800
#: Receipts booked when each victim falls: early, in the middle of the stream, and near its end.
KILLS = (
    (150, "bank"),
    (450, "web"),
    (650, "outbox"),
    (900, "bank"),
    (1_200, "web"),
    (1_500, "bank"),
    (1_700, "web"),
)
#: What every hundred payments hold; the rest is exact.
ODD = {
    PaymentFault.UNKNOWN_ORDER: 5,
    PaymentFault.WRONG_AMOUNT: 5,
    PaymentFault.OTHER_PAYER: 5,
    PaymentFault.ALREADY_PAID: 5,
}
EXACT = (100 - sum(ODD.values())) * PAYMENTS // 100
#: Orders that only a wrong amount or another payer reaches.
UNPAID = (ODD[PaymentFault.WRONG_AMOUNT] + ODD[PaymentFault.OTHER_PAYER]) * PAYMENTS // 100
#: The outbox as the clock process runs it, alone: the readers of other parts know no storm.
SENDER = """
import threading
from app.factory import create_app
from app.kernel.clock import clock
from app.ledger.bank.choice import current_bank
from app.ledger.services import outbox
with create_app().app_context():
    while True:
        if not outbox.send_due(current_bank(), at=clock.now()):
            threading.Event().wait(0.2)
"""


@dataclass(frozen=True)
class Payment:
    """One payment that somebody makes, and what should become of it."""

    token: str
    order_no: str
    amount: Money
    payer: facade.Payer
    fault: PaymentFault | None


@dataclass
class Court:
    """The real processes over one database and one folder."""

    app: Flask
    folder: Path
    bank: Process
    web: Process
    outbox: Process
    bank_client: SandboxBank


@pytest.fixture
def court(databases: TestDatabases, tmp_path: Path) -> Iterator[Court]:
    """Web, outbox and bank as processes; the test stands beside them on the same database."""
    from tests.support.web import make_app

    url = databases.copy("killed")
    app = make_app(url, data_dir=tmp_path)
    port, bank_port = free_port(), free_port()
    site, bank_url = f"http://127.0.0.1:{port}", f"http://127.0.0.1:{bank_port}"
    keys = tmp_path / "bank"
    app.config.update(BANK_URL=bank_url, BANK_KEYS=str(keys))
    environment = {
        "DATABASE_URL": url,
        "DATA_DIR": str(tmp_path),
        "SECRET_KEY": app.config["SECRET_KEY"],
        "HOST": "127.0.0.1",
        "PORT": str(port),
        "BANK_URL": bank_url,
        "DEMO": "0",
        "FLASK_APP": "app.factory:create_app",
    }
    bank_words = (
        *("-m", "app.ledger.bank.sandbox", "--port", str(bank_port)),
        *("--callback", f"{site}/bank/notifications", "--data", str(keys)),
    )
    made = Court(
        app,
        tmp_path,
        Process(
            "bank", bank_words, environment, tmp_path / "bank.log", answers(f"{bank_url}/healthz")
        ),
        Process("web", ("wsgi.py",), environment, tmp_path / "web.log", answers(f"{site}/healthz")),
        Process("outbox", ("-c", SENDER), environment, tmp_path / "outbox.log"),
        SandboxBank(bank_url, keys),
    )
    for process in (made.bank, made.web, made.outbox):
        process.start()
    with app.app_context():
        yield made
        for process in (made.bank, made.web, made.outbox):
            process.kill()
        db.session.remove()
        db.engine.dispose()


def plan(numbers: list[str]) -> list[Payment]:
    """Write down who pays what: the exact ones first, then every kind of fault.

    Which of two exact payments of an order the site hears of first is left to chance; one is
    booked and one goes back either way.
    """
    made = [
        Payment(f"exact-{number}", no, AMOUNT, WANG, None)
        for number, no in enumerate(numbers[:EXACT])
    ]
    unpaid = iter(numbers[EXACT:])
    for fault, each in ODD.items():
        for number in range(each * PAYMENTS // 100):
            no, amount, payer = numbers[number], AMOUNT, WANG
            if fault is PaymentFault.UNKNOWN_ORDER:
                no = f"PNOBODY{number:05d}"
            elif fault is PaymentFault.WRONG_AMOUNT:
                no, amount = next(unpaid), Money(AMOUNT.fen - 1)
            elif fault is PaymentFault.OTHER_PAYER:
                no, payer = next(unpaid), FRIEND
            made.append(Payment(f"{fault}-{number}", no, amount, payer, fault))
    return made


def open_orders(number: int) -> list[str]:
    """Lay down that many open orders, as if they had been opened before the storm."""
    at, numbers = clock.now(), [f"PSTRM{place:08d}" for place in range(number)]
    with unit_of_work():
        db.session.add_all(
            PaymentOrder(
                no=no,
                key=f"order:{no}",
                purpose=Purpose.DEPOSIT if place % 2 else Purpose.BASIC_FEE,
                reference=f"storm:{no}",
                case_number=CASE,
                amount=AMOUNT,
                due_at=at + timedelta(days=1),
                state=OrderState.OPEN,
                account=f"6222{place:010d}",
                payer_sealed=b"",
                payer_digest=payer_digest(no, WANG.name, WANG.id_number),
                opened_at=at,
                registered_at=at,
            )
            for place, no in enumerate(numbers)
        )
    return numbers


def pay(court: Court, payment: Payment) -> None:
    """Pay at the bank, over its deaths: the same payment again is the same payment."""
    wish = {
        "order_no": payment.order_no,
        "amount": str(payment.amount),
        "payer_name": payment.payer.name,
        "payer_id_number": payment.payer.id_number,
        "form_token": payment.token,
    }
    for _ in range(600):
        try:
            court.bank_client.rehearse_payment(wish)
        except BankAway:
            time.sleep(0.1)
        else:
            return
    msg = f"the bank never took {payment.token}"
    raise AssertionError(msg)


def receipts() -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(BankReceipt)) or 0


def wait_for(is_so: Callable[[], bool], what: str) -> None:
    """Wait for a condition, looking seldom: the processors are for the processes under test."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not is_so():
        assert time.monotonic() < deadline, f"{what} did not come true"
        time.sleep(0.25)


def kill_in_turn(court: Court) -> None:
    """Kill each victim when so many receipts are booked."""
    for booked, name in KILLS:
        wait_for(lambda least=booked: receipts() >= least, f"{booked} receipts")
        getattr(court, name).kill_and_start()


def bank_rows(court: Court, statement: str) -> list[tuple[str, int]]:
    with closing(sqlite3.connect(court.folder / "bank" / "bank.sqlite3")) as book:
        return book.execute(statement).fetchall()


def is_quiet(court: Court) -> bool:
    """Say whether the bank has told all and the outbox has sent all."""
    db.session.rollback()
    queued = select(func.count()).where(BankInstruction.state == InstructionState.QUEUED)
    if receipts() < PAYMENTS or db.session.scalar(queued):
        return False
    try:
        answer = requests.get(f"{court.bank_client.url}/healthz", timeout=5).json()
    except requests.RequestException:
        return False
    return int(answer["waiting"]) == 0


def test_nothing_is_lost_when_web_outbox_and_bank_are_killed(court: Court) -> None:
    payments = plan(open_orders(EXACT + UNPAID))
    assert len(payments) == PAYMENTS
    for process in (court.bank, court.web):
        process.wait()

    with ThreadPoolExecutor(PAYERS) as payers:
        # What is paid twice, or by another, comes after the first payment of its order.
        paying = payers.map(pay, itertools.repeat(court), payments)
        kill_in_turn(court)
        list(paying)
    for process in (court.bank, court.web):
        process.wait()
    wait_for(lambda: is_quiet(court), "the end of the storm")
    # Money of an unknown order waits for finance (P36); nobody places it, so it goes back.
    while suspense.return_overdue(clock.now() + timedelta(days=6)):
        pass
    wait_for(lambda: is_quiet(court), "the end of the returns")

    assert [court.bank.kills, court.web.kills, court.outbox.kills] == [3, 3, 1]
    assert_book_and_bank_agree(court, payments)


def assert_book_and_bank_agree(court: Court, payments: list[Payment]) -> None:
    """Compare bank, book and what was planned: three accounts of the same money."""
    paid = dict(bank_rows(court, "SELECT serial, amount FROM payment"))
    sent_back = dict(bank_rows(court, "SELECT instruction_id, amount FROM refund"))
    booked = {row.serial: row for row in db.session.scalars(select(BankReceipt))}
    expected = Counter(payment.fault for payment in payments)
    assert len(paid) == PAYMENTS
    assert {serial: row.amount.fen for serial, row in booked.items()} == paid
    assert Counter(row.fault for row in booked.values()) == expected
    assert sum(sent_back.values()) == sum(
        row.amount.fen for row in booked.values() if row.booking is Booking.SUSPENDED
    )
    refunds = db.session.scalars(
        select(BankInstruction).where(BankInstruction.kind == InstructionKind.REFUND)
    ).all()
    assert {row.instruction_id: row.amount.fen for row in refunds} == sent_back
    assert {row.state for row in refunds} == {InstructionState.DONE}
    at_bank = sum(paid.values()) - sum(sent_back.values())
    assert facade.balance(chart.BANK) == Money(at_bank)
    assert at_bank == AMOUNT.fen * expected[None]
    assert facade.balance(chart.SUSPENSE) == facade.balance(chart.OUTGOING) == Money.ZERO
    assert [breach for name in checks.QUERIES for breach in checks.breaches_of(name)] == []
