"""The account of a day: its lines in order, and the balance before and after them."""

from dataclasses import dataclass
from datetime import date

from app.ledger.bank.sandbox.store import (
    MAIN_ACCOUNT,
    BankRefusal,
    Store,
    banking_day,
    now_text,
)


@dataclass(frozen=True)
class Line:
    """One entry; amounts are fen, C came in, D went out."""

    booked_at: str
    serial: str
    direction: str
    amount: int
    #: The sub-account, or the main account, that it stands on.
    account: str
    #: Name and account of the other side.
    name: str
    party: str
    memo: str
    #: Order number or instruction id.
    reference: str
    #: Fen after this line.
    balance: int


@dataclass(frozen=True)
class DayAccount:
    """All lines of one day; balances in fen."""

    account: str
    day: date
    number: int
    opening: int
    closing: int
    lines: tuple[Line, ...]


def close_day(store: Store) -> date:
    """Close the day that is booked on now; what comes after belongs to the next."""
    with store.write() as row:
        day = banking_day(row)
        row.execute("INSERT INTO closed_day VALUES (?, ?)", (day.isoformat(), now_text()))
    return day


def day_account(store: Store, day: date) -> DayAccount:
    """Return a closed day; raises BankRefusal(day_open) while entries may still come."""
    with store.read() as row:
        if day >= banking_day(row):
            raise BankRefusal("day_open", 409)
        before = row.execute(
            "SELECT coalesce(sum(CASE direction WHEN 'C' THEN amount ELSE -amount END), 0) AS fen "
            "FROM entry WHERE day < ?",
            (day.isoformat(),),
        ).fetchone()["fen"]
        rows = row.execute(
            "SELECT booked_at, serial, direction, amount, account, name, party, memo, reference "
            "FROM entry WHERE day = ? ORDER BY id",
            (day.isoformat(),),
        ).fetchall()
    lines, balance = [], int(before)
    for one in rows:
        balance += one["amount"] if one["direction"] == "C" else -one["amount"]
        lines.append(Line(**dict(one), balance=balance))
    number = (day - date(day.year, 1, 1)).days + 1
    return DayAccount(MAIN_ACCOUNT, day, number, int(before), balance, tuple(lines))
