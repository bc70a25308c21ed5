"""What happened to money; nothing here names a payer."""

from app.ledger.facts import (
    book,
    desk,
    payment_files,
    payments,
    payouts,
    reading,
    reconciliation,
    vouchers,
)
from app.ledger.facts.book import (
    TransferReversed,
    TransfersPosted,
)
from app.ledger.facts.desk import (
    PayeeAccountConfirmed,
    PayeeAccountEntered,
    PayeeAccountRejected,
    ProposalApproved,
    ProposalDone,
    ProposalEdited,
    ProposalFailed,
    ProposalMade,
    ProposalRejected,
    ProposalWithdrawn,
    RefundNearLimit,
    SuspenseHeld,
    SuspenseMatched,
    SuspenseReturned,
    SuspenseTaken,
)
from app.ledger.facts.payment_files import (
    PaymentFileMade,
)
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
from app.ledger.facts.payouts import (
    InstructionRefused,
    PayoutBack,
    PayoutPaid,
)
from app.ledger.facts.reading import MoneyNamesRead
from app.ledger.facts.vouchers import (
    VoucherIssued,
)

FACTS = (
    *payments.FACTS,
    *book.FACTS,
    *payouts.FACTS,
    *payment_files.FACTS,
    *reading.FACTS,
    *desk.FACTS,
    *reconciliation.FACTS,
    *vouchers.FACTS,
)

__all__ = [
    "FACTS",
    "DepositCaptured",
    "DepositForfeited",
    "DepositReleased",
    "InstructionRefused",
    "MoneyNamesRead",
    "NoticeRefused",
    "PayeeAccountConfirmed",
    "PayeeAccountEntered",
    "PayeeAccountRejected",
    "PaymentCanceled",
    "PaymentConfirmed",
    "PaymentFileMade",
    "PaymentOrdered",
    "PaymentPostponed",
    "PaymentSuspended",
    "PayoutBack",
    "PayoutPaid",
    "ProposalApproved",
    "ProposalDone",
    "ProposalEdited",
    "ProposalFailed",
    "ProposalMade",
    "ProposalRejected",
    "ProposalWithdrawn",
    "RefundNearLimit",
    "RefundPaid",
    "SuspenseHeld",
    "SuspenseMatched",
    "SuspenseReturned",
    "SuspenseTaken",
    "TransferPosted",
    "TransferReversed",
    "TransfersPosted",
    "VoucherIssued",
]
