"""Read bank statements and their lines."""

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import and_, func, select
from sqlalchemy.orm import aliased

from app.identity import vault
from app.kernel.errors import NotFound
from app.ledger.matching import tokens_of
from app.ledger.models import (
    BankInstruction,
    BankStatement,
    OpenItem,
    StatementFetch,
    StatementLine,
    StatementMatch,
)
from app.ledger.reconciliation_words import ItemState, LineRole, StatementState
from app.store.db import db
from app.store.paging import Page, keyset

#: Values in one list of a query.
IN_MAX = 5_000


def find_statement_of(sha256: str) -> BankStatement | None:
    """Return the statement of a file, or nothing."""
    return db.session.scalar(select(BankStatement).where(BankStatement.sha256 == sha256))


def get_statement(no: str) -> BankStatement:
    """Return the statement of a number; raises NotFound."""
    query = select(BankStatement).where(BankStatement.no == no)
    row: BankStatement | None = db.session.scalar(query)
    if row is None:
        raise NotFound("bank_statement", no)
    return row


def list_statements(after: int | None = None) -> Page:
    """Return statements, the newest first."""
    return keyset(select(BankStatement), column=BankStatement.id, after=after)


def list_received(limit: int = 20) -> Sequence[str]:
    """Return the numbers of statements that wait to be read, oldest first."""
    query = (
        select(BankStatement.no)
        .where(BankStatement.state == StatementState.RECEIVED)
        .order_by(BankStatement.id)
        .limit(limit)
    )
    return db.session.scalars(query).all()


def list_read() -> Sequence[BankStatement]:
    """Return every statement that was read, in the order of its days."""
    query = (
        select(BankStatement)
        .where(BankStatement.state == StatementState.READ)
        .order_by(BankStatement.first_on, BankStatement.last_on, BankStatement.id)
    )
    return db.session.scalars(query).all()


def count_known(prints: Collection[str], *, except_of: int) -> Mapping[str, int]:
    """Count how often each movement was told by other statements."""
    query = (
        select(StatementLine.fingerprint, func.count())
        .where(
            StatementLine.fingerprint.in_(prints),
            StatementLine.role == LineRole.COUNTED,
            StatementLine.statement_id != except_of,
        )
        .group_by(StatementLine.fingerprint)
    )
    return {row[0]: row[1] for row in db.session.execute(query)}


def count_roles(statement_id: int) -> Mapping[LineRole, int]:
    """Count the lines of a statement by their role."""
    query = (
        select(StatementLine.role, func.count())
        .where(StatementLine.statement_id == statement_id)
        .group_by(StatementLine.role)
    )
    return {row[0]: row[1] for row in db.session.execute(query)}


def lines_on_last_day() -> Mapping[int, int]:
    """Count, for every statement, the lines of the day it ends on."""
    query = (
        select(StatementLine.statement_id, func.count())
        .join(BankStatement, BankStatement.id == StatementLine.statement_id)
        .where(StatementLine.day == BankStatement.last_on)
        .group_by(StatementLine.statement_id)
    )
    return {row[0]: row[1] for row in db.session.execute(query)}


def compare_days(row: BankStatement) -> Sequence[tuple[date, int, int, int]]:
    """Return, for each day of a statement: lines others told, and its own repeated and new ones."""
    own = StatementLine.statement_id == row.id
    counted = StatementLine.role == LineRole.COUNTED
    query = (
        select(
            StatementLine.day,
            func.count().filter(and_(counted, ~own)),
            func.count().filter(and_(own, ~counted)),
            func.count().filter(and_(own, counted)),
        )
        .where(StatementLine.day.between(row.first_on, row.last_on))
        .group_by(StatementLine.day)
    )
    return [(found[0], found[1], found[2], found[3]) for found in db.session.execute(query)]


def covered_days() -> set[date]:
    """Return every day of which a statement was read."""
    days: set[date] = set()
    for row in list_read():
        assert row.first_on is not None
        assert row.last_on is not None
        days |= {
            row.first_on + timedelta(days) for days in range((row.last_on - row.first_on).days + 1)
        }
    return days


def first_uncovered(row: BankStatement) -> date | None:
    """Return the first day of a statement of which none was here before, or nothing."""
    assert row.first_on is not None
    assert row.last_on is not None
    known = covered_days()
    days = (row.last_on - row.first_on).days + 1
    told = (row.first_on + timedelta(number) for number in range(days))
    return next((day for day in told if day not in known), None)


def list_unmatched_lines() -> Sequence[StatementLine]:
    """Return counted lines that are no entry yet and whose difference nobody ended."""
    ended = aliased(OpenItem)
    query = (
        select(StatementLine)
        .outerjoin(StatementMatch, StatementMatch.line_id == StatementLine.id)
        .outerjoin(
            ended,
            and_(
                ended.line_id == StatementLine.id,
                ended.state.in_((ItemState.SETTLED, ItemState.RESOLVED)),
            ),
        )
        .where(
            StatementLine.role == LineRole.COUNTED,
            StatementMatch.id.is_(None),
            ended.id.is_(None),
        )
        .order_by(StatementLine.day, StatementLine.id)
    )
    return db.session.scalars(query).all()


def open_party(line: StatementLine) -> tuple[str, str, str, str]:
    """Open name, account and words of the other side, and the sub-account of ours."""
    context = f"{line.statement_id}:{line.position}"
    told: list[str] = json.loads(vault.unseal("ledger.statement_line", line.party_sealed, context))
    return told[0], told[1], told[2], told[3]


def party_of(line: StatementLine) -> tuple[str, str, str]:
    """Open the name, the account and the words of the other side of a line."""
    return open_party(line)[:3]


def list_new_lines(statement_id: int) -> Sequence[StatementLine]:
    """Return the lines that only this statement told, in their order."""
    query = (
        select(StatementLine)
        .where(StatementLine.statement_id == statement_id, StatementLine.role == LineRole.COUNTED)
        .order_by(StatementLine.position)
    )
    return db.session.scalars(query).all()


def reference_of(memo: str) -> str:
    """Return the first word of a memo that is the id of an instruction of ours, or nothing."""
    words = tokens_of(memo)
    query = select(BankInstruction.instruction_id).where(BankInstruction.instruction_id.in_(words))
    found = set(db.session.scalars(query)) if words else set()
    return next((word for word in words if word in found), "")


def get_lines(ids: Collection[int]) -> dict[int, StatementLine]:
    """Return lines by their ids."""
    query = select(StatementLine).where(StatementLine.id.in_(ids))
    return {line.id: line for line in db.session.scalars(query)} if ids else {}


def find_fetch(day: date) -> StatementFetch | None:
    """Return how the daily call for a day's statement stands, or nothing."""
    return db.session.scalar(select(StatementFetch).where(StatementFetch.day == day))


def list_missing(limit: int = 10) -> Sequence[date]:
    """Return days whose statement did not come in time and is still not here, oldest first."""
    query = (
        select(StatementFetch.day)
        .where(StatementFetch.alarmed_at.is_not(None), StatementFetch.statement_id.is_(None))
        .order_by(StatementFetch.day.desc())
        .limit(limit)
    )
    missing = db.session.scalars(query).all()
    known = covered_days() if missing else set()
    return sorted(day for day in missing if day not in known)


def chunks(values: Collection[Any]) -> Sequence[list[Any]]:
    """Cut values into lists that a query takes."""
    whole = list(values)
    return [whole[start : start + IN_MAX] for start in range(0, len(whole), IN_MAX)]
