"""Sum a day of a court's money by kind of account, and name what is still open."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import BigInteger, Select, cast, exists, func, literal, or_, select, union_all
from sqlalchemy.orm import aliased

from app.kernel.calendar import SHANGHAI
from app.kernel.money import Money
from app.ledger import chart
from app.ledger.desk_vocabulary import SuspenseState
from app.ledger.models import (
    BankInstruction,
    BankReceipt,
    FormerDay,
    PaymentOrder,
    SuspenseItem,
    Transfer,
)
from app.ledger.queries.desk import of_court
from app.ledger.vocabulary import MOVING, InstructionState
from app.store.db import db

#: Open items of one day are few; a list longer than this is a fault in itself.
OPEN_MAX = 200
KINDS = (
    "bank",
    "suspense",
    "outgoing",
    "deposits",
    "fees",
    "funds",
    "forfeited",
    "reserved",
    "agency",
    "party",
    "payer",
    "execution_fee",
)


@dataclass(frozen=True)
class KindSum:
    """What came into and went out of the accounts of one kind on one day."""

    kind: str
    came: Money
    went: Money
    entries: int


@dataclass(frozen=True)
class DayItem:
    """Something of a day that is not settled, and who looks after it."""

    #: suspense, returned or difference.
    kind: str
    key: str
    amount: Money | None
    owner: str | None


def bounds_of(day: date) -> tuple[datetime, datetime]:
    """Return the first moment of a day in the courts' zone, and the first one after it."""
    begins = datetime.combine(day, time.min, tzinfo=SHANGHAI)
    return begins, begins + timedelta(days=1)


def kind_of(account: str) -> str:
    """Return the kind of an account of the chart."""
    head, *rest = account.split(":")
    if head == "case":
        return rest[1]
    return "execution_fee" if head == "court" else head


def sum_day(court_id: int | None, day: date) -> list[KindSum]:
    """Sum what a court's accounts of each kind took and gave on a day; of all courts for none.

    A deposit counts on the day its hold ended: until the end of bidding nobody may
    know of it (法释〔2016〕18号 art. 18), and the sum of one lot's deposits would count bidders.
    """
    found: dict[str, list[int]] = {kind: [0, 0, 0] for kind in KINDS}
    for place, is_credit in enumerate((True, False)):
        for row in db.session.execute(_legs(court_id, day, is_credit=is_credit)):
            line = found[kind_of(row[0])]
            line[place] += int(row[1])
            line[2] += row[2]
    return [
        KindSum(kind, Money(came), Money(went), entries)
        for kind, (came, went, entries) in found.items()
        if entries
    ]


def _legs(court_id: int | None, day: date, *, is_credit: bool) -> Select[Any]:
    """Select accounts with what moved in them, on the day it may be known."""
    begins, ends = bounds_of(day)
    column = Transfer.credit if is_credit else Transfer.debit
    returned = aliased(BankReceipt)
    # A deposit that failed came and went by itself and stands in no court's day: art. 18 again.
    failed_deposit = exists(
        select(literal(1)).where(
            Transfer.case_number.is_(None),
            returned.order_id.is_not(None),
            or_(
                Transfer.debit == func.concat("suspense:", returned.serial),
                Transfer.credit == func.concat("suspense:", returned.serial),
                Transfer.debit == func.concat("outgoing:refund-", returned.serial),
            ),
        )
    )
    plain = select(column.label("account"), cast(Transfer.amount, BigInteger).label("fen")).where(
        Transfer.step.in_(MOVING),
        Transfer.at >= begins,
        Transfer.at < ends,
        or_(Transfer.debit != chart.BANK, Transfer.credit.not_like("case:%:deposits:%")),
        ~failed_deposit,
        of_court(Transfer.case_number, court_id),
    )
    end = aliased(Transfer)
    hold = aliased(Transfer)
    later = (
        select(column.label("account"), cast(Transfer.amount, BigInteger).label("fen"))
        .join(hold, hold.debit == Transfer.credit)
        .join(end, end.hold_id == hold.id)
        .where(
            Transfer.debit == chart.BANK,
            Transfer.credit.like("case:%:deposits:%"),
            end.at >= begins,
            end.at < ends,
            of_court(Transfer.case_number, court_id),
        )
    )
    legs = union_all(plain, later).subquery()
    # One line per account keeps the sum in the database; there are as many as accounts moved.
    return select(legs.c.account, func.sum(legs.c.fen), func.count()).group_by(legs.c.account)


def list_former(court_id: int | None, day: date) -> Sequence[FormerDay]:
    """Return how a day was closed before its reconciliation was what closes it, by court."""
    query = select(FormerDay).where(FormerDay.day == day).order_by(FormerDay.court_id)
    if court_id is not None:
        query = query.where(FormerDay.court_id == court_id)
    return db.session.scalars(query).all()


def list_open_items(court_id: int | None, day: date) -> list[DayItem]:
    """Return what of a day and before still waits: money without an order, and what came back."""
    _, ends = bounds_of(day)
    waiting = (
        select(BankReceipt.serial, BankReceipt.amount, SuspenseItem.owner)
        .join(SuspenseItem, SuspenseItem.receipt_id == BankReceipt.id)
        .outerjoin(PaymentOrder, PaymentOrder.id == SuspenseItem.order_id)
        .where(
            BankReceipt.received_at < ends,
            SuspenseItem.state == SuspenseState.WAITING,
            of_court(PaymentOrder.case_number, court_id),
        )
        .order_by(BankReceipt.id)
        .limit(OPEN_MAX)
    )
    items = [DayItem("suspense", row[0], row[1], row[2]) for row in db.session.execute(waiting)]
    return items + _undone(court_id, ends)


def _undone(court_id: int | None, ends: datetime) -> list[DayItem]:
    """Return what the bank refused or sent back and nobody paid anew; its maker looks after it."""
    from app.ledger.models import MoneyProposal
    from app.ledger.queries.payouts import owed_of

    query = (
        select(BankInstruction, MoneyProposal.maker, literal(value=True))
        .outerjoin(MoneyProposal, MoneyProposal.instruction_id == BankInstruction.instruction_id)
        .where(
            BankInstruction.state.in_((InstructionState.REFUSED, InstructionState.RETURNED)),
            BankInstruction.undone_at < ends,
            of_court(BankInstruction.case_number, court_id),
        )
        .order_by(BankInstruction.id)
        .limit(OPEN_MAX)
    )
    items = []
    for row, maker, _ in db.session.execute(query).all():
        source = db.session.scalar(select(Transfer.debit).where(Transfer.key == row.instruction_id))
        if source is not None and owed_of(source, row.case_number).amount:
            items.append(DayItem("returned", row.instruction_id, row.amount, maker))
    return items
