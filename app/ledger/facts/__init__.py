"""What happened to money; nothing here names a payer."""

from app.ledger.facts import payments
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

FACTS = (*payments.FACTS,)

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
]
