"""Tables of money, by subject."""

from app.ledger.models.balance import (
    OVERDRAWN,
    Balance,
)
from app.ledger.models.bank import (
    BankInstruction,
    BankReceipt,
)
from app.ledger.models.book import (
    KEY_MAX,
    Transfer,
)
from app.ledger.models.days import (
    FormerDay,
    RefundAlarm,
)
from app.ledger.models.orders import (
    PaymentOrder,
)
from app.ledger.models.payees import (
    PayeeAccount,
)
from app.ledger.models.payment_files import (
    PaymentFile,
)
from app.ledger.models.proposals import (
    MoneyProposal,
    MoneyProposalVersion,
)
from app.ledger.models.reconciliation import (
    OpenItem,
    ReconciledDay,
    StatementMatch,
)
from app.ledger.models.statements import (
    BankStatement,
    StatementFetch,
    StatementLine,
)
from app.ledger.models.suspense import (
    SuspenseItem,
)
from app.ledger.models.vouchers import (
    Voucher,
)

__all__ = [
    "KEY_MAX",
    "OVERDRAWN",
    "Balance",
    "BankInstruction",
    "BankReceipt",
    "BankStatement",
    "FormerDay",
    "MoneyProposal",
    "MoneyProposalVersion",
    "OpenItem",
    "PayeeAccount",
    "PaymentFile",
    "PaymentOrder",
    "ReconciledDay",
    "RefundAlarm",
    "StatementFetch",
    "StatementLine",
    "StatementMatch",
    "SuspenseItem",
    "Transfer",
    "Voucher",
]
