"""Read what a payer may see of his own money: his orders, what he paid and what came back."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import aliased

from app.kernel.errors import NotFound
from app.ledger.models import BankInstruction, BankReceipt, PaymentOrder, Transfer, Voucher
from app.ledger.queries.book import LIST_MAX, hold_key
from app.ledger.vocabulary import InstructionKind, Step
from app.store.db import db

#: Orders of one payer that a statement reads; a person with more asks for shorter periods.
OWN_MAX = 2_000


def list_own_orders(owner_digests: Sequence[str], limit: int = OWN_MAX) -> Sequence[PaymentOrder]:
    """Return all orders of a payer, newest first."""
    query = (
        select(PaymentOrder)
        .where(PaymentOrder.owner_digest.in_(owner_digests))
        .order_by(PaymentOrder.id.desc())
        .limit(limit)
    )
    return db.session.scalars(query).all()


def list_receipts_of(order_ids: Sequence[int], limit: int = OWN_MAX) -> Sequence[BankReceipt]:
    """Return all money that named some orders, oldest first, whatever became of it."""
    query = (
        select(BankReceipt)
        .where(BankReceipt.order_id.in_(order_ids))
        .order_by(BankReceipt.id)
        .limit(limit)
    )
    return db.session.scalars(query).all()


def refunds_of(receipt_ids: Sequence[int]) -> dict[int, BankInstruction]:
    """Return the refund of each receipt that has one, by the receipt."""
    query = select(BankInstruction).where(
        BankInstruction.receipt_id.in_(receipt_ids),
        BankInstruction.kind == InstructionKind.REFUND,
    )
    rows = db.session.scalars(query)
    return {row.receipt_id: row for row in rows if row.receipt_id is not None}


def hold_ends_of(order_nos: Sequence[str]) -> dict[str, Transfer]:
    """Return the step that ended the deposit of each order, by the order's number."""
    hold, end = aliased(Transfer), aliased(Transfer)
    keys = {hold_key(no): no for no in order_nos}
    query = select(hold.key, end).join(end, end.hold_id == hold.id).where(hold.key.in_(keys))
    return {keys[key]: row for key, row in db.session.execute(query)}


def party_accounts_of(references: Sequence[str]) -> list[str]:
    """Return the accounts of parties to which money of some things went, such as a fee's rest."""
    query = (
        select(Transfer.credit)
        .where(Transfer.reference.in_(references), Transfer.credit.like("party:%"))
        .distinct()
        .order_by(Transfer.credit)
        .limit(LIST_MAX)
    )
    return list(db.session.scalars(query))


def list_movements(
    account: str, *, until: datetime | None = None, limit: int = OWN_MAX
) -> Sequence[Transfer]:
    """Return what moved on one account, oldest first."""
    query = select(Transfer).where(
        or_(Transfer.debit == account, Transfer.credit == account),
        Transfer.step.not_in((Step.HELD, Step.RELEASED)),
    )
    if until is not None:
        query = query.where(Transfer.at < until)
    return db.session.scalars(query.order_by(Transfer.id).limit(limit)).all()


def find_voucher(subject: str) -> Voucher | None:
    """Return the receipt issued for a payment or a refund, or nothing."""
    return db.session.scalar(select(Voucher).where(Voucher.subject == subject))


def get_voucher(no: str) -> Voucher:
    """Return the receipt of a number; raises NotFound."""
    found: Voucher | None = db.session.scalar(select(Voucher).where(Voucher.no == no))
    if found is None:
        raise NotFound("voucher", no)
    return found


def order_of(voucher: Voucher) -> PaymentOrder:
    """Return the order a receipt belongs to."""
    order: PaymentOrder = db.session.get_one(PaymentOrder, voucher.order_id)
    return order
