"""Tables of money, by subject."""

from app.ledger.models.bank import BankInstruction, BankReceipt
from app.ledger.models.book import GUARD_FUNCTION, GUARD_TRIGGER, KEY_MAX, Transfer
from app.ledger.models.orders import PaymentOrder
from app.ledger.models.payment_files import PaymentFile
from app.ledger.models.reconciliation import OpenItem, ReconciledDay, StatementMatch
from app.ledger.models.statements import BankStatement, StatementFetch, StatementLine

__all__ = [
    "GUARD_FUNCTION",
    "GUARD_TRIGGER",
    "KEY_MAX",
    "BankInstruction",
    "BankReceipt",
    "BankStatement",
    "OpenItem",
    "PaymentFile",
    "PaymentOrder",
    "ReconciledDay",
    "StatementFetch",
    "StatementLine",
    "StatementMatch",
    "Transfer",
]
