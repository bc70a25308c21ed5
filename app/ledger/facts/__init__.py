"""What happened to money; nothing here names a payer."""

from app.ledger.facts import book, payment_files, payments, payouts
from app.ledger.facts.book import TransferReversed, TransfersPosted
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

FACTS = (*payments.FACTS, *book.FACTS, *payouts.FACTS, *payment_files.FACTS)

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
    "TransferReversed",
    "TransfersPosted",
]
