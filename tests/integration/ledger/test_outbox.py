"""Instructions reach the bank once in effect, whatever breaks between book and bank."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.kernel.clock import clock
from app.kernel.money import Money
from app.ledger import chart, facade
from app.ledger.models import BankInstruction
from app.ledger.services import outbox, suspense
from app.ledger.vocabulary import InstructionKind, InstructionState
from app.store import db, unit_of_work
from tests.support.money import PaperBank, open_order


def instruction(kind: InstructionKind = InstructionKind.REFUND) -> BankInstruction:
    db.session.rollback()
    return db.session.scalars(
        select(BankInstruction)
        .where(BankInstruction.kind == kind)
        .execution_options(populate_existing=True)
    ).one()


def let_the_pause_pass() -> None:
    with unit_of_work():
        for row in db.session.scalars(select(BankInstruction)):
            row.next_at = clock.real_now()


@pytest.fixture
def foreign_money(bank: PaperBank) -> PaperBank:
    """A bank that has told of money without an order, which nobody placed in time."""
    bank.tell(bank.receipt("PNOBODYKNOWS", amount=Money(5), serial="S1"))
    suspense.return_overdue(clock.now() + timedelta(days=6))
    return bank


def test_an_order_is_registered_before_its_pay_link_works(bank: PaperBank) -> None:
    order = open_order()
    assert not order.is_registered

    outbox.send_due(bank, at=clock.now())

    found = facade.find_order("enrollment:1")
    assert found is not None
    assert found.is_registered
    assert bank.asked == [order.no]


def test_a_silent_bank_is_asked_again_later_and_later(foreign_money: PaperBank) -> None:
    bank = foreign_money
    bank.is_away = True
    pauses = []
    for _ in range(4):
        before = clock.real_now()
        outbox.send_due(bank, at=clock.now())
        pauses.append((instruction().next_at - before).total_seconds())
        let_the_pause_pass()

    assert [round(pause) for pause in pauses] == [2, 4, 8, 16]
    assert instruction().last_fault == "ConnectionError"
    bank.is_away = False
    outbox.send_due(bank, at=clock.now())
    assert instruction().state is InstructionState.DONE


def test_the_pause_has_a_limit() -> None:
    assert outbox.pause_after(0) == timedelta(seconds=2)
    assert outbox.pause_after(1_000) == timedelta(minutes=10)


def test_an_answer_that_is_lost_pays_once(foreign_money: PaperBank) -> None:
    bank = foreign_money
    bank.loses_answers = True
    outbox.send_due(bank, at=clock.now())
    bank.loses_answers = False
    let_the_pause_pass()

    outbox.send_due(bank, at=clock.now())

    assert bank.asked == ["refund-S1", "refund-S1"]
    assert len(bank.refunds) == 1
    assert facade.balance(chart.BANK) == Money.ZERO
    assert facade.balance(chart.OUTGOING) == Money.ZERO


def test_a_process_killed_after_the_bank_paid_books_it_once_afterwards(
    foreign_money: PaperBank, monkeypatch: pytest.MonkeyPatch
) -> None:
    bank = foreign_money

    def die(*_args: object, **_named: object) -> None:
        raise SystemExit

    with monkeypatch.context() as broken:
        broken.setattr(outbox, "settle_refund", die)
        with pytest.raises(SystemExit):
            outbox.send_due(bank, at=clock.now())
    assert instruction().state is InstructionState.QUEUED
    assert outbox.send_due(bank, at=clock.now()) == 0
    let_the_pause_pass()

    outbox.send_due(bank, at=clock.now())

    assert len(bank.refunds) == 1
    assert instruction().state is InstructionState.DONE
    assert facade.balance(chart.BANK) == Money.ZERO


def test_a_process_killed_before_the_wire_loses_nothing(foreign_money: PaperBank) -> None:
    bank = foreign_money
    assert outbox._take_one() is not None
    assert bank.asked == []
    let_the_pause_pass()

    outbox.send_due(bank, at=clock.now())

    assert instruction().state is InstructionState.DONE
