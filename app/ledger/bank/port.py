"""What the ledger asks of any bank, and what a bank may tell it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from app.kernel.money import Money


class BankAway(Exception):
    """The bank gave no usable answer; the same request may be sent again."""


class BankRefused(Exception):
    """The bank will never do this and did nothing: asking again is useless, a person is told."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class StatementNotReady(Exception):
    """The bank has not closed the day yet; the statement may be asked for again."""


class NoticeInvalid(Exception):
    """A message does not prove that it comes from the bank, or says nothing we know."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class ReceiptNotice:
    """Money arrived at the bank."""

    serial: str
    order_no: str
    amount: Money
    #: Nothing where the channel names nobody.
    payer_name: str | None
    #: Nothing where the bank tells a name alone; then the name decides (P42).
    payer_id_number: str | None
    #: The bank's own time.
    paid_at: datetime


@dataclass(frozen=True)
class RefundNotice:
    """Money left the bank by one of our instructions."""

    serial: str
    instruction_id: str
    amount: Money


@dataclass(frozen=True)
class PayoutNotice:
    """Money left the bank to an account we named."""

    serial: str
    instruction_id: str
    amount: Money


@dataclass(frozen=True)
class PayoutReturned:
    """A payout came back: the payee's bank did not take it, some time after it had left."""

    serial: str
    instruction_id: str
    amount: Money
    #: The bank's code, such as ``account_closed``.
    reason: str


@dataclass(frozen=True)
class NoNews:
    """A message that is the bank's but asks nothing of the book."""

    serial: str


Notice = ReceiptNotice | RefundNotice | PayoutNotice | PayoutReturned | NoNews


@dataclass(frozen=True)
class StatementFile:
    """The bank's account of one day, as its file came."""

    name: str
    content: bytes


class BankPort(Protocol):
    """The bank behind its wire; every request is safe to repeat."""

    def pay_url(self, order_no: str) -> str:
        """Return the address where the payer meets the bank."""
        ...

    def register_order(self, request: Mapping[str, str]) -> str | None:
        """Tell the bank what to expect; raises BankAway, or BankRefused.

        Returns what the payer scans, where the channel makes a code of its own.
        """
        ...

    def refund(self, request: Mapping[str, str]) -> RefundNotice | None:
        """Order money back to the account it came from, once per id.

        Keys: instruction_id, original_serial, amount (fen), reason; `is_frozen` where the
        bank keeps the money frozen, so that it is released first.
        Nothing means: taken in, the word that it was done comes later. Raises BankAway, or
        BankRefused when nothing was done and nothing will be.
        """
        ...

    def pay_out(self, request: Mapping[str, str]) -> PayoutNotice | None:
        """Order money to a named account, once per id.

        Keys: instruction_id, payee_name, payee_account, payee_bank, amount (fen), memo. Answers
        and raises as `refund` does.
        """
        ...

    def collect(self, request: Mapping[str, str]) -> None:
        """Unfreeze a held payment and move it to the court's account, once per id.

        Keys: instruction_id, original_serial, amount (fen). A bank without sub-accounts has
        nothing to do. Raises as `refund` does.
        """
        ...

    def statement(self, day: date) -> StatementFile:
        """Return the bank's file of a day in Beijing; raises StatementNotReady, or BankAway."""
        ...

    def read_notice(self, body: bytes, *, headers: Mapping[str, str], now: datetime) -> Notice:
        """Check a message of the bank and read it; raises NoticeInvalid, or BankAway."""
        ...
