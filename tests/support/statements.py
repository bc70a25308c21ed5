"""Statements as banks write them, in every form we read; the other side of the parsers."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from xml.sax.saxutils import escape, quoteattr

from app.ledger.reconciliation_words import Direction, Nature

OURS = "6222370100000000"
FORMS = ("plain", "debit-credit", "marked", "mt940", "camt")
_WORDS = {Nature.FEE: "手续费", Nature.INTEREST: "结息", Nature.REVERSAL: "冲正"}


@dataclass(frozen=True)
class Line:
    """One line as the bank knows it."""

    day: date
    direction: Direction
    fen: int
    serial: str = ""
    name: str = ""
    account: str = ""
    memo: str = ""
    nature: Nature = Nature.PAYMENT

    @property
    def signed(self) -> int:
        return self.direction.signed(self.fen)


@dataclass(frozen=True)
class Paper:
    """A statement before it is written down."""

    opening: int
    lines: Sequence[Line]
    first_on: date
    last_on: date
    account: str = OURS
    currency: str = "CNY"
    #: Added to the true closing balance, to break it.
    slip: int = 0
    balances: list[int] = field(default_factory=list)

    @property
    def closing(self) -> int:
        return self.opening + sum(line.signed for line in self.lines) + self.slip

    def running(self) -> list[int]:
        """Return the balance after each line."""
        found, balance = [], self.opening
        for line in self.lines:
            balance += line.signed
            found.append(balance)
        return found


def write(paper: Paper, form: str, encoding: str | None = None) -> bytes:
    """Write a statement in a form."""
    if form == "camt":
        return write_camt(paper)
    text = write_mt940(paper) if form == "mt940" else _write_csv(paper, form)
    defaults = {"plain": "utf-8-sig", "debit-credit": "gb18030", "marked": "gb18030"}
    return text.encode(encoding or defaults.get(form, "utf-8"))


def yuan(fen: int, *, grouped: bool = False) -> str:
    """Write fen as yuan."""
    sign = "-" if fen < 0 else ""
    return f"{sign}{abs(fen) // 100:{',' if grouped else ''}d}.{abs(fen) % 100:02d}"


def _write_csv(paper: Paper, form: str) -> str:
    written = io.StringIO(newline="")
    rows = {"plain": _plain, "debit-credit": _debit_credit, "marked": _marked}[form](paper)
    csv.writer(written).writerows(rows)
    return written.getvalue()


def _plain(paper: Paper) -> list[list[str]]:
    rows = [
        ["账号", paper.account],
        ["币种", paper.currency],
        ["起始日期", paper.first_on.isoformat(), "截止日期", paper.last_on.isoformat()],
        ["期初余额", yuan(paper.opening), "期末余额", yuan(paper.closing)],
        ["记账日期", "起息日", "金额", "余额", "流水号", "对方户名", "对方账号", "附言", "摘要"],
    ]
    for line, balance in zip(paper.lines, paper.running(), strict=True):
        day = line.day.isoformat()
        rows.append(
            [
                *(day, day, yuan(line.signed), yuan(balance), line.serial, line.name),
                *(line.account, line.memo, _WORDS.get(line.nature, "转账")),
            ]
        )
    return rows


def _debit_credit(paper: Paper) -> list[list[str]]:
    rows = [
        [
            f"账号：{paper.account}",
            f"币种：{'人民币' if paper.currency == 'CNY' else paper.currency}",
        ],
        [f"起始日期：{paper.first_on:%Y%m%d}", f"截止日期：{paper.last_on:%Y%m%d}"],
        [f"期初余额：{yuan(paper.opening, grouped=True)}"],
        [
            *("记账日期", "借方发生额/元(支取)", "贷方发生额/元(收入)", "余额", "币种"),
            *("对方户名", "对方账号", "摘要", "备注", "账户明细编号-交易流水号"),
        ],
    ]
    for line, balance in zip(paper.lines, paper.running(), strict=True):
        amount = yuan(line.fen, grouped=True)
        out, came = ("", amount) if line.direction is Direction.IN else (amount, "")
        rows.append(
            [
                *(f"{line.day:%Y%m%d}", out, came, yuan(balance, grouped=True), "人民币元"),
                *(line.name, line.account, _WORDS.get(line.nature, "网银转账")),
                *(line.memo, line.serial),
            ]
        )
    rows.append([f"期末余额：{yuan(paper.closing, grouped=True)}"])
    return rows


def _marked(paper: Paper) -> list[list[str]]:
    heads = "凭证号 本方账号 对方账号 交易时间 借/贷 发生额 账户余额 对方单位名称 摘要 用途 币种"
    rows = [
        [f"起始日期:{paper.first_on:%Y/%m/%d}", f"截止日期:{paper.last_on:%Y/%m/%d}"],
        heads.split(),
    ]
    told = list(zip(paper.lines, paper.running(), strict=True))
    for line, balance in reversed(told):
        mark = "贷" if line.direction is Direction.IN else "借"
        rows.append(
            [
                *(line.serial, paper.account, line.account, f"{line.day:%Y/%m/%d} 12:00:00"),
                *(mark, yuan(line.fen), yuan(balance + paper.slip), line.name),
                *(_WORDS.get(line.nature, "转账"), line.memo, paper.currency),
            ]
        )
    return rows


def write_mt940(paper: Paper) -> str:
    """Write one message of MT940 with code words in field 86."""

    def amount(fen: int) -> str:
        return f"{fen // 100},{fen % 100:02d}"

    rows = [
        ":20:STMT0001",
        f":25:{paper.account}",
        ":28C:00001/001",
        f":60F:C{paper.first_on:%y%m%d}{paper.currency}{amount(paper.opening)}",
    ]
    kinds = {Nature.FEE: "NCHG", Nature.INTEREST: "NINT"}
    for line in paper.lines:
        mark = "C" if line.direction is Direction.IN else "D"
        if line.nature is Nature.REVERSAL:
            mark = "RD" if mark == "C" else "RC"
        rows.append(
            f":61:{line.day:%y%m%d%m%d}{mark}{amount(line.fen)}{kinds.get(line.nature, 'NTRF')}"
            f"NONREF//{line.serial}"
        )
        rows.append(f":86:/NAME/{line.name}/ACCT/{line.account}/REMI/{line.memo}")
    rows.append(f":62F:C{paper.last_on:%y%m%d}{paper.currency}{amount(paper.closing)}")
    return "\r\n".join([*rows, "-", ""])


def write_camt(paper: Paper) -> bytes:
    """Write camt.053.001.08."""
    head = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt>'
        "<GrpHdr><MsgId>M1</MsgId></GrpHdr><Stmt><Id>S1</Id>"
        f"<FrToDt><FrDtTm>{paper.first_on}T00:00:00</FrDtTm>"
        f"<ToDtTm>{paper.last_on}T23:59:59</ToDtTm></FrToDt>"
        f"<Acct><Id><Othr><Id>{paper.account}</Id></Othr></Id><Ccy>{paper.currency}</Ccy></Acct>"
    )
    pieces = [head]
    for kind, fen, day in (
        ("OPBD", paper.opening, paper.first_on),
        ("CLBD", paper.closing, paper.last_on),
    ):
        pieces.append(
            f"<Bal><Tp><CdOrPrtry><Cd>{kind}</Cd></CdOrPrtry></Tp>{_amount(paper, fen)}"
            f"<CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>{day}</Dt></Dt></Bal>"
        )
    pieces += [_entry(paper, line) for line in paper.lines]
    pieces.append("</Stmt></BkToCstmrStmt></Document>")
    return "".join(pieces).encode()


def _amount(paper: Paper, fen: int) -> str:
    return f"<Amt Ccy={quoteattr(paper.currency)}>{yuan(fen)}</Amt>"


def _entry(paper: Paper, line: Line) -> str:
    is_in = line.direction is Direction.IN
    other = "Dbtr" if is_in else "Cdtr"
    code = {Nature.FEE: "CHRG", Nature.INTEREST: "INTR"}.get(line.nature, "ESCT")
    back = "<RvslInd>true</RvslInd>" if line.nature is Nature.REVERSAL else ""
    return (
        f"<Ntry>{_amount(paper, line.fen)}<CdtDbtInd>{'CRDT' if is_in else 'DBIT'}</CdtDbtInd>"
        f"{back}<Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>{line.day}</Dt></BookgDt>"
        f"<ValDt><Dt>{line.day}</Dt></ValDt><AcctSvcrRef>{escape(line.serial)}</AcctSvcrRef>"
        "<BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>RCDT</Cd>"
        f"<SubFmlyCd>{code}</SubFmlyCd></Fmly></Domn></BkTxCd>"
        f"<NtryDtls><TxDtls><RltdPties><{other}><Pty><Nm>{escape(line.name)}</Nm></Pty></{other}>"
        f"<{other}Acct><Id><Othr><Id>{escape(line.account)}</Id></Othr></Id></{other}Acct>"
        f"</RltdPties><RmtInf><Ustrd>{escape(line.memo)}</Ustrd></RmtInf></TxDtls></NtryDtls>"
        "</Ntry>"
    )


def without_serials(paper: Paper) -> Paper:
    """Return the same statement by a bank that numbers nothing."""
    return replace(paper, lines=[replace(line, serial="") for line in paper.lines])
