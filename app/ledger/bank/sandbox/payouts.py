"""Payouts to accounts the merchant names: once per instruction, and some come back."""

import sqlite3
from typing import Any

from app.ledger.bank.sandbox.faults import Manner
from app.ledger.bank.sandbox.store import (
    MAIN_ACCOUNT,
    BankRefusal,
    Store,
    next_serial,
    now_text,
    plain,
    queue_notice,
    write_entry,
)

#: Endings of account numbers for which a rehearsal plays a fault: refused at once, or sent back.
REFUSED_ENDINGS = {"0404": "account_unknown", "0410": "account_closed", "0411": "name_differs"}
RETURNED_ENDINGS = {"0510": "account_closed", "0511": "name_differs"}


def pay_out(store: Store, manner: Manner, instruction: dict[str, Any]) -> dict[str, Any]:
    """Pay out once per instruction; asked again, answer the same."""
    body = plain(instruction)
    key = instruction["instruction_id"]
    with store.write() as row:
        made = _find(row, key)
        if made is None:
            made = _book(row, manner, instruction, body)
        if made["body"] != body:
            raise BankRefusal("instruction_mismatch", 409)
    return {
        "instruction_id": made["instruction_id"],
        "serial": made["serial"],
        "amount": str(made["amount"]),
        "paid_at": made["paid_at"],
        "state": "paid",
    }


def _book(
    row: sqlite3.Connection, manner: Manner, instruction: dict[str, Any], body: str
) -> sqlite3.Row:
    key, account = instruction["instruction_id"], instruction["payee_account"]
    refused = manner.refused.get(account) or REFUSED_ENDINGS.get(account[-4:])
    if refused is not None:
        raise BankRefusal(refused, 422)
    serial, paid_at, amount = next_serial(row), now_text(), int(instruction["amount"])
    row.execute(
        "INSERT INTO payout (instruction_id, body, serial, payee_name, payee_account, amount, "
        "paid_at) VALUES (?, ?, ?, ?, ?, ?, ?)",
        (key, body, serial, instruction["payee_name"], account, amount, paid_at),
    )
    write_entry(
        row,
        serial=serial,
        direction="D",
        amount=amount,
        account=MAIN_ACCOUNT,
        name=instruction["payee_name"],
        party=account,
        memo=instruction["memo"],
        reference=key,
    )
    notice = {
        "kind": "payout",
        "serial": serial,
        "instruction_id": key,
        "amount": str(amount),
        "paid_at": paid_at,
    }
    queue_notice(row, notice)
    returned = manner.returned.get(account) or RETURNED_ENDINGS.get(account[-4:])
    if returned is not None:
        _book_return(row, key, returned)
    return _get(row, key)


def return_payout(store: Store, instruction_id: str, reason: str) -> str:
    """Let a payout come back, as when the payee's account was closed; return the serial."""
    with store.write() as row:
        return _book_return(row, instruction_id, reason)


def _book_return(row: sqlite3.Connection, key: str, reason: str) -> str:
    made = _find(row, key)
    if made is None:
        raise BankRefusal("instruction_unknown", 404)
    if made["return_serial"] is not None:
        return str(made["return_serial"])
    serial = next_serial(row)
    row.execute(
        "UPDATE payout SET return_serial = ?, return_reason = ? WHERE instruction_id = ?",
        (serial, reason, key),
    )
    write_entry(
        row,
        serial=serial,
        direction="C",
        amount=made["amount"],
        account=MAIN_ACCOUNT,
        name=made["payee_name"],
        party=made["payee_account"],
        memo=f"退汇 {reason}",
        reference=key,
    )
    notice = {
        "kind": "payout_returned",
        "serial": serial,
        "instruction_id": key,
        "amount": str(made["amount"]),
        "reason": reason,
        "paid_at": now_text(),
    }
    queue_notice(row, notice)
    return serial


def list_payouts(store: Store) -> list[dict[str, Any]]:
    """List what was paid out, oldest first."""
    with store.read() as row:
        rows = row.execute(
            "SELECT instruction_id, serial, amount, payee_name, payee_account, paid_at, "
            "return_serial, return_reason FROM payout ORDER BY serial"
        ).fetchall()
    return [{**dict(one), "amount": str(one["amount"])} for one in rows]


def _find(row: sqlite3.Connection, key: str) -> sqlite3.Row | None:
    found: sqlite3.Row | None = row.execute(
        "SELECT * FROM payout WHERE instruction_id = ?", (key,)
    ).fetchone()
    return found


def _get(row: sqlite3.Connection, key: str) -> sqlite3.Row:
    found = _find(row, key)
    assert found is not None, "it was written in this transaction"
    return found
