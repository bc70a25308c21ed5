"""Keyset pages: every list is bounded."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select

from app.store.db import db

PAGE_MAX = 100


@dataclass(frozen=True)
class Page:
    """One bounded slice of a list and the key that continues it."""

    items: Sequence[Any]
    next: str | None


def keyset(
    query: Select[Any],
    *,
    column: Any,
    after: int | None,
    limit: int = 20,
    descending: bool = True,
    key_of: Callable[[Any], int] | None = None,
) -> Page:
    """Return the page of scalars that follows ``after`` in the order of an integer column."""
    limit = max(1, min(limit, PAGE_MAX))
    if after is not None:
        query = query.where(column < after if descending else column > after)
    query = query.order_by(column.desc() if descending else column.asc()).limit(limit + 1)
    rows = list(db.session.scalars(query))
    more = len(rows) > limit
    rows = rows[:limit]
    read = key_of or (lambda row: getattr(row, column.key))
    return Page(rows, str(read(rows[-1])) if more else None)
