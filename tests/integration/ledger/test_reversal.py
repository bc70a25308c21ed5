"""A mistake is taken back by one new entry that names it; nothing is ever changed (M14)."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

from app.kernel.actors import SYSTEM
from app.kernel.clock import clock
from app.kernel.errors import Conflict, NotFound, Refusal
from app.kernel.money import Money
from app.ledger import chart, checks, facade, queries
from app.ledger.case_statements import case_page
from app.ledger.facade import Purpose
from app.ledger.models import Transfer
from app.ledger.services import suspense
from app.ledger.services.reversal import reverse
from app.store import db
from app.trail.models import TrailEntry
from tests.support.money import CASE, PaperBank, open_order, race

PRICE = Money(1_000_000)
WRONG = Money(4_000)
WHY = "误付给甲机构，应付乙机构"


@pytest.fixture
def funds(bank: PaperBank) -> str:
    """The account of a case that has just paid the wrong agency."""
    bank.pays(open_order("result:1", purpose=Purpose.BALANCE, amount=PRICE))
    pay("fee:1", chart.agency("A01"))
    return chart.funds(CASE)


def pay(key: str, payee: str, amount: Money = WRONG, source: str = chart.funds(CASE)) -> None:
    facade.post(
        purpose=Purpose.BALANCE_FEE, debit=source, credit=payee, amount=amount, key=key,
        case_number=CASE, at=clock.now(), reference="assignment:1",
    )  # fmt: skip


def take_back(transfer: str = "fee:1", key: str = "back:1", reason: str = WHY) -> Transfer:
    return reverse(transfer, reason=reason, key=key, actor=SYSTEM, at=clock.now())


def test_the_money_is_back_and_both_entries_stand(funds: str) -> None:
    wrong = queries.find_transfer("fee:1")
    assert wrong is not None

    made = take_back()

    assert (made.debit, made.credit, made.amount) == (wrong.credit, wrong.debit, wrong.amount)
    assert (made.reverses_id, made.reason, made.purpose) == (wrong.id, WHY, wrong.purpose)
    assert facade.balance(funds) == PRICE
    assert facade.balance(chart.agency("A01")) == Money.ZERO
    assert [one for name in checks.QUERIES for one in checks.breaches_of(name)] == []
    fact = db.session.scalars(
        select(TrailEntry).where(TrailEntry.name == "ledger.transfer.reversed")
    ).one()
    assert fact.payload == {
        "key": "back:1", "reverses": "fee:1", "purpose": "balance_fee",
        "debit": chart.agency("A01"), "credit": funds, "amount": "4000",
        "reason": WHY, "case_number": CASE,
    }  # fmt: skip


def test_the_statement_links_the_two(funds: str) -> None:
    made = take_back()

    wrong, back = case_page(CASE).lines[-2:]

    assert (wrong.taken_back_by, back.takes_back, back.reason) == (made.id, wrong.no, WHY)
    assert (wrong.balance_fen, back.balance_fen) == (PRICE.fen - WRONG.fen, PRICE.fen)
    assert back.explanation.policies == ("P35",)
    assert [step.note for step in back.explanation.steps] == [str(wrong.no), WHY]


def test_the_same_reversal_again_is_the_same_entry(funds: str) -> None:
    first = take_back()

    assert take_back().id == first.id
    assert facade.balance(funds) == PRICE


def test_an_entry_is_taken_back_once(funds: str) -> None:
    take_back()

    with pytest.raises(Conflict, match="transfer_reversed"):
        take_back(key="back:2")
    assert facade.balance(funds) == PRICE


def test_eight_people_take_one_entry_back_once(app: Flask, funds: str) -> None:
    results = race(app, [lambda key=f"back:{place}": take_back(key=key) for place in range(8)])

    assert sum(isinstance(result, Transfer) for result in results) == 1
    assert sum(isinstance(result, Conflict) for result in results) == 7
    assert facade.balance(funds) == PRICE


def test_a_reversal_is_not_taken_back(funds: str) -> None:
    take_back()

    with pytest.raises(Conflict, match="reversal_not_reversible"):
        take_back("back:1", "back:back")


def test_money_that_is_spent_is_not_taken_back(funds: str) -> None:
    pay("on", chart.party(1), Money(1), chart.agency("A01"))

    with pytest.raises(Conflict, match="account_overdrawn"):
        take_back()
    assert facade.balance(funds) == Money(PRICE.fen - WRONG.fen)


def test_what_the_bank_moved_is_not_taken_back(bank: PaperBank, funds: str) -> None:
    bank.tell(bank.receipt("PNOBODYKNOWS", amount=Money(5), serial="LOST"))
    suspense.return_overdue(clock.now() + timedelta(days=6))
    receipt = db.session.scalars(select(Transfer).where(Transfer.key.like("receipt:%"))).one()

    for key in (receipt.key, "suspense:LOST", "refund-LOST"):
        with pytest.raises(Conflict, match="bank_not_reversible"):
            take_back(key)


def test_a_deposit_is_not_taken_back_by_reversal(bank: PaperBank) -> None:
    order = open_order()
    bank.pays(order)
    facade.capture_deposit("enrollment:1", key="capture", at=clock.now())

    for key in (queries.hold_key(order.no), "capture"):
        with pytest.raises(Conflict, match="hold_not_reversible"):
            take_back(key)


@pytest.mark.parametrize("reason", ["", "  ", "错", "错" * 501])
def test_a_reversal_says_why(funds: str, reason: str) -> None:
    with pytest.raises(Refusal, match="reason_missing"):
        take_back(reason=reason)


def test_an_entry_that_is_not_there_is_not_taken_back(funds: str) -> None:
    with pytest.raises(NotFound):
        take_back("no such entry")


@pytest.mark.parametrize(
    "changes",
    [
        {"amount_fen": "amount_fen - 1"},
        {"credit": "'party:9'"},
        {"reason": "NULL"},
        {"reverses_id": "NULL"},
        {"debit": "'bank'"},
    ],
)
def test_the_database_takes_only_the_mirror_of_an_entry(
    funds: str, changes: dict[str, str]
) -> None:
    columns = {
        "key": "'x'", "step": "'posted'", "purpose": "purpose", "debit": "credit",
        "credit": "debit", "amount_fen": "amount_fen", "reverses_id": "id", "reason": "'why'",
        "at": "now()", **changes,
    }  # fmt: skip
    statement = (
        f"INSERT INTO ledger_transfer ({', '.join(columns)}) "  # noqa: S608 - our own words
        f"SELECT {', '.join(columns.values())} FROM ledger_transfer WHERE key = 'fee:1'"
    )

    with pytest.raises(DatabaseError):
        db.session.execute(text(statement))
    db.session.rollback()
