"""How this bank, and banks like it, write the account of a day: two CSVs, MT940, camt.053."""

import csv
import io
from collections.abc import Callable
from datetime import datetime

from app.kernel.money import Money
from app.ledger.bank.sandbox.camt import camt053
from app.ledger.bank.sandbox.statements import DayAccount
from app.ledger.bank.sandbox.store import BEIJING
from app.ledger.bank.sandbox.swift import mt940

SIDES = {"C": "贷", "D": "借"}


def csv_utf8(account: DayAccount) -> bytes:
    """Write UTF-8 with a mark: one signed amount column, ISO times, head and foot lines."""
    rows: list[tuple[str, ...]] = [
        ("账号", "日期", "期初余额", "期末余额", "笔数"),
        (
            account.account,
            account.day.isoformat(),
            _yuan(account.opening),
            _yuan(account.closing),
            str(len(account.lines)),
        ),
        (
            "流水号",
            "交易时间",
            "金额",
            "余额",
            "子账号",
            "对方户名",
            "对方账号",
            "附言",
            "业务编号",
        ),
    ]
    for line in account.lines:
        sign = "" if line.direction == "C" else "-"
        rows.append(
            (
                line.serial,
                _beijing(line.booked_at).isoformat(timespec="seconds"),
                sign + _yuan(line.amount),
                _yuan(line.balance),
                line.account,
                line.name,
                line.party,
                line.memo,
                line.reference,
            )
        )
    return ("\ufeff" + _csv(rows)).encode()


def csv_gb18030(account: DayAccount) -> bytes:
    """Write GB18030: debit and credit in columns of their own, thousands marks, split times."""
    rows: list[tuple[str, ...]] = [
        ("对账单",),
        ("账号:", account.account, "交易日期:", f"{account.day:%Y%m%d}"),
        (
            "交易日期",
            "交易时间",
            "借方发生额",
            "贷方发生额",
            "余额",
            "借贷标志",
            "对方账号",
            "对方户名",
            "摘要",
            "附言",
            "子账户",
            "交易流水号",
        ),
    ]
    for line in account.lines:
        booked, amount = _beijing(line.booked_at), Money(line.amount).yuan
        rows.append(
            (
                f"{account.day:%Y%m%d}",
                f"{booked:%H:%M:%S}",
                amount if line.direction == "D" else "",
                amount if line.direction == "C" else "",
                Money(line.balance).yuan,
                SIDES[line.direction],
                line.party,
                line.name,
                line.reference,
                line.memo,
                line.account,
                line.serial,
            )
        )
    rows.append(
        ("上日余额:", Money(account.opening).yuan, "本日余额:", Money(account.closing).yuan)
    )
    return _csv(rows).encode("gb18030")


#: Layout -> ending of the file name, and who writes it.
WRITERS: dict[str, tuple[str, Callable[[DayAccount], bytes]]] = {
    "csv": ("csv", csv_utf8),
    "csv_gb18030": ("csv", csv_gb18030),
    "mt940": ("sta", mt940),
    "camt053": ("xml", camt053),
}


def _csv(rows: list[tuple[str, ...]]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    return text.getvalue()


def _yuan(fen: int) -> str:
    sign = "-" if fen < 0 else ""
    return f"{sign}{abs(fen) // 100}.{abs(fen) % 100:02d}"


def _beijing(booked_at: str) -> datetime:
    return datetime.fromisoformat(booked_at).astimezone(BEIJING)
