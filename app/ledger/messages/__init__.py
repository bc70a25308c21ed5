"""Words of the ledger, by subject: refusals, facts, states and accounts."""

from typing import (
    Any,
)

from app.ledger.messages import (
    book,
    channels,
    desk,
    payments,
    payouts,
    reading,
    reconciliation,
    vouchers,
)
from app.ledger.messages.payments import (
    ACCOUNTS,
    FAULTS,
    HOLD_STATES,
    ORDER_STATES,
    PURPOSES,
    STEPS,
    account_words,
)

_PARTS: tuple[Any, ...] = (
    payments,
    book,
    payouts,
    channels,
    desk,
    reading,
    reconciliation,
    vouchers,
)
REFUSALS: dict[str, tuple[Any, Any]] = {
    code: words for part in _PARTS for code, words in part.REFUSALS.items()
}
WORDING: dict[str, Any] = {name: words for part in _PARTS for name, words in part.WORDING.items()}

__all__ = [
    "ACCOUNTS",
    "FAULTS",
    "HOLD_STATES",
    "ORDER_STATES",
    "PURPOSES",
    "REFUSALS",
    "STEPS",
    "WORDING",
    "account_words",
]
