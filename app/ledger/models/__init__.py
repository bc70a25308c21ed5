"""Tables of money, by subject."""

from app.ledger.models.balance import OVERDRAWN, Balance
from app.ledger.models.bank import BankInstruction, BankReceipt
from app.ledger.models.book import KEY_MAX, Transfer
from app.ledger.models.orders import PaymentOrder
from app.ledger.models.payment_files import PaymentFile

__all__ = [
    "KEY_MAX",
    "OVERDRAWN",
    "Balance",
    "BankInstruction",
    "BankReceipt",
    "PaymentFile",
    "PaymentOrder",
    "Transfer",
]
