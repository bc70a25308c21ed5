"""Tables of money, by subject."""

from app.ledger.models.bank import BankInstruction, BankReceipt
from app.ledger.models.book import GUARD_FUNCTION, GUARD_TRIGGER, KEY_MAX, Transfer
from app.ledger.models.orders import PaymentOrder
from app.ledger.models.vouchers import Voucher

__all__ = [
    "GUARD_FUNCTION",
    "GUARD_TRIGGER",
    "KEY_MAX",
    "BankInstruction",
    "BankReceipt",
    "PaymentOrder",
    "Transfer",
    "Voucher",
]
