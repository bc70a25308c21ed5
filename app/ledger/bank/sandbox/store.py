"""The bank's one SQLite file: its tables, its counter, and the words they are written in."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

SCHEMA = """
CREATE TABLE IF NOT EXISTS payment_order (
    no TEXT PRIMARY KEY, body TEXT NOT NULL, created_at TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS payment (
    serial TEXT PRIMARY KEY, order_no TEXT NOT NULL, amount INTEGER NOT NULL CHECK (amount > 0),
    payer_name TEXT NOT NULL, payer_account TEXT NOT NULL, paid_at TEXT NOT NULL,
    form_token TEXT UNIQUE);
CREATE INDEX IF NOT EXISTS payment_of_order ON payment (order_no);
CREATE TABLE IF NOT EXISTS refund (
    instruction_id TEXT PRIMARY KEY, body TEXT NOT NULL, serial TEXT NOT NULL UNIQUE,
    original_serial TEXT NOT NULL REFERENCES payment (serial),
    amount INTEGER NOT NULL CHECK (amount > 0), paid_at TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS payout (
    instruction_id TEXT PRIMARY KEY, body TEXT NOT NULL, serial TEXT NOT NULL UNIQUE,
    payee_name TEXT NOT NULL, payee_account TEXT NOT NULL,
    amount INTEGER NOT NULL CHECK (amount > 0), paid_at TEXT NOT NULL,
    return_serial TEXT UNIQUE, return_reason TEXT);
CREATE TABLE IF NOT EXISTS freeze (
    serial TEXT PRIMARY KEY REFERENCES payment (serial), frozen_at TEXT NOT NULL,
    released_at TEXT, released_for TEXT);
CREATE TABLE IF NOT EXISTS collection (
    instruction_id TEXT PRIMARY KEY, body TEXT NOT NULL, serial TEXT NOT NULL UNIQUE,
    original_serial TEXT NOT NULL REFERENCES payment (serial),
    amount INTEGER NOT NULL CHECK (amount > 0), collected_at TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS entry (
    id INTEGER PRIMARY KEY AUTOINCREMENT, day TEXT NOT NULL, booked_at TEXT NOT NULL,
    serial TEXT NOT NULL UNIQUE, direction TEXT NOT NULL CHECK (direction IN ('C', 'D')),
    amount INTEGER NOT NULL CHECK (amount > 0), account TEXT NOT NULL, name TEXT NOT NULL,
    party TEXT NOT NULL, memo TEXT NOT NULL, reference TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS entry_of_day ON entry (day, id);
CREATE TABLE IF NOT EXISTS closed_day (day TEXT PRIMARY KEY, closed_at TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS notice (
    id INTEGER PRIMARY KEY AUTOINCREMENT, body TEXT NOT NULL, tries INTEGER NOT NULL DEFAULT 0,
    next_at REAL NOT NULL DEFAULT 0, delivered_at TEXT);
CREATE TABLE IF NOT EXISTS counter (name TEXT PRIMARY KEY, value INTEGER NOT NULL);
INSERT INTO entry (day, booked_at, serial, direction, amount, account, name, party, memo, reference)
    SELECT substr(paid_at, 1, 10), paid_at, serial, 'C', amount, 'unknown', payer_name,
        payer_account, order_no, order_no FROM payment
    WHERE NOT EXISTS (SELECT 1 FROM entry) ORDER BY serial
"""

#: Banking days are those of Beijing.
BEIJING = ZoneInfo("Asia/Shanghai")
#: The account all sub-accounts belong to.
MAIN_ACCOUNT = "6222370100000000"


class BankRefusal(Exception):
    """The bank says no; the code is stable, the status is that of HTTP."""

    def __init__(self, code: str, status: int) -> None:
        super().__init__(code)
        self.code = code
        self.status = status


class Store:
    """Every row survives a restart; every write is one transaction."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._path = folder / "bank.sqlite3"
        with self.read() as connection:
            # One fsync a commit, still none lost; readers do not wait for the writer.
            connection.execute("PRAGMA journal_mode = WAL")
        with self.write() as row:
            for statement in SCHEMA.split(";\n"):
                row.execute(statement)

    @contextmanager
    def write(self) -> Iterator[sqlite3.Connection]:
        """Open a transaction that is kept whole or not at all."""
        with closing(self._connect()) as connection:
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
            except BaseException:
                connection.execute("ROLLBACK")
                raise
            connection.execute("COMMIT")

    @contextmanager
    def read(self) -> Iterator[sqlite3.Connection]:
        """Open the file for reading."""
        with closing(self._connect()) as connection:
            yield connection

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self._path, timeout=10, isolation_level=None)
        connection.row_factory = sqlite3.Row
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA synchronous = FULL")
        return connection


def next_serial(row: sqlite3.Connection) -> str:
    """Return the bank's next number."""
    value = row.execute(
        "INSERT INTO counter VALUES ('serial', 1) "
        "ON CONFLICT (name) DO UPDATE SET value = value + 1 RETURNING value"
    ).fetchone()["value"]
    return f"SB{datetime.now(UTC):%Y%m%d}{value:010d}"


def queue_notice(row: sqlite3.Connection, notice: dict[str, Any], times: int = 1) -> None:
    """Queue a message to the merchant with the rows it tells of."""
    for _ in range(times):
        row.execute("INSERT INTO notice (body) VALUES (?)", (plain(notice),))


def banking_day(row: sqlite3.Connection) -> date:
    """Return the day that entries are booked on: today, or the next one once today is closed."""
    today = datetime.now(BEIJING).date()
    last = row.execute("SELECT max(day) AS day FROM closed_day").fetchone()["day"]
    if last is None:
        return today
    return max(today, date.fromisoformat(last) + timedelta(days=1))


def write_entry(
    row: sqlite3.Connection,
    *,
    serial: str,
    direction: str,
    amount: int,
    account: str,
    name: str,
    party: str,
    memo: str,
    reference: str,
) -> None:
    """Write one line of the account: C came in, D went out; `party` is the other's account."""
    row.execute(
        "INSERT INTO entry (day, booked_at, serial, direction, amount, account, name, party, "
        "memo, reference) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            banking_day(row).isoformat(),
            now_text(),
            serial,
            direction,
            amount,
            account,
            name,
            party,
            memo,
            reference,
        ),
    )


def plain(content: dict[str, Any]) -> str:
    """Write content in its one form."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def now_text() -> str:
    """Return this moment as the bank writes it."""
    return datetime.now(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
