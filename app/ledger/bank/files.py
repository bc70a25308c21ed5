"""A bank without an interface: it is told by files that finance uploads, and heard by statements.

Orders show account and memo. Refunds and payouts stay queued until finance puts them into a
payment file; that the money left is believed when a statement says so, and not before.
"""

# ruff: noqa: ARG002 - the port names what a bank may need; this one needs little of it

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from app.ledger.bank.port import (
    Notice,
    NoticeInvalid,
    PayoutNotice,
    RefundNotice,
    StatementFile,
    StatementNotReady,
)


@dataclass(frozen=True)
class FileBank:
    """The bank port over files: every request is taken in, and its word comes by statement."""

    def pay_url(self, order_no: str) -> str:
        """Return nothing: the payer uses his own bank."""
        return ""

    def register_order(self, request: Mapping[str, str]) -> None:
        """Do nothing: the sub-account or the memo finds the order."""

    def refund(self, request: Mapping[str, str]) -> RefundNotice | None:
        """Leave it to the next payment file."""
        return None

    def pay_out(self, request: Mapping[str, str]) -> PayoutNotice | None:
        """Leave it to the next payment file."""
        return None

    def collect(self, request: Mapping[str, str]) -> None:
        """Do nothing: nothing is frozen here."""

    def statement(self, day: date) -> StatementFile:
        """Raise StatementNotReady: finance imports what it downloads from the bank."""
        raise StatementNotReady(day.isoformat())

    def read_notice(self, body: bytes, *, headers: Mapping[str, str], now: datetime) -> Notice:
        """Refuse: this bank sends no messages."""
        raise NoticeInvalid("bank_signature_invalid")
