"""What the ledger asks of any bank, and what a bank may tell it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from app.kernel.money import Money


class BankAway(Exception):
    """The bank gave no usable answer; the same request may be sent again."""


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
    payer_name: str
    payer_id_number: str
    #: The bank's own time.
    paid_at: datetime


@dataclass(frozen=True)
class RefundNotice:
    """Money left the bank by one of our instructions."""

    serial: str
    instruction_id: str
    amount: Money


Notice = ReceiptNotice | RefundNotice


class BankPort(Protocol):
    """The bank behind its wire; every request is safe to repeat."""

    def pay_url(self, order_no: str) -> str:
        """Return the address where the payer meets the bank."""
        ...

    def register_order(self, request: Mapping[str, str]) -> None:
        """Tell the bank what to expect; raises BankAway."""
        ...

    def refund(self, request: Mapping[str, str]) -> RefundNotice:
        """Order money back to the account it came from, once per id; raises BankAway."""
        ...

    def read_notice(self, body: bytes, *, timestamp: str, signature: str, now: datetime) -> Notice:
        """Check a message of the bank and read it; raises NoticeInvalid, or BankAway."""
        ...
