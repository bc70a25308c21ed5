"""Payment files: queued refunds and payouts, each in one file only, for finance to upload.

A payment in two files would be paid twice, so a file takes its rows under their locks and keeps
its bytes; downloading again gives the same file.
"""

import csv
import hashlib
import io
import json
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from app.identity import vault
from app.kernel.actors import Actor
from app.kernel.calendar import SHANGHAI
from app.kernel.errors import Conflict
from app.kernel.money import Money
from app.ledger import queries
from app.ledger.facts import PaymentFileMade
from app.ledger.models import BankInstruction, BankReceipt, PaymentFile
from app.ledger.services.payouts import MONEY_OUT
from app.ledger.vocabulary import Channel, InstructionKind, InstructionState
from app.store import db, unit_of_work
from app.store.locks import lock_names

#: A bank's e-banking takes so many payments in a file.
ROWS_MAX = 1_000
HEADER = ("批次号", "序号", "收款户名", "收款账号", "收款行", "金额", "附言", "业务编号")
#: What a spreadsheet would read as a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def make_payment_file(*, actor: Actor, at: datetime) -> PaymentFile:
    """Put every payment that waits and is in no file yet into one; raises Conflict if none is."""
    with unit_of_work() as work:
        lock_names("ledger:payment_file")
        rows = db.session.scalars(
            select(BankInstruction)
            .where(
                BankInstruction.state == InstructionState.QUEUED,
                BankInstruction.kind.in_(MONEY_OUT),
                BankInstruction.channel == Channel.MAIN,
                BankInstruction.file_id.is_(None),
            )
            .order_by(BankInstruction.due_at.asc().nulls_last(), BankInstruction.id)
            .limit(ROWS_MAX)
            .with_for_update()
            .execution_options(populate_existing=True)
        ).all()
        if not rows:
            raise Conflict("no_payments_waiting")
        no = f"F{at.astimezone(SHANGHAI):%Y%m%d}-{queries.count_payment_files() + 1:05d}"
        content = _written(no, rows)
        made = PaymentFile(
            no=no,
            count=len(rows),
            total=Money(sum(row.amount.fen for row in rows)),
            content_sealed=vault.seal("ledger.payment_file", content, no),
            digest=hashlib.sha256(content.encode("gb18030")).hexdigest(),
            made_by=actor.person_id,
            made_at=at,
        )
        db.session.add(made)
        db.session.flush()
        for row in rows:
            row.file_id = made.id
        fact = PaymentFileMade(no, str(len(rows)), str(made.total), made.digest)
        work.record(fact, actor=actor, at=at)
        return made


def read_payment_file(made: PaymentFile) -> bytes:
    """Return the bytes of a file, in GB18030 as the banks' e-banking reads it."""
    return vault.unseal("ledger.payment_file", made.content_sealed, made.no).encode("gb18030")


def _written(no: str, rows: Sequence[BankInstruction]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(HEADER)
    for place, row in enumerate(rows, start=1):
        name, account, bank, memo = _payee(row)
        yuan = f"{row.amount.fen // 100}.{row.amount.fen % 100:02d}"
        cells = (no, str(place), name, account, bank, yuan, memo, row.instruction_id)
        writer.writerow([inert(cell) for cell in cells])
    return text.getvalue()


def inert(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell


def _payee(row: BankInstruction) -> tuple[str, str, str, str]:
    """Return name, account, bank and memo of who gets the money."""
    request = json.loads(vault.unseal("ledger.instruction", row.request_sealed, row.instruction_id))
    if row.kind is InstructionKind.PAYOUT:
        return (
            request["payee_name"],
            request["payee_account"],
            request["payee_bank"],
            request["memo"],
        )
    receipt = db.session.get(BankReceipt, row.receipt_id)
    assert receipt is not None, "a refund names its receipt"
    source = json.loads(vault.unseal("ledger.notice", receipt.notice_sealed, receipt.serial))
    account = source.get("payer_account", "")
    return source["payer_name"], account, "", f"原路退回 {receipt.serial}"
