"""Read the book: balances are sums, states of holds follow from their transfers."""

from collections.abc import Sequence

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    SQLColumnExpression,
    cast,
    exists,
    func,
    literal,
    or_,
    select,
)
from sqlalchemy.orm import aliased

from app.ledger.models import Transfer
from app.ledger.vocabulary import (
    MOVING,
    Step,
)
from app.store.db import db

LIST_MAX = 100


def find_transfer(key: str) -> Transfer | None:
    """Return the transfer of a key, or nothing."""
    return db.session.scalar(select(Transfer).where(Transfer.key == key))


def hold_key(order_no: str) -> str:
    """Name the hold of a deposit order."""
    return f"hold:{order_no}"


def find_end(hold: Transfer) -> Transfer | None:
    """Return the step that ended a hold, or nothing while it stands."""
    return db.session.scalar(select(Transfer).where(Transfer.hold_id == hold.id))


def _covers(column: SQLColumnExpression[str], account: str) -> ColumnElement[bool]:
    """Match an account and every leaf below it."""
    below = account.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_") + ":%"
    return or_(column == account, column.like(below))


def settled_fen(account: str) -> int:
    """Return credits less debits of an account and all below it; a hold moves nothing."""
    return _sum(_covers(Transfer.credit, account)) - _sum(_covers(Transfer.debit, account))


def _sum(where: ColumnElement[bool]) -> int:
    total = select(func.coalesce(func.sum(cast(Transfer.amount, BigInteger)), 0))
    return int(db.session.scalar(total.where(where, Transfer.step.in_(MOVING))) or 0)


def is_sealed(case_number: str) -> ColumnElement[bool]:
    """Match transfers on the leaf of a deposit that is still held: they count the bidders."""
    hold, end = aliased(Transfer), aliased(Transfer)
    return exists(
        select(literal(1)).where(
            hold.step == Step.HELD,
            hold.case_number == case_number,
            or_(hold.debit == Transfer.debit, hold.debit == Transfer.credit),
            ~exists(select(literal(1)).where(end.hold_id == hold.id)),
        )
    )


def list_statement(case_number: str, limit: int = LIST_MAX * 5) -> Sequence[Transfer]:
    """Return the transfers of a case in order, without deposits that are still sealed."""
    query = (
        select(Transfer)
        .where(Transfer.case_number == case_number, ~is_sealed(case_number))
        .order_by(Transfer.id)
        .limit(limit)
    )
    return db.session.scalars(query).all()


def list_transfers_of(reference: str, limit: int = LIST_MAX) -> Sequence[Transfer]:
    """Return the transfers that name a reference, oldest first."""
    return db.session.scalars(
        select(Transfer).where(Transfer.reference == reference).order_by(Transfer.id).limit(limit)
    ).all()
