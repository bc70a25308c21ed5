"""The bank's own book: orders, payments, refunds, and notices to deliver."""

import json
import secrets
import sqlite3
from dataclasses import dataclass
from pathlib import Path
from typing import Any

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
from app.ledger.bank.sandbox.subaccounts import freeze, gone, is_frozen


@dataclass(frozen=True)
class Notice:
    """One message waiting to be delivered to the merchant."""

    id: int
    body: bytes
    tries: int


class Book:
    """Every row survives a restart; every write is one transaction."""

    def __init__(self, folder: Path) -> None:
        self.store = Store(folder)

    def put_order(self, order: dict[str, Any]) -> dict[str, Any]:
        """Keep an order once; the same order again changes nothing, another one is refused."""
        body = plain(order)
        with self.store.write() as row:
            row.execute(
                "INSERT INTO payment_order (no, body, created_at) VALUES (?, ?, ?) "
                "ON CONFLICT (no) DO NOTHING",
                (order["no"], body, now_text()),
            )
            kept = row.execute(
                "SELECT body FROM payment_order WHERE no = ?", (order["no"],)
            ).fetchone()
        if _same_order(json.loads(kept["body"])) != _same_order(order):
            raise BankRefusal("order_mismatch", 409)
        return order

    def find_order(self, no: str) -> dict[str, Any] | None:
        """Answer the order with what was paid on it, or nothing."""
        with self.store.read() as connection:
            kept = connection.execute(
                "SELECT body FROM payment_order WHERE no = ?", (no,)
            ).fetchone()
            if kept is None:
                return None
            paid = connection.execute(
                "SELECT serial, amount, paid_at FROM payment WHERE order_no = ? ORDER BY serial",
                (no,),
            ).fetchall()
        payments = [{**dict(one), "amount": str(one["amount"])} for one in paid]
        return {**json.loads(kept["body"]), "payments": payments}

    def pay(
        self,
        *,
        order_no: str,
        amount: int,
        payer_name: str,
        payer_id_number: str,
        account: str,
        times: int = 1,
        form_token: str | None = None,
    ) -> str:
        """Book a payment and queue its notice; a form sent twice pays once."""
        with self.store.write() as row:
            if form_token is not None:
                earlier = row.execute(
                    "SELECT serial FROM payment WHERE form_token = ?", (form_token,)
                ).fetchone()
                if earlier is not None:
                    return str(earlier["serial"])
            serial, paid_at = next_serial(row), now_text()
            payer_account = "6217" + "".join(secrets.choice("0123456789") for _ in range(12))
            row.execute(
                "INSERT INTO payment VALUES (?, ?, ?, ?, ?, ?, ?)",
                (
                    serial,
                    order_no,
                    amount,
                    payer_name,
                    payer_account,
                    paid_at,
                    form_token,
                ),
            )
            write_entry(
                row,
                serial=serial,
                direction="C",
                amount=amount,
                account=account,
                name=payer_name,
                party=payer_account,
                memo=order_no,
                reference=order_no,
            )
            if is_frozen_order(row, order_no):
                freeze(row, serial)
            notice = {
                "kind": "receipt",
                "serial": serial,
                "order_no": order_no,
                "memo": order_no,
                "account": account,
                "amount": str(amount),
                "payer_name": payer_name,
                "payer_id_number": payer_id_number,
                "payer_account": payer_account,
                "paid_at": paid_at,
            }
            queue_notice(row, notice, times)
        return serial

    def refund(self, instruction: dict[str, Any]) -> dict[str, Any]:
        """Send money back once per instruction; asked again, answer the same."""
        body = plain(instruction)
        with self.store.write() as row:
            earlier = row.execute(
                "SELECT * FROM refund WHERE instruction_id = ?",
                (instruction["instruction_id"],),
            ).fetchone()
            if earlier is None:
                earlier = self._book_refund(row, instruction, body)
        if earlier["body"] != body:
            raise BankRefusal("instruction_mismatch", 409)
        return {
            "instruction_id": earlier["instruction_id"],
            "serial": earlier["serial"],
            "amount": str(earlier["amount"]),
            "paid_at": earlier["paid_at"],
            "state": "paid",
        }

    def _book_refund(
        self, row: sqlite3.Connection, instruction: dict[str, Any], body: str
    ) -> sqlite3.Row:
        original, amount = instruction["original_serial"], int(instruction["amount"])
        paid = row.execute("SELECT * FROM payment WHERE serial = ?", (original,)).fetchone()
        if paid is None:
            raise BankRefusal("payment_unknown", 404)
        if is_frozen(row, original):
            raise BankRefusal("money_frozen", 409)
        if gone(row, original) + amount > paid["amount"]:
            raise BankRefusal("refund_above_payment", 422)
        key, serial, paid_at = instruction["instruction_id"], next_serial(row), now_text()
        row.execute(
            "INSERT INTO refund VALUES (?, ?, ?, ?, ?, ?)",
            (key, body, serial, original, amount, paid_at),
        )
        write_entry(
            row,
            serial=serial,
            direction="D",
            amount=amount,
            account=MAIN_ACCOUNT,
            name=paid["payer_name"],
            party=paid["payer_account"],
            memo=f"退款 {original}",
            reference=key,
        )
        notice = {
            "kind": "refund",
            "serial": serial,
            "instruction_id": key,
            "amount": str(amount),
            "paid_at": paid_at,
        }
        queue_notice(row, notice)
        made: sqlite3.Row = row.execute(
            "SELECT * FROM refund WHERE instruction_id = ?", (key,)
        ).fetchone()
        return made

    def refunds(self) -> list[dict[str, Any]]:
        """List what was sent back, oldest first: the statement a merchant reconciles with."""
        with self.store.read() as connection:
            rows = connection.execute(
                "SELECT instruction_id, serial, original_serial, amount, paid_at "
                "FROM refund ORDER BY serial"
            ).fetchall()
        return [{**dict(row), "amount": str(row["amount"])} for row in rows]

    def due_notices(self, now: float, *, newest_first: bool = False) -> list[Notice]:
        """List the notices whose turn it is."""
        with self.store.read() as connection:
            rows = connection.execute(
                "SELECT id, body, tries FROM notice WHERE delivered_at IS NULL AND next_at <= ? "
                "ORDER BY id * ? LIMIT 50",
                (now, -1 if newest_first else 1),
            ).fetchall()
        return [Notice(row["id"], row["body"].encode(), row["tries"]) for row in rows]

    def mark_delivered(self, notice: Notice) -> None:
        """Strike a notice off: the merchant answered 200."""
        with self.store.write() as row:
            row.execute("UPDATE notice SET delivered_at = ? WHERE id = ?", (now_text(), notice.id))

    def postpone(self, notice: Notice, now: float, pause_max: float) -> None:
        """Try again later, waiting longer each time, up to a limit in seconds."""
        pause = min(2.0 ** min(notice.tries, 20), pause_max)
        with self.store.write() as row:
            row.execute(
                "UPDATE notice SET tries = tries + 1, next_at = ? WHERE id = ?",
                (now + pause, notice.id),
            )

    def waiting(self) -> int:
        """Count the notices not delivered yet."""
        with self.store.read() as connection:
            row = connection.execute(
                "SELECT count(*) AS n FROM notice WHERE delivered_at IS NULL"
            ).fetchone()
        return int(row["n"])


def is_frozen_order(row: sqlite3.Connection, no: str) -> bool:
    """Say whether what is paid on an order stays frozen, as its merchant asked."""
    kept = row.execute("SELECT body FROM payment_order WHERE no = ?", (no,)).fetchone()
    return kept is not None and json.loads(kept["body"]).get("is_frozen") == "yes"


def _same_order(order: dict[str, Any]) -> dict[str, Any]:
    """Return what makes an order; the way back to a site that moved is no part of it."""
    return {name: value for name, value in order.items() if name != "return_url"}
