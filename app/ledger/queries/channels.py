"""Read what belongs to one way of money: sub-accounts and payment files."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from app.kernel.errors import NotFound
from app.ledger.models import BankInstruction, PaymentFile, PaymentOrder, Transfer
from app.ledger.queries.book import LIST_MAX, settled_fen
from app.ledger.vocabulary import Channel, InstructionKind, InstructionState
from app.store.db import db


def find_order_of_account(account: str) -> PaymentOrder | None:
    """Return the order whose sub-account this is, or nothing."""
    return db.session.scalar(select(PaymentOrder).where(PaymentOrder.account == account))


def count_payment_files() -> int:
    """Count the files made so far."""
    return db.session.scalar(select(func.count()).select_from(PaymentFile)) or 0


def get_payment_file(no: str) -> PaymentFile:
    """Return the file of a number; raises NotFound."""
    query = select(PaymentFile).where(PaymentFile.no == no)
    made: PaymentFile | None = db.session.scalar(query)
    if made is None:
        raise NotFound("payment_file", no)
    return made


def list_payment_files(limit: int = LIST_MAX) -> Sequence[PaymentFile]:
    """Return the files, newest first."""
    query = select(PaymentFile).order_by(PaymentFile.id.desc()).limit(limit)
    return db.session.scalars(query).all()


def count_awaited(file_id: int) -> int:
    """Count the payments of a file that no statement has confirmed yet."""
    query = select(func.count()).where(
        BankInstruction.file_id == file_id,
        BankInstruction.state == InstructionState.QUEUED,
    )
    return db.session.scalar(query) or 0


def list_refused_refunds(limit: int = LIST_MAX) -> Sequence[tuple[BankInstruction, str]]:
    """Return refunds the bank refused for good whose money still stands in the account named."""
    filled = aliased(Transfer)
    query = (
        select(BankInstruction, filled.debit)
        .join(filled, filled.key == BankInstruction.instruction_id)
        .where(
            BankInstruction.kind == InstructionKind.REFUND,
            BankInstruction.state == InstructionState.REFUSED,
        )
        .order_by(BankInstruction.id)
        .limit(limit)
    )
    found = [(row[0], row[1]) for row in db.session.execute(query)]
    return [(row, account) for row, account in found if settled_fen(account) > 0]


def count_waiting_for_file() -> int:
    """Count the payments that wait for a file."""
    query = select(func.count()).where(
        BankInstruction.state == InstructionState.QUEUED,
        BankInstruction.kind.in_((InstructionKind.REFUND, InstructionKind.PAYOUT)),
        BankInstruction.channel == Channel.MAIN,
        BankInstruction.file_id.is_(None),
    )
    return db.session.scalar(query) or 0
