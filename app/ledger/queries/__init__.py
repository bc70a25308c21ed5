"""Read the ledger: get_ raises NotFound, find_ may return None, list_ is bounded."""

from app.ledger.queries.book import (
    LIST_MAX,
    find_end,
    find_transfer,
    hold_key,
    is_sealed,
    list_statement,
    list_transfers_of,
    settled_fen,
)
from app.ledger.queries.desk import (
    court_of_case,
    list_ended_holds,
    list_receipts,
    list_refunds,
    list_suspense,
)
from app.ledger.queries.orders import (
    count_refused_notices,
    find_booked_receipt,
    find_instruction,
    find_order,
    find_order_of,
    find_receipt,
    get_order,
    list_due_days,
    list_orders_of,
)

__all__ = [
    "LIST_MAX",
    "count_refused_notices",
    "court_of_case",
    "find_booked_receipt",
    "find_end",
    "find_instruction",
    "find_order",
    "find_order_of",
    "find_receipt",
    "find_transfer",
    "get_order",
    "hold_key",
    "is_sealed",
    "list_due_days",
    "list_ended_holds",
    "list_orders_of",
    "list_receipts",
    "list_refunds",
    "list_statement",
    "list_suspense",
    "list_transfers_of",
    "settled_fen",
]
