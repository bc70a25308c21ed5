"""The account of a day as camt.053.001.02, the statement of ISO 20022."""

from datetime import UTC, datetime
from xml.etree.ElementTree import Element, SubElement, tostring

from app.ledger.bank.sandbox.statements import DayAccount, Line

NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"
SIDES = {"C": "CRDT", "D": "DBIT"}


def camt053(account: DayAccount) -> bytes:
    """Write one statement; serial, order and sub-account stand where the standard has them."""
    root = Element("Document", xmlns=NAMESPACE)
    body = SubElement(root, "BkToCstmrStmt")
    head = SubElement(body, "GrpHdr")
    _text(head, "MsgId", f"ST{account.day:%Y%m%d}")
    _text(head, "CreDtTm", datetime.now(UTC).isoformat(timespec="seconds"))
    statement = SubElement(body, "Stmt")
    _text(statement, "Id", f"{account.day:%Y%m%d}-{account.number}")
    _text(statement, "ElctrncSeqNb", str(account.number))
    _text(statement, "CreDtTm", datetime.now(UTC).isoformat(timespec="seconds"))
    _text(_path(statement, "Acct", "Id", "Othr"), "Id", account.account)
    _balance(statement, "OPBD", account.opening, account)
    _balance(statement, "CLBD", account.closing, account)
    for line in account.lines:
        _entry(statement, line, account)
    written: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def _balance(statement: Element, code: str, fen: int, account: DayAccount) -> None:
    balance = SubElement(statement, "Bal")
    _text(_path(balance, "Tp", "CdOrPrtry"), "Cd", code)
    _amount(balance, abs(fen))
    _text(balance, "CdtDbtInd", "DBIT" if fen < 0 else "CRDT")
    _text(SubElement(balance, "Dt"), "Dt", account.day.isoformat())


def _entry(statement: Element, line: Line, account: DayAccount) -> None:
    entry = SubElement(statement, "Ntry")
    _text(entry, "NtryRef", line.reference[-35:])
    _amount(entry, line.amount)
    _text(entry, "CdtDbtInd", SIDES[line.direction])
    _text(entry, "Sts", "BOOK")
    _text(SubElement(entry, "BookgDt"), "DtTm", line.booked_at)
    _text(SubElement(entry, "ValDt"), "Dt", account.day.isoformat())
    _text(entry, "AcctSvcrRef", line.serial)
    details = _path(entry, "NtryDtls", "TxDtls")
    _text(SubElement(details, "Refs"), "EndToEndId", line.reference[:35])
    parties = SubElement(details, "RltdPties")
    other, ours = ("Dbtr", "Cdtr") if line.direction == "C" else ("Cdtr", "Dbtr")
    # The order of the schema: debtor and his account first, then creditor and his.
    sides = {
        other: (line.name, line.party),
        ours: ("", line.account),
    }
    for side in ("Dbtr", "Cdtr"):
        name, number = sides[side]
        if name:
            _text(SubElement(parties, side), "Nm", name)
        _text(_path(parties, f"{side}Acct", "Id", "Othr"), "Id", number)
    _text(SubElement(details, "RmtInf"), "Ustrd", line.memo)


def _amount(parent: Element, fen: int) -> None:
    amount = SubElement(parent, "Amt", Ccy="CNY")
    amount.text = f"{fen // 100}.{fen % 100:02d}"


def _path(parent: Element, *names: str) -> Element:
    for name in names:
        parent = SubElement(parent, name)
    return parent


def _text(parent: Element, name: str, text: str) -> None:
    SubElement(parent, name).text = text
