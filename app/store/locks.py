"""Locks: taken late, once, in one order, with a limit."""

from typing import TypeVar

from sqlalchemy import func, select, text

from app.kernel.errors import NotFound
from app.store.db import Base, db

M = TypeVar("M", bound=Base)

#: Below the drain margin of a closing lot (reliability T2), so no bid waits past its end.
LOCK_TIMEOUT = "1500ms"


def limit_waiting() -> None:
    """Let this transaction wait for a lock only so long; then it fails rather than hangs."""
    db.session.execute(text(f"SET LOCAL lock_timeout = '{LOCK_TIMEOUT}'"))


def lock_row(model: type[M], **key: object) -> M:
    """Return one row under FOR UPDATE, freshly read; raise NotFound."""
    limit_waiting()
    query = select(model).filter_by(**key).with_for_update()
    row = db.session.scalar(query.execution_options(populate_existing=True))
    if row is None:
        raise NotFound(model.__name__.lower(), next(iter(key.values()), ""))
    return row


def lock_names(*names: str) -> None:
    """Take advisory locks of the transaction by name, sorted, so that nobody deadlocks."""
    limit_waiting()
    for name in sorted(names):
        db.session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(name, 0))))
