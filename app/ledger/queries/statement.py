"""Read the book of one case: its entries by pages, and where it stood at any moment."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Select,
    SQLColumnExpression,
    and_,
    case,
    cast,
    func,
    literal,
    or_,
    select,
    union_all,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import aliased

from app.kernel.money import Money
from app.ledger.models import Balance, Transfer
from app.ledger.queries.book import LIST_MAX, below
from app.ledger.vocabulary import MOVING, Purpose, Step
from app.store.db import db

#: Entries of one file: more than any case has had.
FILE_MAX = 50_000
#: Entries of a file that are in memory together.
_TOGETHER = 1_000
#: How most entries say that they bring no calculation along; ten thousand of these need no parsing.
_NO_EXPLANATION = cast(JSONB.NULL, JSONB)


class EntryRow(NamedTuple):
    """An entry as its row says; plain values, since a statement may have ten thousand of them."""

    no: int
    at: datetime
    purpose: Purpose
    step: Step
    debit: str
    credit: str
    amount: Money
    explanation: dict[str, Any] | None
    #: The entry this one takes back, why, and the one that took this one back.
    reverses_id: int | None
    reason: str | None
    reversed_by: int | None
    key: str


@dataclass(frozen=True)
class Slice:
    """Some entries of a case in order, and what stood in the case before the first of them."""

    entries: Sequence[EntryRow]
    opening_fen: int
    has_more: bool


def is_sealed(case_number: str) -> ColumnElement[bool]:
    """Match transfers on the leaf of a deposit that is still held: they count the bidders."""
    leaves = select(Balance.account).where(
        Balance.is_open,
        Balance.held_fen > 0,
        below(Balance.account, f"case:{case_number}:deposits"),
    )
    return or_(Transfer.debit.in_(leaves), Transfer.credit.in_(leaves))


def _shown(case_number: str, until: datetime | None) -> list[ColumnElement[bool]]:
    shown = [Transfer.case_number == case_number, ~is_sealed(case_number)]
    return shown if until is None else [*shown, Transfer.at <= until]


def in_case(column: SQLColumnExpression[str], case_number: str) -> ColumnElement[bool]:
    """Match the accounts of a case."""
    return below(column, f"case:{case_number}")


def _moved(case_number: str) -> ColumnElement[int]:
    """Return what an entry adds to the case as a whole, in fen; within the case it is nothing."""
    fen = cast(Transfer.amount, BigInteger)
    came = case((in_case(Transfer.credit, case_number), fen), else_=0)
    went = case((in_case(Transfer.debit, case_number), fen), else_=0)
    return case((Transfer.step.in_(MOVING), came - went), else_=0)


def list_statement(case_number: str, limit: int = LIST_MAX * 5) -> Sequence[Transfer]:
    """Return the first transfers of a case in order, without deposits that are still sealed."""
    query = select(Transfer).where(*_shown(case_number, None)).order_by(Transfer.id).limit(limit)
    return db.session.scalars(query).all()


def stream_entries(case_number: str, *, until: datetime | None = None) -> Iterator[EntryRow]:
    """Return the entries of a case for a file, read a thousand at a time, up to fifty thousand."""
    query = _entries(_shown(case_number, until)).limit(FILE_MAX)
    # Rows, not objects: the connection hands them out without the work of the session.
    rows = db.session.connection().execute(query, execution_options={"yield_per": _TOGETHER})
    return map(EntryRow._make, rows)


def _entries(shown: Sequence[ColumnElement[bool]]) -> Select[Any]:
    reversal = aliased(Transfer)
    return (
        select(
            Transfer.id, Transfer.at, Transfer.purpose, Transfer.step, Transfer.debit,
            Transfer.credit, Transfer.amount,
            func.nullif(Transfer.explanation, _NO_EXPLANATION, type_=JSONB),
            Transfer.reverses_id, Transfer.reason, reversal.id, Transfer.key,
        )
        # Said twice, so that the few entries that take one back are read and not the whole book.
        .outerjoin(
            reversal,
            and_(reversal.reverses_id == Transfer.id, reversal.reverses_id.is_not(None)),
        )
        .where(*shown)
        .order_by(Transfer.id)
    )  # fmt: skip


def list_slice(
    case_number: str, *, after: int = 0, until: datetime | None = None, limit: int = LIST_MAX
) -> Slice:
    """Return the entries that follow one, up to a moment, with what stood before them."""
    shown = _shown(case_number, until)
    query = _entries(shown).where(Transfer.id > after).limit(limit + 1)
    found = [EntryRow._make(row) for row in db.session.execute(query)]
    opening = 0
    if after:
        total = select(func.coalesce(func.sum(_moved(case_number)), 0))
        opening = int(db.session.scalar(total.where(*shown, Transfer.id <= after)) or 0)
    return Slice(found[:limit], opening, len(found) > limit)


@dataclass(frozen=True)
class Standing:
    """What came into an account of a case and what went out of it, in fen."""

    account: str
    came_fen: int
    went_fen: int


def list_standings(
    case_number: str, until: datetime | None = None, *, also: Collection[str] = ()
) -> Sequence[Standing]:
    """Return the accounts of a case as they stand now or stood at a moment.

    `also` names accounts outside the case, such as a party's, of which the part counts that the
    case's entries moved.

    The leaves of deposits count together; those still held are left out, since they would
    count the bidders.
    """
    moved = cast(Transfer.amount, BigInteger)
    fen = case((Transfer.step.in_(MOVING), moved), else_=0)
    shown = _shown(case_number, until)
    legs = union_all(
        select(Transfer.credit.label("code"), fen.label("came"), literal(0).label("went")).where(
            *shown
        ),
        select(Transfer.debit, literal(0), fen).where(*shown),
    ).subquery()
    leaves = f"case:{case_number}:deposits"
    account = case((below(legs.c.code, leaves), literal(leaves)), else_=legs.c.code)
    came, went = (cast(func.sum(column), BigInteger) for column in (legs.c.came, legs.c.went))
    query = (
        select(account.label("account"), came, went)
        .where(or_(in_case(legs.c.code, case_number), legs.c.code.in_(also)))
        .group_by("account")
        .order_by("account")
    )
    return [Standing(code, int(into), int(out)) for code, into, out in db.session.execute(query)]


def find_place(case_number: str, before: int, limit: int = LIST_MAX) -> int:
    """Return after which entry the page begins that ends before another."""
    query = (
        select(Transfer.id)
        .where(*_shown(case_number, None), Transfer.id <= before)
        .order_by(Transfer.id.desc())
        .offset(limit)
        .limit(1)
    )
    return db.session.scalar(query) or 0
