"""Money ordered out to named accounts: it leaves once, and what comes back stands where it was."""

import json

import pytest
from sqlalchemy import select

from app.kernel.clock import clock
from app.kernel.errors import Conflict
from app.kernel.money import Money
from app.ledger import chart, checks, facade
from app.ledger.facade import Purpose
from app.ledger.models import BankInstruction
from app.ledger.services import outbox
from app.ledger.vocabulary import InstructionKind, InstructionState
from app.store import db
from app.trail.models import TrailEntry
from tests.support.money import CASE, DEPOSIT, PaperBank, open_order

PARTY = chart.party(7)
AMOUNT = Money(10_000_000)


@pytest.fixture
def owed(bank: PaperBank) -> PaperBank:
    """A case whose price is paid, with a part of it owed to a party."""
    bank.pays(open_order("balance:1", purpose=Purpose.BALANCE))
    facade.post(
        purpose=Purpose.DISTRIBUTION,
        debit=chart.funds(CASE),
        credit=PARTY,
        amount=AMOUNT,
        key="share:7",
        case_number=CASE,
        at=clock.now(),
    )
    return bank


def pay_out(**changes: str) -> BankInstruction:
    return outbox.queue_payout(
        instruction_id="payout-1",
        debit=PARTY,
        payee_name="王芳",
        payee_account=changes.get("payee_account", "6217000000000001"),
        payee_bank="中国银行济南分行",
        amount=AMOUNT,
        memo="案款",
        purpose=Purpose.DISTRIBUTION,
        case_number=CASE,
        reference="distribution:1",
        due_at=None,
        at=clock.now(),
    )


def send(bank: PaperBank) -> None:
    outbox.send_due(bank, at=clock.now())


def instruction() -> BankInstruction:
    db.session.rollback()
    return db.session.scalars(
        select(BankInstruction)
        .where(BankInstruction.kind == InstructionKind.PAYOUT)
        .execution_options(populate_existing=True)
    ).one()


def told(kind: str, serial: str, **changes: str) -> bytes:
    content = {
        "kind": kind,
        "serial": serial,
        "instruction_id": "payout-1",
        "amount": str(AMOUNT),
        **changes,
    }
    return json.dumps(content).encode()


def facts(name: str) -> list[dict[str, object]]:
    db.session.rollback()
    rows = db.session.scalars(select(TrailEntry).where(TrailEntry.name == name))
    return [row.payload for row in rows]


def assert_the_book_is_whole() -> None:
    # These payouts were ordered past the desk, so nobody approved them (M10).
    asked = set(checks.QUERIES) - {"M10"}
    assert [breach for name in asked for breach in checks.breaches_of(name)] == []
    db.session.rollback()


def test_a_payout_leaves_once_however_often_it_is_told(owed: PaperBank) -> None:
    pay_out()
    assert facade.balance(chart.OUTGOING) == AMOUNT

    send(owed)
    serial = owed.payouts["payout-1"].serial
    answers = [owed.tell(told("payout", serial)) for _ in range(2)]

    assert [answer.json["outcome"] for answer in answers] == ["repeated", "repeated"]
    assert instruction().state is InstructionState.DONE
    assert facade.balance(chart.OUTGOING) == Money.ZERO
    assert facade.balance(chart.BANK) == Money(DEPOSIT.fen - AMOUNT.fen)
    assert len(facts("ledger.payout.paid")) == 1
    assert_the_book_is_whole()


def test_the_same_payout_again_is_the_same_and_another_is_refused(owed: PaperBank) -> None:
    first = pay_out()

    assert pay_out().id == first.id
    with pytest.raises(Conflict, match="idempotency_mismatch"):
        pay_out(payee_account="6217000000000002")
    assert facade.balance(chart.OUTGOING) == AMOUNT


def test_a_payout_that_comes_back_stands_where_it_was(owed: PaperBank) -> None:
    pay_out()
    send(owed)

    back = told("payout_returned", "B1", reason="account_closed")
    outcomes = [owed.tell(back).json["outcome"] for _ in range(2)]

    assert outcomes == ["returned", "repeated"]
    assert instruction().state is InstructionState.RETURNED
    assert instruction().last_fault == "account_closed"
    assert facade.balance(PARTY) == AMOUNT
    assert facade.balance(chart.BANK) == DEPOSIT
    assert len(facts("ledger.payout.returned")) == 1
    assert_the_book_is_whole()


def test_word_of_the_return_may_overtake_word_of_the_payout(owed: PaperBank) -> None:
    pay_out()

    first = owed.tell(told("payout_returned", "B1", reason="name_differs"))
    then = owed.tell(told("payout", "O1"))

    assert (first.json["outcome"], then.json["outcome"]) == ("returned", "repeated")
    assert facade.balance(PARTY) == AMOUNT
    assert instruction().bank_serial == "O1"
    assert owed.tell(told("payout", "O2")).status_code == 409
    assert_the_book_is_whole()


def test_a_payee_the_bank_refuses_is_not_asked_again(owed: PaperBank) -> None:
    owed.refuses["6217000000000001"] = "account_unknown"
    pay_out()

    send(owed)
    send(owed)

    assert instruction().state is InstructionState.REFUSED
    assert instruction().tries == 1
    assert facade.balance(PARTY) == AMOUNT
    assert facade.balance(chart.BANK) == DEPOSIT
    assert [fact["code"] for fact in facts("ledger.instruction.refused")] == ["account_unknown"]
    assert owed.tell(told("payout", "O1")).status_code == 409
    assert_the_book_is_whole()


def test_no_more_is_paid_out_than_is_owed(owed: PaperBank) -> None:
    pay_out()

    with pytest.raises(Conflict, match="account_overdrawn"):
        outbox.queue_payout(
            instruction_id="payout-2",
            debit=PARTY,
            payee_name="王芳",
            payee_account="1",
            payee_bank="x",
            amount=Money(1),
            memo="x",
            purpose=Purpose.DISTRIBUTION,
            case_number=CASE,
            reference=None,
            due_at=None,
            at=clock.now(),
        )


@pytest.mark.parametrize("change", [{"amount": "1"}, {"instruction_id": "payout-9"}])
def test_word_of_another_payout_is_refused(owed: PaperBank, change: dict[str, str]) -> None:
    pay_out()

    answer = owed.tell(told("payout", "O1", **change))

    assert answer.status_code in {404, 409}
    assert facade.balance(chart.OUTGOING) == AMOUNT
