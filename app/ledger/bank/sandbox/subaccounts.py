"""Virtual sub-accounts: one for each order, where a deposit stays frozen while it is held.

They are the bank's own book below one account, so a move among them is no line of a statement.
"""

import sqlite3
from typing import Any

from app.ledger.bank.sandbox.store import BankRefusal, Store, next_serial, now_text, plain


def freeze(row: sqlite3.Connection, serial: str) -> None:
    """Freeze a payment just booked."""
    row.execute("INSERT INTO freeze (serial, frozen_at) VALUES (?, ?)", (serial, now_text()))


def is_frozen(row: sqlite3.Connection, serial: str) -> bool:
    """Say whether a payment is frozen now."""
    kept = row.execute(
        "SELECT 1 FROM freeze WHERE serial = ? AND released_at IS NULL", (serial,)
    ).fetchone()
    return kept is not None


def release(store: Store, wish: dict[str, Any]) -> dict[str, Any]:
    """Let go of frozen money, once, for the instruction named; asked again, answer the same."""
    serial, key = wish["original_serial"], wish["instruction_id"]
    with store.write() as row:
        kept = row.execute("SELECT * FROM freeze WHERE serial = ?", (serial,)).fetchone()
        if kept is None:
            raise BankRefusal("not_frozen", 404)
        if kept["released_for"] not in {None, key}:
            raise BankRefusal("instruction_mismatch", 409)
        if kept["released_at"] is None:
            row.execute(
                "UPDATE freeze SET released_at = ?, released_for = ? WHERE serial = ?",
                (now_text(), key, serial),
            )
    return {"original_serial": serial, "instruction_id": key, "state": "released"}


def collect(store: Store, wish: dict[str, Any]) -> dict[str, Any]:
    """Move a payment from its sub-account to the court's account, once per instruction."""
    serial, key, body = wish["original_serial"], wish["instruction_id"], plain(wish)
    with store.write() as row:
        made = row.execute("SELECT * FROM collection WHERE instruction_id = ?", (key,)).fetchone()
        if made is None:
            _require_free(row, serial, int(wish["amount"]))
            row.execute(
                "INSERT INTO collection VALUES (?, ?, ?, ?, ?, ?)",
                (key, body, next_serial(row), serial, int(wish["amount"]), now_text()),
            )
            made = row.execute(
                "SELECT * FROM collection WHERE instruction_id = ?", (key,)
            ).fetchone()
        if made["body"] != body:
            raise BankRefusal("instruction_mismatch", 409)
    return {"instruction_id": key, "serial": made["serial"], "amount": str(made["amount"])}


def _require_free(row: sqlite3.Connection, serial: str, amount: int) -> None:
    paid = row.execute("SELECT amount FROM payment WHERE serial = ?", (serial,)).fetchone()
    if paid is None:
        raise BankRefusal("payment_unknown", 404)
    if is_frozen(row, serial):
        raise BankRefusal("money_frozen", 409)
    if paid["amount"] - gone(row, serial) < amount:
        raise BankRefusal("collection_above_payment", 422)


def gone(row: sqlite3.Connection, serial: str) -> int:
    """Return how much of a payment has left its sub-account, in fen."""
    left = row.execute(
        "SELECT (SELECT coalesce(sum(amount), 0) FROM refund WHERE original_serial = :serial) + "
        "(SELECT coalesce(sum(amount), 0) FROM collection WHERE original_serial = :serial) AS fen",
        {"serial": serial},
    ).fetchone()
    return int(left["fen"])


def account_of(store: Store, order_no: str) -> dict[str, str]:
    """Return what stands on the sub-account of an order and how much of it is frozen, in fen."""
    with store.read() as row:
        paid = row.execute(
            "SELECT serial, amount FROM payment WHERE order_no = ?", (order_no,)
        ).fetchall()
        balance = sum(one["amount"] - gone(row, one["serial"]) for one in paid)
        frozen = sum(one["amount"] for one in paid if is_frozen(row, one["serial"]))
    return {"order_no": order_no, "balance": str(balance), "frozen": str(frozen)}
