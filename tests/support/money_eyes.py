"""The auditor's eyes: a connection of their own that reads all that changed, in one round trip."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import psycopg2

from app.ledger import checks, reconciliation_checks

Row = Mapping[str, Any]

#: What is read of each table; sealed columns are none of the auditor's business.
_TABLES = {
    "order": "id, no, purpose, reference, amount_fen, due_at, state FROM ledger_payment_order",
    "receipt": (
        "id, serial, order_no, amount_fen, booking, fault, paid_at, received_at "
        "FROM ledger_bank_receipt"
    ),
    "transfer": (
        "id, key, step, debit, credit, amount_fen, hold_id, reverses_id, reference, at "
        "FROM ledger_transfer"
    ),
    "instruction": "id, instruction_id, kind, state, amount_fen FROM ledger_bank_instruction",
    "item": "id, receipt_id, state, wait_until, ended_at FROM ledger_suspense_item",
    "proposal": (
        "id, no, kind, state, subject, amount_fen, version, maker_id, approver_id, content, "
        "instruction_id FROM ledger_proposal"
    ),
}


class Eyes:
    """Reads what every transaction left, and asks every check of the ledger, as they were written.

    Rows are found by the transaction that wrote them; nobody else writes while one looks.
    """

    def __init__(self, url: str) -> None:
        self._connection = psycopg2.connect(url.replace("+psycopg2", "", 1))
        self._connection.autocommit = True
        self._cursor = self._connection.cursor()
        # Planned once: planning ten checks anew takes longer than answering them.
        self._cursor.execute("SET plan_cache_mode = force_generic_plan; SET jit = off")
        self._cursor.execute(f"PREPARE eyes (bigint) AS {_question()}")
        self._since = 0

    def read(self) -> dict[str, list[Row]]:
        """Return the rows written since the last reading by kind, and every breach."""
        self._cursor.execute("EXECUTE eyes (%s)", (self._since,))
        found: dict[str, list[Row]] = {kind: [] for kind in (*_TABLES, "breach", "next")}
        for kind, row in self._cursor.fetchall():
            found[kind].append(row)
        self._since = found["next"][0]["xid"]
        return found

    def balances(self) -> dict[str, int]:
        """Return what runs in every account that is not empty, in fen."""
        self._cursor.execute(
            "SELECT account, sum(settled_fen)::bigint FROM ledger_balance "
            "GROUP BY account HAVING sum(settled_fen) <> 0"
        )
        return dict(self._cursor.fetchall())

    def forget(self) -> None:
        """Read everything anew: the database holds another world now."""
        self._since = 0

    def close(self) -> None:
        """Let go of the database."""
        self._connection.close()


def legs(row: Row) -> tuple[str, str, int]:
    """Return from where an entry takes, to whom it gives, how much."""
    return row["debit"], row["credit"], row["amount_fen"]


def moment(value: str) -> datetime:
    """Read a moment as PostgreSQL writes it into JSON."""
    return datetime.fromisoformat(value)


def _question() -> str:
    breaches = [
        f"SELECT '{name}: ' || words FROM ({query}) AS found (words)"  # noqa: S608 - ours
        for name, query in {**checks.QUERIES, "M12": reconciliation_checks._QUERIES}.items()
    ]
    rows = [
        f"SELECT '{kind}', row_to_json(r) FROM "  # noqa: S608 - ours
        f"(SELECT {columns} WHERE xmin::text::bigint >= $1 ORDER BY id) AS r"
        for kind, columns in _TABLES.items()
    ]
    settled = "pg_snapshot_xmax(pg_current_snapshot())::text::bigint"
    found = " UNION ALL ".join(breaches)
    parts = (
        f"SELECT 'next', json_build_object('xid', {settled})",
        f"SELECT 'breach', json_build_object('words', words) FROM ({found}) AS b (words)",  # noqa: S608 - ours
        *rows,
    )
    return " UNION ALL ".join(parts)
