"""Read the book: balances now and at any past moment, transfers, the ends of holds."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    ScalarSelect,
    SQLColumnExpression,
    cast,
    func,
    or_,
    select,
)

from app.ledger.models import Balance, Transfer
from app.ledger.vocabulary import MOVING
from app.store.db import db

LIST_MAX = 100


def find_transfer(key: str) -> Transfer | None:
    """Return the transfer of a key, or nothing."""
    return db.session.scalar(select(Transfer).where(Transfer.key == key))


def list_transfers_by_key(keys: Sequence[str]) -> Sequence[Transfer]:
    """Return the transfers that some keys have; no more than there are keys."""
    return db.session.scalars(select(Transfer).where(Transfer.key.in_(keys))).all()


def hold_key(order_no: str) -> str:
    """Name the hold of a deposit order."""
    return f"hold:{order_no}"


def find_end(hold: Transfer) -> Transfer | None:
    """Return the step that ended a hold, or nothing while it stands."""
    return db.session.scalar(select(Transfer).where(Transfer.hold_id == hold.id))


def find_reversal(transfer: Transfer) -> Transfer | None:
    """Return the entry that took another back, or nothing."""
    return db.session.scalar(select(Transfer).where(Transfer.reverses_id == transfer.id))


def covers(column: SQLColumnExpression[str], account: str) -> ColumnElement[bool]:
    """Match an account and every leaf below it."""
    return or_(column == account, below(column, account))


def below(column: SQLColumnExpression[str], account: str) -> ColumnElement[bool]:
    """Match every leaf below an account."""
    plain = account.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")
    return column.like(f"{plain}:%")


def _running(account: str) -> ScalarSelect[int]:
    """Sum the running balances in which something stands: few, however many there were."""
    total = func.coalesce(func.sum(Balance.settled_fen), 0)
    query = select(cast(total, BigInteger)).where(Balance.is_open, covers(Balance.account, account))
    return query.scalar_subquery()


def settled_fen(account: str) -> int:
    """Return credits less debits of an account and all below it; a hold moves nothing."""
    return int(db.session.scalar(select(_running(account))) or 0)


def settled_fen_at(account: str, moment: datetime) -> int:
    """Return what stood in an account and all below it at a moment, in fen.

    Everything stamped up to the moment counts. Counted back from the running balance, in one
    statement: the nearer the moment, the less there is to read.
    """
    since = Transfer.at > moment
    now_less_later = (
        _running(account)
        - _sum(covers(Transfer.credit, account), since)
        + _sum(covers(Transfer.debit, account), since)
    )
    return int(db.session.scalar(select(now_less_later)) or 0)


def summed_fen(account: str) -> int:
    """Return the same as settled_fen from the transfers themselves, for whoever checks it."""
    credits_, debits = covers(Transfer.credit, account), covers(Transfer.debit, account)
    return int(db.session.scalar(select(_sum(credits_) - _sum(debits))) or 0)


def _sum(*where: ColumnElement[bool]) -> ScalarSelect[int]:
    total = func.coalesce(func.sum(cast(Transfer.amount, BigInteger)), 0)
    query = select(cast(total, BigInteger)).where(Transfer.step.in_(MOVING), *where)
    return query.scalar_subquery()


def list_transfers_of(reference: str, limit: int = LIST_MAX) -> Sequence[Transfer]:
    """Return the transfers that name a reference, oldest first."""
    return db.session.scalars(
        select(Transfer).where(Transfer.reference == reference).order_by(Transfer.id).limit(limit)
    ).all()
