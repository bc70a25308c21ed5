"""Read MT940: the `mt-940` package takes the fields apart, this module says what they mean here."""

import re
from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from typing import Any

import mt940

from app.kernel.money import MAX_FEN, Money
from app.ledger.bank_statements.cells import account_of, serial_of, text_of
from app.ledger.bank_statements.encodings import encoding_of
from app.ledger.bank_statements.values import (
    CURRENCY,
    ParsedLine,
    ParsedStatement,
    StatementRefused,
)
from app.ledger.reconciliation_words import Direction, Nature

#: Each message begins with its reference; banks put one for each day into a file.
_MESSAGE = re.compile(r"^:20:", re.MULTILINE)
_LINE = re.compile(r"^:61:", re.MULTILINE)
_CLOSING = re.compile(r"^:62[FM]:", re.MULTILINE)
#: The package keeps all it reads; so much of a long message is given to it at a time.
_LINES_AT_ONCE = 2_000
#: Money came in: a credit, or a debit taken back.
_IN = {"C": Nature.PAYMENT, "RD": Nature.REVERSAL}
_OUT = {"D": Nature.PAYMENT, "RC": Nature.REVERSAL}
_NATURES = {"NCHG": Nature.FEE, "NCOM": Nature.FEE, "NINT": Nature.INTEREST}
_NATURES |= {"NRTI": Nature.REVERSAL}
#: Code words of field 86 whose text we use: those of the field's guidelines, and those under
#: which banks put what has no field of its own (serial, sub-account, reference, account).
_CODES = "NAME|ACCT|REMI|BENM|ORDP|EREF|REF|SERL|SUBA|REFN|CPTY"
_CODED = re.compile(
    rf"/(?P<code>{_CODES})/(?P<text>.*?)(?=/(?:{_CODES})/|$)",
    re.DOTALL,
)


def open_mt940(content: bytes) -> ParsedStatement:
    """Open an MT940 file, which may hold several messages that follow upon each other.

    Raises StatementRefused, also while the lines are read.
    """
    text = content.decode(encoding_of(content)).replace("\r\n", "\n")
    starts = [match.start() for match in _MESSAGE.finditer(text)]
    if not starts:
        raise StatementRefused("statement_unknown_layout")
    bounds = zip(starts, [*starts[1:], len(text)], strict=True)
    messages = [text[start:end].rstrip().removesuffix("-}").rstrip("-\n ") for start, end in bounds]
    head = _parse(_LINE.split(messages[0], maxsplit=1)[0]).data
    opening = _balance(head, "opening")
    opened = ParsedStatement(
        form="mt940",
        account=account_of(str(head.get("account_identification", "")).split("/")[-1]),
        currency=str(opening.amount.currency),
        opening=_money(opening.amount.amount),
        lines=iter(()),
        first_on=_plain_day(opening.date),
    )
    opened.lines = _lines(messages, opened)
    return opened


def _lines(messages: list[str], opened: ParsedStatement) -> Iterator[ParsedLine]:
    place = 0
    first_line_on: date | None = None
    for message in messages:
        head, _, rest = message.partition("\n:61:")
        told = _parse(head).data
        account = account_of(str(told.get("account_identification", "")).split("/")[-1])
        if account != opened.account:
            raise StatementRefused("statement_mixed_accounts", line=place + 1)
        opening = _balance(told, "opening")
        if opened.closing is not None and _money(opening.amount.amount) != opened.closing:
            raise StatementRefused("statement_balance_broken", line=place + 1)
        total = _money(opening.amount.amount).fen
        end = _CLOSING.search(message)
        if end is None:
            raise StatementRefused("statement_no_balance")
        body = f":61:{rest}" if rest else ""
        for transaction in _transactions(head, body):
            place += 1
            line = _line(transaction.data, place, str(opening.amount.currency))
            first_line_on = min(first_line_on or line.day, line.day)
            total += line.signed
            yield line
        closing = _balance(_parse(_without_lines(head, message[end.start() :])).data, "closing")
        opened.closing, opened.last_on = _money(closing.amount.amount), _plain_day(closing.date)
        if total != opened.closing.fen:
            raise StatementRefused("statement_does_not_add_up")
    # Many banks date the opening balance with the day before, on which it closed.
    if first_line_on is not None and opened.first_on is not None:
        opened.first_on = max(opened.first_on, first_line_on)


def _without_lines(head: str, tail: str) -> str:
    return f"{head}\n{tail}"


def _transactions(head: str, body: str) -> Iterator[Any]:
    """Take the lines of one message apart, some thousands at a time."""
    starts = [match.start() for match in _LINE.finditer(body)]
    closing = _CLOSING.search(body)
    end = closing.start() if closing else len(body)
    cuts = [*starts[::_LINES_AT_ONCE], end]
    for start, stop in pairwise(cuts):
        yield from _parse(f"{head}\n{body[start:stop].rstrip()}\n")


def _parse(text: str) -> Any:
    try:
        return mt940.parse(text)
    # The package raises whatever its regular expressions and its Decimal raise.
    except (ValueError, RuntimeError, ArithmeticError, TypeError, KeyError, AttributeError):
        raise StatementRefused("statement_broken_rows", line=1) from None


def _balance(told: dict[str, Any], which: str) -> Any:
    balance = told.get(f"final_{which}_balance") or told.get(f"intermediate_{which}_balance")
    if balance is None:
        raise StatementRefused("statement_no_balance")
    if str(balance.amount.currency) != CURRENCY:
        raise StatementRefused("statement_foreign_currency", line=1)
    if balance.amount.amount < 0:
        raise StatementRefused("statement_negative_balance", line=1)
    return balance


def _money(amount: Any, *, place: int = 1) -> Money:
    fen = amount * 100
    if fen != fen.to_integral_value() or not 0 <= fen <= MAX_FEN:
        raise StatementRefused("statement_bad_amount", line=place)
    return Money(int(fen))


def _plain_day(day: Any) -> date:
    return date(day.year, day.month, day.day)


def _line(told: dict[str, Any], place: int, currency: str) -> ParsedLine:
    if str(told.get("currency") or currency) != CURRENCY:
        raise StatementRefused("statement_foreign_currency", line=place)
    status = str(told["status"])
    amount = _money(abs(told["amount"].amount), place=place)
    if not amount:
        raise StatementRefused("statement_bad_amount", line=place)
    coded = _coded(told)
    name, memo = _details(told, coded)
    nature = _NATURES.get(str(told.get("id") or ""), (_IN | _OUT)[status])
    return ParsedLine(
        place=place,
        day=_plain_day(told.get("guessed_entry_date") or told["date"]),
        value_on=_plain_day(told["date"]),
        direction=Direction.IN if status in _IN else Direction.OUT,
        amount=amount,
        # The standard's field holds sixteen signs; a longer serial stands under its code word.
        serial=serial_of(coded.get("SERL") or str(told.get("bank_reference") or "")),
        name=name,
        account=account_of(coded.get("ACCT") or coded.get("CPTY") or ""),
        memo=memo,
        nature=nature,
        sub_account=account_of(coded.get("SUBA") or ""),
    )


def _coded(told: dict[str, Any]) -> dict[str, str]:
    """Return what field 86 says under code words."""
    raw = str(told.get("transaction_details") or "").replace("\n", "")
    return {match["code"]: match["text"] for match in _CODED.finditer(raw)}


def _details(told: dict[str, Any], coded: dict[str, str]) -> tuple[str, str]:
    """Return name and words of the other side, from code words or numbered parts."""
    reference = str(told.get("customer_reference") or "")
    words = [coded.get("REMI"), coded.get("REFN"), coded.get("EREF"), told.get("purpose")]
    words.append(told.get("extra_details"))
    if not coded and not told.get("purpose"):
        words.append(str(told.get("transaction_details") or "").replace("\n", ""))
    words.append("" if reference == "NONREF" else reference)
    memo = text_of(" ".join(dict.fromkeys(str(word) for word in words if word)))
    return text_of(str(coded.get("NAME") or told.get("applicant_name") or "")), memo
