"""Read the bank accounts of payees."""

from collections.abc import Sequence

from sqlalchemy import or_, select

from app.kernel.errors import NotFound
from app.ledger.desk_vocabulary import PayeeState
from app.ledger.models import PayeeAccount
from app.ledger.queries.book import LIST_MAX
from app.store.db import db


def get_payee_account(account_id: int) -> PayeeAccount:
    """Return a bank account by its id; raises NotFound."""
    found = db.session.get(PayeeAccount, account_id)
    if found is None:
        raise NotFound("payee_account", account_id)
    return found


def find_payee_account(owners: Sequence[str], state: PayeeState) -> PayeeAccount | None:
    """Return the account of a payee in a state; the first name of his that has one counts."""
    rows = db.session.scalars(
        select(PayeeAccount).where(PayeeAccount.owner.in_(owners), PayeeAccount.state == state)
    ).all()
    by_owner = {row.owner: row for row in rows}
    return next((by_owner[owner] for owner in owners if owner in by_owner), None)


def list_payee_accounts(
    court_id: int | None, state: PayeeState, limit: int = LIST_MAX
) -> Sequence[PayeeAccount]:
    """Return accounts in a state: a court's own, and those that payees gave themselves."""
    query = select(PayeeAccount).where(PayeeAccount.state == state)
    if court_id is not None:
        mine = or_(PayeeAccount.court_id == court_id, PayeeAccount.court_id.is_(None))
        query = query.where(mine)
    return db.session.scalars(query.order_by(PayeeAccount.id).limit(limit)).all()


def list_payee_accounts_of(owner: str, limit: int = 5) -> Sequence[PayeeAccount]:
    """Return the bank accounts a payee has or had, newest first."""
    return db.session.scalars(
        select(PayeeAccount)
        .where(PayeeAccount.owner == owner)
        .order_by(PayeeAccount.id.desc())
        .limit(limit)
    ).all()
