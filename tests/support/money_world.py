"""A bank in memory, and a power cut at any touch of the database, for the machine of money."""

import base64
import json
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

import pytest
from flask_sqlalchemy.session import Session
from sqlalchemy import event

from app.kernel.clock import clock
from app.kernel.facts import stamp
from app.kernel.money import Money
from app.ledger.bank.client import SandboxBank
from app.ledger.bank.port import (
    BankAway,
    BankRefused,
    Notice,
    PayoutNotice,
    RefundNotice,
    StatementFile,
    StatementNotReady,
)
from app.ledger.bank.sandbox.keys import BankKeys, load_keys
from app.ledger.facade import Payer
from app.store import db

#: How the bank may behave: at its best, unreachable, doing what it is asked while its answer is
#: lost, taking in and telling later, telling twice, or refusing for good.
MOODS = ("fine", "away", "mute", "slow", "chatty", "stubborn")


@dataclass(frozen=True)
class Paid:
    """What somebody paid at the bank: nobody but the bank knows it better."""

    serial: str
    order_no: str
    fen: int
    payer: Payer
    paid_at: datetime


@dataclass(frozen=True)
class Left:
    """Money that left the bank by one instruction."""

    serial: str
    fen: int
    #: The payment it gives back, or the account it went to.
    target: str


@dataclass
class WorldBank:
    """The bank port in memory: it does one instruction once, and remembers all it did."""

    keys: BankKeys
    reader: SandboxBank
    mood: str = "fine"
    serials: int = 0
    paid: dict[str, Paid] = field(default_factory=dict)
    #: Refunds and payouts by instruction.
    sent: dict[str, Left] = field(default_factory=dict)
    wired: dict[str, Left] = field(default_factory=dict)
    #: Payouts that came back: instruction -> serial of the return.
    back: dict[str, str] = field(default_factory=dict)
    #: Deposits taken over from their sub-accounts, by instruction.
    collected: dict[str, str] = field(default_factory=dict)
    registered: set[str] = field(default_factory=set)
    refused: set[str] = field(default_factory=set)
    #: Notices by what they tell: those not yet acknowledged, and those that were.
    waiting: list[bytes] = field(default_factory=list)
    told: list[bytes] = field(default_factory=list)

    def pay_url(self, order_no: str) -> str:
        """Return where the payer would go."""
        return f"http://bank.test/pay/{order_no}"

    def statement(self, day: date) -> StatementFile:
        """No statement is asked for here."""
        raise StatementNotReady(day.isoformat())

    def read_notice(self, body: bytes, *, headers: Mapping[str, str], now: datetime) -> Notice:
        """Check and read a notice as the product does in front of the sandbox bank."""
        return self.reader.read_notice(body, headers=headers, now=now)

    def register_order(self, request: Mapping[str, str]) -> None:
        """Take an order in."""
        self._hear(request["no"])
        self.registered.add(request["no"])
        self._mumble()

    def collect(self, request: Mapping[str, str]) -> None:
        """Take a deposit over from its sub-account."""
        self._hear(request["instruction_id"])
        self.collected[request["instruction_id"]] = request["original_serial"]
        self._mumble()

    def refund(self, request: Mapping[str, str]) -> RefundNotice | None:
        """Send money back, once per instruction."""
        key, source = request["instruction_id"], request["original_serial"]
        left = self._pay(self.sent, key, int(request["amount"]), source, "refund")
        is_late = self.mood == "slow"
        return None if is_late else RefundNotice(left.serial, key, Money(left.fen))

    def pay_out(self, request: Mapping[str, str]) -> PayoutNotice | None:
        """Pay to a named account, once per instruction."""
        key, payee = request["instruction_id"], request["payee_account"]
        left = self._pay(self.wired, key, int(request["amount"]), payee, "payout")
        is_late = self.mood == "slow"
        return None if is_late else PayoutNotice(left.serial, key, Money(left.fen))

    def _pay(self, book: dict[str, Left], key: str, fen: int, target: str, kind: str) -> Left:
        if key not in book:
            self._hear(key, may_refuse=True)
            book[key] = Left(self.next_serial("B"), fen, target)
            if self.mood in {"mute", "slow", "chatty"}:
                self.waiting.append(_left_notice(kind, key, book[key]))
        else:
            self._hear(key)
        self._mumble()
        return book[key]

    def _hear(self, key: str, *, may_refuse: bool = False) -> None:
        if self.mood == "away":
            raise BankAway("ConnectionError")
        if key in self.refused or (may_refuse and self.mood == "stubborn"):
            self.refused.add(key)
            raise BankRefused("account_closed")

    def _mumble(self) -> None:
        if self.mood == "mute":
            raise BankAway("ReadTimeout")

    def next_serial(self, head: str) -> str:
        """Give out the bank's next number."""
        self.serials += 1
        return f"{head}{self.serials:05d}"

    def take_in(self, order_no: str, fen: int, payer: Payer) -> None:
        """Let somebody pay; the notice of it waits to be delivered."""
        paid = Paid(self.next_serial("S"), order_no, fen, payer, clock.real_now())
        self.paid[paid.serial] = paid
        self.waiting.append(receipt_notice(paid))

    def bounce(self, key: str) -> None:
        """Let a payout come back from the payee's bank."""
        self.back[key] = self.next_serial("R")
        content = {"kind": "payout_returned", "serial": self.back[key], "instruction_id": key}
        self.waiting.append(_body({**content, "amount": str(self.wired[key].fen), "reason": "x"}))

    def sign(self, body: bytes, *, at: datetime | None = None) -> dict[str, str]:
        """Return the headers of a delivery made now, or at another moment."""
        moment = str(int((at or clock.real_now()).timestamp()))
        return {"X-Bank-Timestamp": moment, "X-Bank-Signature": self.keys.sign(moment, body)}

    @property
    def fen(self) -> int:
        """What lies at the bank, in fen."""
        came = sum(paid.fen for paid in self.paid.values())
        went = sum(left.fen for left in (*self.sent.values(), *self.wired.values()))
        return came - went + sum(self.wired[key].fen for key in self.back)


def open_bank(folder: Path) -> WorldBank:
    """Open a bank that is trusted by whoever reads with it."""
    return WorldBank(load_keys(folder), SandboxBank("http://bank.test", folder))


def receipt_notice(paid: Paid, **other: str) -> bytes:
    """Write down that somebody paid; `other` is what a liar changes."""
    content = {
        "kind": "receipt",
        "serial": paid.serial,
        "order_no": paid.order_no,
        "amount": str(paid.fen),
        "payer_name": paid.payer.name,
        "payer_id_number": paid.payer.id_number,
        "paid_at": stamp(paid.paid_at),
    }
    return _body(content | other)


def _left_notice(kind: str, key: str, left: Left) -> bytes:
    content = {"kind": kind, "serial": left.serial, "instruction_id": key}
    return _body({**content, "amount": str(left.fen)})


def _body(content: Mapping[str, str]) -> bytes:
    return json.dumps(content, ensure_ascii=False).encode()


def forged(headers: Mapping[str, str]) -> dict[str, str]:
    """Return headers whose signature is nobody's."""
    return {**headers, "X-Bank-Signature": base64.b64encode(bytes(64)).decode()}


class Crash(BaseException):
    """The process dies here; no `except Exception` may survive it."""


@dataclass
class Power:
    """Counts the touches of the database, and goes out at the one it is told.

    A touch is a statement about to be sent, a commit about to be made, or a commit just made:
    between any two of them nothing lasting happens, so these are all places worth dying at.
    """

    touches: int = 0
    #: Where each act died, and how often.
    cuts: Counter[tuple[str, int]] = field(default_factory=Counter)
    #: The most touches that each act needed to come to its end.
    longest: Counter[str] = field(default_factory=Counter)
    _until: int | None = None

    def touch(self, *_: object) -> None:
        """Count, and die if it is time."""
        self.touches += 1
        if self.touches == self._until:
            raise Crash

    @contextmanager
    def failing(self, act: str, at_touch: int | None) -> Iterator[None]:
        """Die at that touch of what is done inside, and come up again as after a restart."""
        self.touches, self._until = 0, at_touch
        try:
            yield
        except Crash:
            self.cuts[act, self.touches] += 1
        else:
            self.longest[act] = max(self.longest[act], self.touches)
        finally:
            self.rest()

    def rest(self) -> None:
        """Begin anew as a process does: no row is known, no transaction is open."""
        self._until = None
        db.session.rollback()
        db.session.remove()

    @contextmanager
    def connected(self, patch: pytest.MonkeyPatch) -> Iterator["Power"]:
        """Count the touches of the app's engine and of its one way to commit."""
        commit = Session.commit

        def commit_and_tell(session: Session) -> None:
            self.touch()
            commit(session)
            self.touch()

        patch.setattr(Session, "commit", commit_and_tell)
        # Before a statement is compiled: dying inside the cursor would cost a new connection.
        event.listen(db.engine, "before_execute", self.touch)
        try:
            yield self
        finally:
            event.remove(db.engine, "before_execute", self.touch)


@dataclass(frozen=True)
class Asked:
    """A payment order that somebody asked for."""

    purpose: str
    fen: int
    due_at: datetime
    payer: Payer


@dataclass
class Wishes:
    """What people told the platform to do, written down before they told it."""

    #: Orders by reference, and references whose order was to be canceled.
    asked: dict[str, Asked] = field(default_factory=dict)
    canceled: set[str] = field(default_factory=set)
    #: (reference, step) of the ends of deposits.
    ends: set[tuple[str, str]] = field(default_factory=set)
    #: Deposits whose sale still runs.
    bound: set[str] = field(default_factory=set)
    #: Postings by key: debit, credit, fen.
    spent: dict[str, tuple[str, str, int]] = field(default_factory=dict)
    #: (kind, subject, fen, person), (no, version, fen), (no, version, person).
    proposed: set[tuple[str, str, int, int]] = field(default_factory=set)
    edited: set[tuple[str, int, int]] = field(default_factory=set)
    approved: set[tuple[str, int, int]] = field(default_factory=set)
    judges: set[int] = field(default_factory=set)
    #: Notices acknowledged since the last look, and what was wrongly answered.
    heard: list[bytes] = field(default_factory=list)
    turned_away: list[str] = field(default_factory=list)
    believed: list[str] = field(default_factory=list)
