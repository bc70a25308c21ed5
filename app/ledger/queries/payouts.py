"""Read what is owed to agencies, parties and courts, and money that could not be sent back."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import BigInteger, and_, case, cast, func, literal, or_, select, union_all
from sqlalchemy.sql.elements import ColumnElement

from app.kernel.money import Money
from app.ledger.models import BankInstruction, Transfer
from app.ledger.queries.book import settled_fen
from app.ledger.queries.desk import is_open_here, of_court
from app.ledger.vocabulary import MOVING, InstructionKind, InstructionState
from app.store.db import db

#: Heads of the accounts whose balance is owed to somebody.
OWED_HEADS = ("agency:", "party:", "payer:", "court:")
OWED_MAX = 300


@dataclass(frozen=True)
class Owed:
    """What an account owes in one case."""

    account: str
    case_number: str | None
    amount: Money

    @property
    def subject(self) -> str:
        """How a proposal names it."""
        return f"{self.account}|{self.case_number or ''}"


def _is_owed(column: object) -> ColumnElement[bool]:
    return or_(*(column.like(f"{head}%") for head in OWED_HEADS))  # type: ignore[attr-defined]


def list_owed(court_id: int | None, limit: int = OWED_MAX) -> list[Owed]:
    """Return what is owed, account by account and case by case, the largest first."""
    legs = union_all(
        select(
            Transfer.credit.label("account"),
            Transfer.case_number.label("case_number"),
            cast(Transfer.amount, BigInteger).label("fen"),
        ).where(_is_owed(Transfer.credit), Transfer.step.in_(MOVING)),
        select(Transfer.debit, Transfer.case_number, -cast(Transfer.amount, BigInteger)).where(
            _is_owed(Transfer.debit), Transfer.step.in_(MOVING)
        ),
    ).subquery()
    total = func.sum(legs.c.fen)
    query = (
        select(legs.c.account, legs.c.case_number, total)
        .where(of_court(legs.c.case_number, court_id))
        .group_by(legs.c.account, legs.c.case_number)
        .having(total > 0)
        .order_by(total.desc(), legs.c.account)
        .limit(limit)
    )
    rows = [Owed(row[0], row[1], Money(int(row[2]))) for row in db.session.execute(query)]
    return rows + list_stranded(court_id, limit)


def list_stranded(court_id: int | None, limit: int = OWED_MAX) -> list[Owed]:
    """Return refunds the bank refused for good: their money waits for another account."""
    source = select(Transfer.debit).where(Transfer.key == BankInstruction.instruction_id)
    query = (
        select(source.scalar_subquery(), BankInstruction.case_number)
        .where(
            BankInstruction.kind == InstructionKind.REFUND,
            BankInstruction.state == InstructionState.REFUSED,
            of_court(BankInstruction.case_number, court_id),
        )
        .order_by(BankInstruction.id)
        .limit(limit)
    )
    found = [
        Owed(account, number, Money(settled_fen(account)))
        for account, number in db.session.execute(query).all()
        if settled_fen(account) > 0
    ]
    return list({owed.account: owed for owed in found}.values())


def owed_of(account: str, case_number: str | None) -> Owed:
    """Return what an account owes in a case; zero if nothing."""
    sign = case((Transfer.credit == account, 1), else_=-1)
    total = func.coalesce(func.sum(sign * cast(Transfer.amount, BigInteger)), literal(0))
    number = (
        Transfer.case_number.is_(None) if case_number is None
        else Transfer.case_number == case_number
    )  # fmt: skip
    fen = db.session.scalar(
        select(total).where(
            and_(
                or_(Transfer.credit == account, Transfer.debit == account),
                Transfer.step.in_(MOVING),
                number,
            )
        )
    )
    # A case may owe less than nothing where another case's money was reversed into it.
    return Owed(account, case_number, Money(max(0, int(fen or 0))))


def list_instructions(
    court_id: int | None,
    kinds: Sequence[InstructionKind],
    states: Sequence[InstructionState],
    limit: int = 100,
) -> Sequence[BankInstruction]:
    """Return instructions of some kinds and states, newest first; sealed deposits left out."""
    query = (
        select(BankInstruction)
        .where(
            BankInstruction.kind.in_(kinds),
            BankInstruction.state.in_(states),
            is_open_here(),
            of_court(BankInstruction.case_number, court_id),
        )
        .order_by(BankInstruction.id.desc())
        .limit(limit)
    )
    return db.session.scalars(query).all()
