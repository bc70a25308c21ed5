"""What happened to money; nothing here names a payer."""

from app.ledger.facts import payments, vouchers
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
from app.ledger.facts.vouchers import VoucherIssued

FACTS = (*payments.FACTS, *vouchers.FACTS)

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
    "VoucherIssued",
]
