"""What happened to money; nothing here names a payer."""

from app.ledger.facts import payment_files, payments, payouts, reconciliation
from app.ledger.facts.payment_files import PaymentFileMade
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

FACTS = (
    *payments.FACTS,
    *payouts.FACTS,
    *payment_files.FACTS,
    *reconciliation.FACTS,
)

__all__ = [
    "FACTS",
    "DepositCaptured",
    "DepositForfeited",
    "DepositReleased",
    "InstructionRefused",
    "NoticeRefused",
    "PaymentCanceled",
    "PaymentConfirmed",
    "PaymentFileMade",
    "PaymentOrdered",
    "PaymentPostponed",
    "PaymentSuspended",
    "PayoutBack",
    "PayoutPaid",
    "RefundPaid",
    "TransferPosted",
]
