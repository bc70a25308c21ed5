"""The book: balanced, never below zero, never changed, the same key once."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from app.kernel.citation import Citation
from app.kernel.clock import clock
from app.kernel.errors import BadAmount, Conflict, Refusal
from app.kernel.money import Money
from app.lawbook import Calculation
from app.lawbook import Step as Line
from app.ledger import chart, checks, facade
from app.ledger.facade import Payer, Purpose, TransferView
from app.ledger.models import PaymentOrder
from app.ledger.services import orders
from app.store import db
from tests.support.money import CASE, WANG, PaperBank, open_order, race

PRICE = Money(1_000_000)
FEE = Calculation(
    {"fee_fen": 4_000},
    (Citation("发改价格〔2009〕2914号", "第4条"),),
    ("P2",),
    (Line("Balance of the appraisal fee", 4_000),),
)


@pytest.fixture
def funds(bank: PaperBank) -> str:
    """The account of a case in which ten thousand yuan stand."""
    bank.pays(open_order("result:1", purpose=Purpose.BALANCE, amount=PRICE))
    return chart.funds(CASE)


def give(funds: str, fen: int, key: str = "fee:1", **changes: object) -> TransferView:
    order = {
        "purpose": Purpose.BALANCE_FEE,
        "debit": funds,
        "credit": chart.agency("A01"),
        "amount": Money(fen),
        "key": key,
        "case_number": CASE,
        "at": clock.now(),
        **changes,
    }
    return facade.post(**order)  # type: ignore[arg-type]


def test_a_posting_carries_its_articles_to_the_statement(funds: str) -> None:
    give(funds, 4_000, explanation=FEE)

    statement = facade.statement(CASE)
    assert statement.transfers[-1].explanation == FEE
    assert {one.code: one.balance.fen for one in statement.accounts} == {funds: 996_000}


def test_the_same_posting_again_is_the_same_transfer(funds: str) -> None:
    first = give(funds, 4_000)

    assert give(funds, 4_000).id == first.id
    assert facade.balance(funds) == Money(996_000)


def test_the_same_key_for_another_posting_is_refused(funds: str) -> None:
    give(funds, 4_000)

    with pytest.raises(Conflict, match="idempotency_mismatch"):
        give(funds, 4_001)


def test_an_account_never_falls_below_zero(funds: str) -> None:
    with pytest.raises(Conflict, match="account_overdrawn"):
        give(funds, PRICE.fen + 1)

    assert facade.balance(funds) == PRICE


def test_eight_postings_at_once_do_not_overdraw(app: Flask, funds: str) -> None:
    works = [lambda key=key: give(funds, 300_000, key=f"fee:{key}") for key in range(8)]

    results = race(app, works)

    assert sum(isinstance(result, TransferView) for result in results) == 3
    assert sum(isinstance(result, Conflict) for result in results) == 5
    assert facade.balance(funds) == Money(100_000)


def test_one_posting_tried_eight_times_at_once_is_booked_once(app: Flask, funds: str) -> None:
    results = race(app, [lambda: give(funds, PRICE.fen)] * 8)

    assert len({result.id for result in results if isinstance(result, TransferView)}) == 1
    assert facade.balance(chart.agency("A01")) == PRICE


@pytest.mark.parametrize(
    "changes",
    [
        {"debit": chart.BANK},
        {"debit": "suspense:S1"},
        {"credit": "outgoing:x"},
        {"debit": f"case:{CASE}:deposits:P1"},
    ],
)
def test_accounts_of_payments_are_not_posted_to(funds: str, changes: dict[str, str]) -> None:
    with pytest.raises(Refusal, match="account_reserved"):
        give(funds, 1, **changes)


def test_nothing_is_posted_for_no_money_or_to_no_account(funds: str) -> None:
    with pytest.raises(BadAmount):
        give(funds, 0)
    with pytest.raises(Refusal, match="unknown_account"):
        give(funds, 1, credit="my pocket")


POSTED = "INSERT INTO ledger_transfer (key, step, purpose, debit, credit, amount_fen, at) VALUES "
ENDED = """
    INSERT INTO ledger_transfer (key, step, purpose, debit, credit, amount_fen, hold_id, at)
    SELECT 'x', 'captured', 'deposit', debit, 'case:1:funds', amount_fen, id, now()
    FROM ledger_transfer LIMIT 1"""


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ledger_transfer SET amount_fen = 1",
        "DELETE FROM ledger_transfer",
        "TRUNCATE ledger_transfer CASCADE",
        "UPDATE ledger_bank_receipt SET fault = NULL",
        f"{POSTED} ('x', 'posted', 'balance', 'bank', 'case:1:funds', 0, now())",
        f"{POSTED} ('x', 'posted', 'balance', 'bank', 'case:1:funds', 1000000000000000, now())",
        f"{POSTED} ('x', 'posted', 'balance', 'bank', 'bank', 1, now())",
        f"{POSTED} ('x', 'captured', 'deposit', 'bank', 'case:1:funds', 1, now())",
        ENDED,
    ],
)
@pytest.mark.usefixtures("funds")
def test_the_database_itself_keeps_the_book(statement: str) -> None:
    with pytest.raises(DatabaseError):
        db.session.execute(text(statement))
    db.session.rollback()


def test_every_invariant_holds_and_a_touched_book_is_found(funds: str) -> None:
    give(funds, 4_000)
    assert [breach for name in checks.QUERIES for breach in checks.breaches_of(name)] == []

    db.session.execute(text("SET LOCAL session_replication_role = replica"))
    db.session.execute(text("DELETE FROM ledger_transfer WHERE key LIKE 'receipt:%'"))

    assert checks.breaches_of("M4")
    assert checks.breaches_of("M7")
    db.session.rollback()


def test_an_order_is_opened_once_per_key(app: Flask, bank: PaperBank) -> None:
    results = race(app, [open_order] * 8)

    assert len({result.no for result in results}) == 1  # type: ignore[attr-defined]
    assert db.session.query(PaymentOrder).count() == 1
    assert bank.asked == []


def test_another_order_for_the_same_thing_is_refused(bank: PaperBank) -> None:
    open_order()

    with pytest.raises(Conflict, match="payment_order_exists"):
        _open(key="another")
    with pytest.raises(Conflict, match="idempotency_mismatch"):
        open_order(amount=Money(1))
    assert bank.asked == []


def test_a_voided_order_is_not_opened_anew_by_a_repeated_wish(bank: PaperBank) -> None:
    first = open_order()
    facade.cancel_order("enrollment:1", at=clock.now())

    with pytest.raises(Conflict, match="payment_order_exists"):
        open_order()
    second = _open(key="anew")

    assert second.no != first.no
    assert db.session.query(PaymentOrder).count() == 2


def test_nobody_is_asked_to_pay_nothing_or_yesterday(bank: PaperBank) -> None:
    with pytest.raises(BadAmount):
        open_order(amount=Money.ZERO)
    with pytest.raises(Refusal, match="due_in_the_past"):
        open_order(due_in=-timedelta(seconds=1))
    with pytest.raises(Refusal, match="purpose_not_payable"):
        open_order(purpose=Purpose.DISTRIBUTION)
    assert bank.asked == []


def _open(key: str, payer: Payer = WANG) -> PaymentOrder:
    at = clock.now()
    return orders.open_payment_order(
        purpose=Purpose.DEPOSIT,
        reference="enrollment:1",
        payer=payer,
        amount=PRICE,
        due_at=at + timedelta(hours=1),
        case_number=CASE,
        key=key,
        actor=facade.SYSTEM,
        at=at,
    )
