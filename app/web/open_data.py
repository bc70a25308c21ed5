"""Public tables that modules offer to whoever wants to count for themselves."""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import Select, tuple_

from app.kernel.facts import stamp
from app.kernel.money import Money
from app.store.db import db
from app.web.exports import inert

#: How many rows one question to the database answers.
BATCH = 1000


class Kind(StrEnum):
    """What a column holds."""

    TEXT = "text"
    INTEGER = "integer"
    #: Exact, with two decimals.
    DECIMAL = "decimal"
    #: Whole fen; the name of such a column ends in `_fen`.
    FEN = "fen"
    MOMENT = "moment"
    DAY = "day"


@dataclass(frozen=True)
class Column:
    """A column and what it means, in the reader's language."""

    name: str
    kind: Kind
    words: Any


@dataclass(frozen=True)
class Dataset:
    """A public table: nobody in it but agencies and courts; bidders are paddles.

    ``rows`` yields tuples in the order of the columns, and calls its argument between batches, so
    that whoever reads slowly holds no transaction open.
    """

    name: str
    title: Any
    description: Any
    columns: Sequence[Column]
    rows: Callable[[Callable[[], object]], Iterator[Sequence[Any]]]


def walk(
    query: Select[Any], key: Sequence[Any], between: Callable[[], object]
) -> Iterator[Sequence[Any]]:
    """Yield the rows of a query in the order of its key, a batch at a time.

    The key's columns come last in each row and are cut off again.
    """
    place: tuple[Any, ...] | None = None
    while True:
        asked = query.add_columns(*key).order_by(*key).limit(BATCH)
        if place is not None:
            asked = asked.where(tuple_(*key) > tuple_(*place))
        found = db.session.execute(asked).all()
        for row in found:
            yield row[: -len(key)]
        if len(found) < BATCH:
            return
        place = tuple(found[-1][-len(key) :])
        between()


def plain(value: Any) -> Any:
    """Return a value as machines read it: whole fen, RFC 3339 in UTC, lists by spaces."""
    if isinstance(value, Money):
        return value.fen
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, list | tuple):
        return " ".join(str(item) for item in value)
    return value


def csv_lines(columns: Sequence[Column], rows: Iterable[Sequence[Any]]) -> Iterator[bytes]:
    """Yield a table as CSV in UTF-8 (RFC 4180), about a batch at a time; no cell is a formula."""
    written = io.StringIO(newline="")
    writer = csv.writer(written)
    writer.writerow([column.name for column in columns])
    for count, row in enumerate(rows, 1):
        writer.writerow([_cell(value) for value in row])
        if count % BATCH == 0:
            yield _taken(written)
    yield _taken(written)


def _taken(written: io.StringIO) -> bytes:
    text = written.getvalue()
    written.seek(0)
    written.truncate()
    return text.encode()


def _cell(value: Any) -> str:
    found = plain(value)
    if found is None:
        return ""
    if isinstance(found, datetime):
        return stamp(found)
    if isinstance(found, date):
        return found.isoformat()
    if isinstance(found, int | Decimal):
        return str(found)
    return inert(found)
