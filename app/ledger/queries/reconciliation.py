"""Read the reconciliation: the equation of a day, its open items, its signatures."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    and_,
    case,
    cast,
    exists,
    func,
    literal,
    or_,
    select,
)
from sqlalchemy.orm import aliased

from app.kernel.errors import NotFound
from app.ledger.models import (
    BankStatement,
    OpenItem,
    PaymentOrder,
    ReconciledDay,
    StatementLine,
    StatementMatch,
    Transfer,
)
from app.ledger.queries.entries import book_fen_at
from app.ledger.queries.statements import list_read
from app.ledger.reconciliation_words import (
    UNSETTLED,
    DayState,
    Difference,
    Direction,
    ItemState,
    LineRole,
)
from app.ledger.vocabulary import Purpose, Step
from app.store.db import db

#: Open items of one page; a day with more is not reconciled by reading.
ITEMS_MAX = 2_000


@dataclass(frozen=True)
class DayBalance:
    """The equation of a day: bank less book is the sum of what has a name. Fen, signed."""

    day: date
    bank: int
    book: int
    named: int
    #: Whether a statement of the day is here; without one nothing is claimed.
    is_covered: bool

    @property
    def difference(self) -> int:
        """Fen by which the bank's balance lies above the book's."""
        return self.bank - self.book

    @property
    def is_even(self) -> bool:
        """Say whether every fen between bank and book has a name."""
        return self.is_covered and self.difference == self.named


def get_item(item_id: int) -> OpenItem:
    """Return an open item; raises NotFound."""
    row = db.session.get(OpenItem, item_id)
    if row is None:
        raise NotFound("open_item", item_id)
    return row


def _stands_at(day: date) -> ColumnElement[bool]:
    return and_(OpenItem.day <= day, or_(OpenItem.ended_on.is_(None), OpenItem.ended_on > day))


def list_standing(day: date, limit: int = ITEMS_MAX) -> Sequence[OpenItem]:
    """Return what stood between bank and book at the end of a day, oldest first."""
    query = select(OpenItem).where(_stands_at(day)).order_by(OpenItem.day, OpenItem.id)
    return db.session.scalars(query.limit(limit)).all()


def open_items_of(day: date, limit: int = ITEMS_MAX) -> Sequence[OpenItem]:
    """Return what stood at the end of a day and still waits for somebody, oldest first."""
    query = (
        select(OpenItem)
        .where(OpenItem.day <= day, OpenItem.state.in_(UNSETTLED))
        .order_by(OpenItem.day, OpenItem.id)
    )
    return db.session.scalars(query.limit(limit)).all()


def list_unsettled() -> Sequence[OpenItem]:
    """Return every item that still waits for somebody."""
    return db.session.scalars(select(OpenItem).where(OpenItem.state.in_(UNSETTLED))).all()


def known_subjects(subjects: Collection[str]) -> set[str]:
    """Return which differences have been named before."""
    query = select(OpenItem.subject).where(OpenItem.subject.in_(subjects))
    return set(db.session.scalars(query)) if subjects else set()


def items_of_statement(statement_id: int, limit: int = ITEMS_MAX) -> Sequence[OpenItem]:
    """Return the differences that the lines of one statement have, and its gap before it."""
    lines = select(StatementLine.id).where(StatementLine.statement_id == statement_id)
    query = (
        select(OpenItem)
        .where(or_(OpenItem.statement_id == statement_id, OpenItem.line_id.in_(lines)))
        .order_by(OpenItem.day, OpenItem.id)
    )
    return db.session.scalars(query.limit(limit)).all()


def day_balance(day: date) -> DayBalance:
    """Return the equation at the end of a Shanghai day."""
    read = list_read()
    first = read[0] if read else None
    is_covered = any(_covers(row, day) for row in read)
    bank = 0
    if first is not None:
        assert first.opening is not None
        bank = first.opening.fen + _lines_fen(day) + _jumps_fen(day)
    named = select(func.coalesce(func.sum(OpenItem.effect_fen), 0)).where(_stands_at(day))
    return DayBalance(day, bank, book_fen_at(day), int(db.session.scalar(named) or 0), is_covered)


def _covers(row: BankStatement, day: date) -> bool:
    assert row.first_on is not None
    assert row.last_on is not None
    return row.first_on <= day <= row.last_on


def _lines_fen(day: date) -> int:
    fen = cast(StatementLine.amount, BigInteger)
    signed = case((StatementLine.direction == Direction.IN, fen), else_=-fen)
    query = select(func.coalesce(func.sum(signed), 0)).where(
        StatementLine.role == LineRole.COUNTED, StatementLine.day <= day
    )
    return int(db.session.scalar(query) or 0)


def _jumps_fen(day: date) -> int:
    """Return what the bank's balance moved without a line that we have, up to a day."""
    query = select(func.coalesce(func.sum(OpenItem.jump_fen), 0)).where(
        OpenItem.kind.in_((Difference.MISSING_DAYS, Difference.BALANCE_JUMP)),
        OpenItem.state != ItemState.SETTLED,
        OpenItem.day <= day,
    )
    return int(db.session.scalar(query) or 0)


def list_sealed(items: Sequence[OpenItem], at: datetime) -> set[int]:
    """Return the ids of items that may tell of a bidder: their bidding may still run.

    法释〔2016〕18号 art. 18: a deposit is secret until the end. The order of a deposit is due at
    the end of the bidding, and a deposit that is held was paid for one that is not over.
    """
    orders = {item.order_id for item in items if item.order_id is not None}
    if not orders:
        return set()
    query = select(PaymentOrder.id).where(PaymentOrder.id.in_(orders), is_secret(at))
    secret = set(db.session.scalars(query))
    return {item.id for item in items if item.order_id in secret}


def is_secret(at: datetime) -> ColumnElement[bool]:
    """Match orders of deposits whose bidding may still run."""
    hold, end = aliased(Transfer), aliased(Transfer)
    ended = exists(select(literal(1)).where(end.hold_id == hold.id))
    held = exists(
        select(literal(1))
        .where(hold.key == func.concat("hold:", PaymentOrder.no), hold.step == Step.HELD, ~ended)
        .correlate(PaymentOrder)
    )
    return and_(PaymentOrder.purpose == Purpose.DEPOSIT, or_(PaymentOrder.due_at > at, held))


def may_count(at: datetime) -> bool:
    """Say whether the lines of a statement may be counted on a page (P43).

    Not while the bidding of any deposit may still run, paid or not: so that neither the number of
    lines nor a change of it tells how many paid (法释〔2016〕18号 art. 18).
    """
    query = select(literal(1)).where(is_secret(at)).limit(1)
    return db.session.scalar(query) is None


def find_day(day: date) -> ReconciledDay | None:
    """Return how the sign-off of a day stands, or nothing while nobody began."""
    return db.session.scalar(select(ReconciledDay).where(ReconciledDay.day == day))


def list_days(days: Collection[date]) -> dict[date, ReconciledDay]:
    """Return the sign-offs of some days."""
    query = select(ReconciledDay).where(ReconciledDay.day.in_(days))
    return {row.day: row for row in db.session.scalars(query)} if days else {}


def list_days_from(day: date) -> Sequence[ReconciledDay]:
    """Return days from one on that were proposed or signed."""
    query = (
        select(ReconciledDay)
        .where(ReconciledDay.day >= day, ReconciledDay.state != DayState.OPEN)
        .order_by(ReconciledDay.day)
    )
    return db.session.scalars(query).all()


def count_waiting() -> tuple[int, int]:
    """Count open items, and those of them that nobody looks after."""
    query = select(func.count(), func.count().filter(OpenItem.owner.is_(None))).where(
        OpenItem.state.in_(UNSETTLED)
    )
    row: Any = db.session.execute(query).one()
    return row[0], row[1]


def count_owned(owner: str) -> int:
    """Count the open items a person looks after."""
    query = select(func.count()).where(OpenItem.state.in_(UNSETTLED), OpenItem.owner == owner)
    return int(db.session.scalar(query) or 0)


def list_proposed(limit: int = 20) -> Sequence[ReconciledDay]:
    """Return days that wait for a second person, oldest first."""
    query = (
        select(ReconciledDay)
        .where(ReconciledDay.state == DayState.PROPOSED)
        .order_by(ReconciledDay.day)
        .limit(limit)
    )
    return db.session.scalars(query).all()


def find_match_of(transfer_id: int) -> StatementMatch | None:
    """Return the line an entry is, or nothing."""
    query = select(StatementMatch).where(StatementMatch.transfer_id == transfer_id)
    return db.session.scalar(query)


def find_resolved_by(transfer_id: int) -> OpenItem | None:
    """Return the item an entry evened out, or nothing."""
    query = select(OpenItem).where(OpenItem.resolving_transfer_id == transfer_id)
    return db.session.scalar(query)


def find_item_of_transfer(transfer_id: int) -> OpenItem | None:
    """Return the item that says an entry is missing at the bank, or nothing."""
    query = select(OpenItem).where(
        OpenItem.transfer_id == transfer_id, OpenItem.kind == Difference.MISSING_AT_BANK
    )
    return db.session.scalar(query)


def get_transfers(ids: Collection[int]) -> dict[int, Transfer]:
    """Return transfers by their ids."""
    query = select(Transfer).where(Transfer.id.in_(ids))
    return {row.id: row for row in db.session.scalars(query)} if ids else {}


def count_by_day(days: Collection[date]) -> dict[date, tuple[int, int]]:
    """Count, for some days, the items that begin on them and wait, and those without an owner."""
    query = (
        select(OpenItem.day, func.count(), func.count().filter(OpenItem.owner.is_(None)))
        .where(OpenItem.state.in_(UNSETTLED), OpenItem.day.in_(days))
        .group_by(OpenItem.day)
    )
    return {row[0]: (row[1], row[2]) for row in db.session.execute(query)} if days else {}


def list_opposites(item: OpenItem, limit: int = 50) -> Sequence[OpenItem]:
    """Return open items that even an item out exactly."""
    query = (
        select(OpenItem)
        .where(
            OpenItem.state.in_(UNSETTLED),
            OpenItem.effect_fen == -item.effect_fen,
            OpenItem.effect_fen != 0,
            OpenItem.id != item.id,
        )
        .order_by(OpenItem.day, OpenItem.id)
        .limit(limit)
    )
    return db.session.scalars(query).all()
