"""People who pay, and the bank that tells of it, for tests of money."""

import json
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path

from flask import Flask, has_app_context
from werkzeug.test import TestResponse

from app.kernel.actors import SYSTEM
from app.kernel.clock import clock
from app.kernel.facts import stamp
from app.kernel.money import Money
from app.ledger import facade
from app.ledger.bank.port import (
    BankAway,
    BankRefused,
    PayoutNotice,
    RefundNotice,
    StatementFile,
    StatementNotReady,
)
from app.ledger.bank.sandbox.keys import BankKeys, load_keys
from app.ledger.facade import Payer, PaymentOrderView, Purpose
from app.store import db
from tests.support.web import Client

CASE = "（2026）鲁0102执1号"
DEPOSIT = Money(28_000_000)
WANG = Payer("王芳", "11010519491231002X")
FRIEND = Payer("李强", "440524188001010014")


def open_order(
    reference: str = "enrollment:1",
    *,
    purpose: Purpose = Purpose.DEPOSIT,
    payer: Payer = WANG,
    amount: Money = DEPOSIT,
    due_in: timedelta = timedelta(hours=1),
) -> PaymentOrderView:
    """Open a payment order that is due in an hour."""
    at = clock.now()
    return facade.open_payment_order(
        purpose=purpose,
        reference=reference,
        payer=payer,
        amount=amount,
        due_at=at + due_in,
        case_number=CASE,
        key=f"order:{reference}",
        actor=SYSTEM,
        at=at,
    )


@dataclass
class PaperBank:
    """The bank's side of the wire in a test: it signs what it says and counts what it did."""

    keys: BankKeys
    client: Client
    serial: int = 0
    refunds: dict[str, RefundNotice] = field(default_factory=dict)
    payouts: dict[str, PayoutNotice] = field(default_factory=dict)
    #: Account number -> code with which a payout to it is refused for good.
    refuses: dict[str, str] = field(default_factory=dict)
    statements: dict[date, StatementFile] = field(default_factory=dict)
    #: Requests that arrived, in order, repeated ones too.
    asked: list[str] = field(default_factory=list)
    is_away: bool = False
    #: Does what it is asked, but its answer is lost.
    loses_answers: bool = False
    lock: threading.Lock = field(default_factory=threading.Lock)

    def pay_url(self, order_no: str) -> str:
        """Return where the payer would go."""
        return f"http://bank.test/pay/{order_no}"

    def register_order(self, request: Mapping[str, str]) -> None:
        """Take an order in."""
        self._answer(request["no"])

    def refund(self, request: Mapping[str, str]) -> RefundNotice:
        """Send money back once per instruction."""
        if self.is_away:
            raise BankAway("ConnectionError")
        with self.lock:
            key = request["instruction_id"]
            if key not in self.refunds:
                self.serial += 1
                made = RefundNotice(f"R{self.serial}", key, Money.parse(request["amount"]))
                self.refunds[key] = made
        self._answer(key)
        return self.refunds[key]

    def pay_out(self, request: Mapping[str, str]) -> PayoutNotice:
        """Pay to a named account once per instruction."""
        if self.is_away:
            raise BankAway("ConnectionError")
        if request["payee_account"] in self.refuses:
            raise BankRefused(self.refuses[request["payee_account"]])
        with self.lock:
            key = request["instruction_id"]
            if key not in self.payouts:
                self.serial += 1
                made = PayoutNotice(f"O{self.serial}", key, Money.parse(request["amount"]))
                self.payouts[key] = made
        self._answer(key)
        return self.payouts[key]

    def collect(self, request: Mapping[str, str]) -> None:
        """Take a deposit over from its sub-account."""
        self._answer(request["instruction_id"])

    def statement(self, day: date) -> StatementFile:
        """Hand out the file the test has laid down for a day."""
        if day not in self.statements:
            raise StatementNotReady(day.isoformat())
        return self.statements[day]

    def _answer(self, key: str) -> None:
        self.asked.append(key)
        if self.is_away or self.loses_answers:
            raise BankAway("ReadTimeout")

    def read_notice(self, body: bytes, *, headers: Mapping[str, str], now: datetime) -> None:
        """Not asked here: notices go through the real reader."""
        raise NotImplementedError

    def receipt(
        self,
        order_no: str,
        *,
        payer: Payer = WANG,
        amount: Money = DEPOSIT,
        serial: str | None = None,
        paid_at: datetime | None = None,
    ) -> bytes:
        """Write down that somebody paid."""
        self.serial += 1
        content = {
            "kind": "receipt",
            "serial": serial or f"S{self.serial}",
            "order_no": order_no,
            "amount": str(amount),
            "payer_name": payer.name,
            "payer_id_number": payer.id_number,
            "paid_at": stamp(paid_at or clock.real_now()),
        }
        return json.dumps(content, ensure_ascii=False).encode()

    def tell(
        self, body: bytes, *, age: timedelta = timedelta(), signature: str | None = None
    ) -> TestResponse:
        """Deliver a notice signed now, or as long ago as `age`."""
        timestamp = str(int(time.time() - age.total_seconds()))
        return self.client.post(
            "/bank/notifications",
            data=body,
            headers={
                "X-Bank-Timestamp": timestamp,
                "X-Bank-Signature": signature or self.keys.sign(timestamp, body),
            },
        )

    def pays(self, order: PaymentOrderView, payer: Payer = WANG) -> TestResponse:
        """Tell that an order was paid exactly."""
        return self.tell(self.receipt(order.no, payer=payer, amount=order.amount))


def make_bank(app: Flask, folder: Path) -> PaperBank:
    """Open a bank whose keys the app trusts."""
    app.config["BANK_KEYS"] = str(folder)
    return PaperBank(load_keys(folder), Client(app))


def race(app: Flask, works: Sequence[Callable[[], object]]) -> list[object]:
    """Start all works at once in threads of their own; return results or what they raised."""
    gate = threading.Barrier(len(works))
    results: list[object] = [None] * len(works)

    def run(place: int, work: Callable[[], object]) -> None:
        with app.app_context():
            gate.wait(timeout=20)
            try:
                results[place] = work()
            except Exception as fault:  # noqa: BLE001 - the test looks at what was raised
                results[place] = fault
            finally:
                db.session.remove()

    threads = [threading.Thread(target=run, args=(place, work)) for place, work in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    if has_app_context():
        # What this thread has loaded may have been changed by those; it is read again.
        db.session.expire_all()
    return results
