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
from app.ledger.queries.channels import (
    count_awaited,
    count_payment_files,
    count_waiting_for_file,
    find_order_of_account,
    get_payment_file,
    list_payment_files,
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
    "count_awaited",
    "count_payment_files",
    "count_refused_notices",
    "count_waiting_for_file",
    "court_of_case",
    "find_booked_receipt",
    "find_end",
    "find_instruction",
    "find_order",
    "find_order_of",
    "find_order_of_account",
    "find_receipt",
    "find_transfer",
    "get_order",
    "get_payment_file",
    "hold_key",
    "is_sealed",
    "list_due_days",
    "list_ended_holds",
    "list_orders_of",
    "list_payment_files",
    "list_receipts",
    "list_refunds",
    "list_statement",
    "list_suspense",
    "list_transfers_of",
    "settled_fen",
]
