"""Days of the court's account in tests: people pay, the bank tells of it, the statement is read."""

from datetime import date, datetime, timedelta

from sqlalchemy import select

from app.kernel.calendar import end_of_day, local_date
from app.kernel.clock import clock
from app.kernel.money import Money
from app.ledger.facade import Purpose
from app.ledger.models import BankStatement, OpenItem
from app.ledger.queries import reconciliation as queries
from app.ledger.reconciliation_checks import breaches_of_m12
from app.ledger.reconciliation_words import Direction
from app.ledger.services import statements
from app.store import db
from tests.support.money import WANG, PaperBank, open_order
from tests.support.statements import Line, Paper, write

DAY = date(2026, 11, 2)
NEXT, THIRD = DAY + timedelta(1), DAY + timedelta(2)
NOON = timedelta(hours=12)
FEE = Money(300_000)
IN, OUT = Direction.IN, Direction.OUT


def pay(bank: PaperBank, number: int = 1, *, purpose: Purpose = Purpose.BASIC_FEE) -> Line:
    """Have somebody pay an order, and return the line the bank will show."""
    order = open_order(f"thing:{number}", purpose=purpose, amount=FEE, due_in=timedelta(days=9))
    assert bank.pays(order).status_code == 200
    serial = f"S{bank.serial}"
    return Line(
        local_date(clock.now()), IN, FEE.fen, serial, WANG.name, "6217000011112222", order.no
    )


def hand_in(
    lines: list[Line],
    *,
    first: date = DAY,
    last: date | None = None,
    opening: int = 0,
    form: str = "plain",
    at: datetime | None = None,
) -> BankStatement:
    """Hand a statement in the morning after its last day, and read it."""
    last = last or first
    at = at or end_of_day(last) + timedelta(hours=8)
    content = write(Paper(opening, lines, first, last), form)
    row = statements.receive_statement(content=content, filename="bank.csv", at=at)
    statements.read_statement(row.no, at=at)
    db.session.expire_all()
    return row


def names() -> list[tuple[str, str]]:
    """Return every difference with its state."""
    items = db.session.scalars(select(OpenItem).order_by(OpenItem.id))
    return [(item.kind.value, item.state.value) for item in items]


def even(*days: date) -> None:
    assert [queries.day_balance(day).is_even for day in days] == [True] * len(days)
    assert breaches_of_m12() == []
