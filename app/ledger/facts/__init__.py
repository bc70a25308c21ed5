"""What happened to money; nothing here names a payer."""

from app.ledger.facts import payments, payouts
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
from app.ledger.facts.payouts import InstructionRefused, PayoutBack, PayoutPaid

FACTS = (*payments.FACTS, *payouts.FACTS)

__all__ = [
    "FACTS",
    "DepositCaptured",
    "DepositForfeited",
    "DepositReleased",
    "InstructionRefused",
    "NoticeRefused",
    "PaymentCanceled",
    "PaymentConfirmed",
    "PaymentOrdered",
    "PaymentPostponed",
    "PaymentSuspended",
    "PayoutBack",
    "PayoutPaid",
    "RefundPaid",
    "TransferPosted",
]
