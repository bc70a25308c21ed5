"""What happened to money; nothing here names a payer."""

from app.ledger.facts import book, payments
from app.ledger.facts.book import TransferReversed, TransfersPosted
from app.ledger.facts.payments import (
    DepositCaptured,
    DepositForfeited,
    DepositReleased,
    NoticeRefused,
    PaymentCanceled,
    PaymentConfirmed,
    PaymentOrdered,
    PaymentPostponed,
    PaymentSuspended,
    RefundPaid,
    TransferPosted,
)

FACTS = (*payments.FACTS, *book.FACTS)

__all__ = [
    "FACTS",
    "DepositCaptured",
    "DepositForfeited",
    "DepositReleased",
    "NoticeRefused",
    "PaymentCanceled",
    "PaymentConfirmed",
    "PaymentOrdered",
    "PaymentPostponed",
    "PaymentSuspended",
    "RefundPaid",
    "TransferPosted",
    "TransferReversed",
    "TransfersPosted",
]
