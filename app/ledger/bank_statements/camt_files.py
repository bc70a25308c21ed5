"""Read camt.053 (ISO 20022): the standard library's event parser behind defusedxml.

No package is used for it: those on the index are young (first releases of 2026), bring a web
framework along, or build the whole tree in memory; what we need of the schema are a dozen
elements. Names are compared without their namespace, since banks send versions 02 to 14.
"""

import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse

from app.kernel.calendar import SHANGHAI
from app.kernel.money import Money
from app.ledger.bank_statements.cells import account_of, amount_of, money_of, serial_of, text_of
from app.ledger.bank_statements.values import (
    CURRENCY,
    ParsedLine,
    ParsedStatement,
    StatementRefused,
)
from app.ledger.reconciliation_words import Direction, Nature

_FEES = frozenset({"CHRG", "FEES", "COMM"})
_INTEREST = frozenset({"INTR"})
_RETURNS = frozenset({"RRTN", "RPCR", "ADJT"})
_OPENINGS = frozenset({"OPBD", "PRCD"})


def open_camt(content: bytes) -> ParsedStatement:
    """Open a camt.053 file and read up to its first entry.

    Raises StatementRefused, also while the lines are read.
    """
    opened = ParsedStatement(
        form="camt.053", account="", currency=CURRENCY, opening=None, lines=iter(())
    )
    lines = _lines(content, opened)
    first = next(lines, None)
    opened.lines = _chain(first, lines)
    return opened


def _chain(first: ParsedLine | None, rest: Iterator[ParsedLine]) -> Iterator[ParsedLine]:
    if first is not None:
        yield first
        yield from rest


def _lines(content: bytes, opened: ParsedStatement) -> Iterator[ParsedLine]:
    place, is_statement = 0, False
    above: list[str] = []
    events = iterparse(io.BytesIO(content), events=("start", "end"), forbid_dtd=True)
    try:
        for event, element in events:
            name = _local(element)
            if event == "start":
                above.append(name)
                is_statement = is_statement or name == "BkToCstmrStmt"
                continue
            above.pop()
            if above[-1:] != ["Stmt"]:
                continue
            if name == "Ntry":
                for line in _entry(element, place, opened):
                    place += 1
                    yield _on_its_day(line, opened)
                element.clear()
            elif name in _HEAD:
                _HEAD[name](element, opened)
    except (ParseError, DefusedXmlException, LookupError, ValueError):
        raise StatementRefused("statement_broken_rows", line=place + 1) from None
    if not is_statement:
        raise StatementRefused("statement_unknown_layout")


def _on_its_day(line: ParsedLine, opened: ParsedStatement) -> ParsedLine:
    """Return a line told by its moment on the day of a statement of one day.

    What the bank took in after its hour stands on the next day's statement, with its own moment.
    """
    if line.booked_at is None or opened.first_on is None or opened.first_on != opened.last_on:
        return line
    return replace(line, day=opened.first_on)


def _local(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _path(element: Element | None, *names: str) -> Element | None:
    """Return the first descendant along local names, or nothing."""
    for name in names:
        if element is None:
            return None
        element = next((child for child in element if _local(child) == name), None)
    return element


def _text(element: Element | None, *names: str) -> str:
    found = _path(element, *names)
    return text_of(found.text or "") if found is not None else ""


def _take_account(element: Element, opened: ParsedStatement) -> None:
    number = account_of(_text(element, "Id", "IBAN") or _text(element, "Id", "Othr", "Id"))
    if opened.account and number != opened.account:
        raise StatementRefused("statement_mixed_accounts", line=1)
    opened.account = number
    opened.currency = _text(element, "Ccy") or opened.currency


def _take_balance(element: Element, opened: ParsedStatement) -> None:
    kind = _text(element, "Tp", "CdOrPrtry", "Cd")
    amount = _path(element, "Amt")
    if amount is None or kind not in _OPENINGS | {"CLBD"}:
        return
    _require_currency(amount, 1)
    if _text(element, "CdtDbtInd") == "DBIT" and amount_of(amount.text or "", place=1)[0]:
        raise StatementRefused("statement_negative_balance", line=1)
    money, day = money_of(amount.text or "", place=1), _day(_path(element, "Dt"), 1)[0]
    if kind == "CLBD":
        if opened.last_on is None or day >= opened.last_on:
            opened.closing, opened.last_on = money, day
    elif opened.opening is None:
        opened.opening = money
        # PRCD is the balance at which the day before closed; OPBD the day's own.
        if kind == "OPBD":
            opened.first_on = opened.first_on or day
    elif opened.closing is not None and money != opened.closing:
        raise StatementRefused("statement_balance_broken", line=1)


def _take_period(element: Element, opened: ParsedStatement) -> None:
    first, last = _text(element, "FrDtTm"), _text(element, "ToDtTm")
    if first and (opened.first_on is None or first[:10] < opened.first_on.isoformat()):
        opened.first_on = date.fromisoformat(first[:10])
    if last and (opened.last_on is None or last[:10] > opened.last_on.isoformat()):
        opened.last_on = date.fromisoformat(last[:10])


#: What stands beside the entries: ours, what it held, of which days.
_HEAD = {"Acct": _take_account, "Bal": _take_balance, "FrToDt": _take_period}


def _require_currency(amount: Element, place: int) -> None:
    if amount.get("Ccy") != CURRENCY:
        raise StatementRefused("statement_foreign_currency", line=place)


def _day(element: Element | None, place: int) -> tuple[date, datetime | None]:
    told = _text(element, "Dt") or _text(element, "DtTm")
    try:
        if len(told) <= 10:
            return date.fromisoformat(told), None
        moment = datetime.fromisoformat(told)
    except ValueError:
        raise StatementRefused("statement_bad_date", line=place) from None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=SHANGHAI)
    return moment.astimezone(SHANGHAI).date(), moment


def _entry(element: Element, before: int, opened: ParsedStatement) -> Iterator[ParsedLine]:
    """Yield the line of an entry, or one for each payment of a batch that tells its parts."""
    status = _text(element, "Sts", "Cd") or _text(element, "Sts")
    if status not in {"BOOK", ""}:
        opened.pending += 1
        return
    parts = [
        part
        for details in element
        if _local(details) == "NtryDtls"
        for part in details
        if _local(part) == "TxDtls"
    ]
    amounts = [_path(part, "Amt") for part in parts]
    whole = _path(element, "Amt")
    if whole is None:
        raise StatementRefused("statement_bad_amount", line=before + 1)
    if len(parts) > 1 and all(amount is not None for amount in amounts):
        told = sum(_fen(amount, before + 1).fen for amount in amounts if amount is not None)
        if told != _fen(whole, before + 1).fen:
            raise StatementRefused("statement_does_not_add_up")
        for number, (part, amount) in enumerate(zip(parts, amounts, strict=True), before + 1):
            assert amount is not None
            yield _line(element, part, amount, number)
        return
    yield _line(element, parts[0] if len(parts) == 1 else None, whole, before + 1)


def _fen(amount: Element, place: int) -> Money:
    _require_currency(amount, place)
    return money_of(amount.text or "", place=place)


def _line(entry: Element, part: Element | None, amount: Element, place: int) -> ParsedLine:
    money = _fen(amount, place)
    if not money:
        raise StatementRefused("statement_bad_amount", line=place)
    is_in = _text(entry, "CdtDbtInd") == "CRDT"
    day, moment = _day(_path(entry, "BookgDt"), place)
    value = _path(entry, "ValDt")
    other, own = ("Dbtr", "DbtrAcct") if is_in else ("Cdtr", "CdtrAcct")
    parties = _path(part, "RltdPties")
    named = _text(parties, other, "Nm") or _text(parties, other, "Pty", "Nm")
    number = _text(parties, own, "Id", "IBAN") or _text(parties, own, "Id", "Othr", "Id")
    mine = "CdtrAcct" if is_in else "DbtrAcct"
    serial = _text(part, "Refs", "AcctSvcrRef") or _text(entry, "AcctSvcrRef")
    return ParsedLine(
        place=place,
        day=day,
        value_on=_day(value, place)[0] if value is not None else day,
        direction=Direction.IN if is_in else Direction.OUT,
        amount=money,
        serial=serial_of(serial),
        name=named,
        account=account_of(number),
        memo=_memo(entry, part),
        nature=_nature(entry),
        booked_at=moment,
        sub_account=account_of(_text(parties, mine, "Id", "Othr", "Id")),
    )


def _memo(entry: Element, part: Element | None) -> str:
    remittance = _path(part, "RmtInf")
    words = [
        text_of(child.text or "")
        for child in (remittance if remittance is not None else ())
        if _local(child) == "Ustrd"
    ]
    words += [_text(part, "Refs", "EndToEndId"), _text(entry, "AddtlNtryInf")]
    unsaid = {"", "NOTPROVIDED"}
    return text_of(" ".join(dict.fromkeys(word for word in words if word not in unsaid)))


def _nature(entry: Element) -> Nature:
    if _text(entry, "RvslInd") == "true":
        return Nature.REVERSAL
    codes = {
        _text(entry, "BkTxCd", "Domn", "Fmly", "SubFmlyCd"),
        _text(entry, "BkTxCd", "Domn", "Fmly", "Cd"),
        _text(entry, "BkTxCd", "Prtry", "Cd"),
    }
    for nature, known in (
        (Nature.REVERSAL, _RETURNS),
        (Nature.FEE, _FEES),
        (Nature.INTEREST, _INTEREST),
    ):
        if codes & known:
            return nature
    return Nature.PAYMENT
