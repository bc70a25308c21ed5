"""Open a statement of any form, and hold its head against its lines."""

from collections.abc import Iterator
from datetime import date

from app.ledger.bank_statements.camt_files import open_camt
from app.ledger.bank_statements.csv_files import open_csv
from app.ledger.bank_statements.mt940_files import open_mt940
from app.ledger.bank_statements.values import (
    BYTES_MAX,
    CURRENCY,
    LINES_MAX,
    ParsedLine,
    ParsedStatement,
    StatementRefused,
)

_ARCHIVES = (b"PK\x03\x04", b"\x1f\x8b", b"%PDF", b"\xd0\xcf\x11\xe0")


def open_statement(content: bytes) -> ParsedStatement:
    """Return an open statement whose lines are checked as they are read.

    Raises StatementRefused: at once for what the first signs show, else while reading.
    """
    if len(content) > BYTES_MAX:
        raise StatementRefused("statement_too_large", most=BYTES_MAX // 1024**2)
    head = content[:4096].removeprefix(b"\xef\xbb\xbf").lstrip()
    if not head:
        raise StatementRefused("statement_empty")
    if head.startswith(_ARCHIVES):
        raise StatementRefused("statement_not_text")
    if head.startswith(b"<"):
        return open_camt(content)
    if head.startswith((b":20:", b"{1:")) or b"\n:60F:" in head.replace(b"\r", b""):
        return open_mt940(content)
    return open_csv(content)


def checked_lines(statement: ParsedStatement, *, account: str, today: date) -> Iterator[ParsedLine]:
    """Yield the lines; at the end the statement is known to be whole, ours, and of the past.

    Raises StatementRefused.
    """
    count = signed = 0
    earliest, latest = date.max, date.min
    for line in statement.lines:
        count += 1
        if count > LINES_MAX:
            raise StatementRefused("statement_too_long", most=LINES_MAX)
        if count == 1:
            _require_ours(statement, account)
        if line.day > today:
            raise StatementRefused("statement_of_the_future", line=line.place)
        signed += line.signed
        earliest, latest = min(earliest, line.day), max(latest, line.day)
        yield line
    _require_ours(statement, account)
    if statement.opening is None or statement.closing is None:
        raise StatementRefused("statement_no_balance" if count else "statement_empty")
    if statement.opening.fen + signed != statement.closing.fen:
        raise StatementRefused("statement_does_not_add_up")
    first, last = _days_of(statement, today)
    if count and not first <= earliest <= latest <= last:
        raise StatementRefused("statement_day_outside")


def _days_of(statement: ParsedStatement, today: date) -> tuple[date, date]:
    """Return the first and the last day, both known and past; raises StatementRefused."""
    first, last = statement.first_on, statement.last_on
    if first is None or last is None or first > last:
        raise StatementRefused("statement_no_days")
    if last > today:
        raise StatementRefused("statement_of_the_future", line=1)
    return first, last


def _require_ours(statement: ParsedStatement, account: str) -> None:
    if not statement.account:
        raise StatementRefused("statement_no_account")
    if statement.account != account:
        # Only the last figures: whose account it is, is nobody's business here.
        raise StatementRefused("statement_other_account", ends_with=statement.account[-4:])
    if statement.currency != CURRENCY:
        raise StatementRefused("statement_foreign_currency", line=1)
