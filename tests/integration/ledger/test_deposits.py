"""A held deposit is given back, captured or forfeited: one of them, once."""

import threading
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select, text
from sqlalchemy.exc import DatabaseError

from app.kernel.clock import clock
from app.kernel.errors import Conflict, IllegalMove, NotFound
from app.kernel.money import Money
from app.ledger import chart, facade, queries
from app.ledger.facade import HoldState
from app.ledger.models import BankInstruction, PaymentOrder, Transfer
from app.ledger.services import deposits, outbox
from app.ledger.vocabulary import InstructionKind, InstructionState, Step
from app.store import db
from tests.support.money import CASE, DEPOSIT, PaperBank, open_order, race

WORKERS = 8
DEPOSITS = 20


def hold_deposits(bank: PaperBank, number: int) -> list[str]:
    """Let that many bidders pay their deposits."""
    references = [f"enrollment:{place}" for place in range(number)]
    for reference in references:
        bank.pays(open_order(reference))
    return references


def count_steps(step: Step) -> int:
    query = select(func.count()).select_from(Transfer).where(Transfer.step == step)
    return db.session.scalar(query) or 0


def count_refunds() -> int:
    query = select(func.count()).select_from(BankInstruction)
    return db.session.scalar(query.where(BankInstruction.kind == InstructionKind.REFUND)) or 0


def release(reference: str, worker: int = 0) -> None:
    deposits.release_deposit(reference, key=f"{worker}:release:{reference}", at=clock.now())


def release_all(references: list[str], worker: int) -> int:
    """Release every deposit; return how many attempts the database turned away."""
    failed = 0
    for reference in references:
        try:
            release(reference, worker)
        except DatabaseError:
            db.session.rollback()
            failed += 1
    return failed


def race_releases(app: Flask, references: list[str]) -> list[object]:
    return race(
        app, [lambda worker=worker: release_all(references, worker) for worker in range(WORKERS)]
    )


def test_mon_01_eight_workers_refund_each_deposit_once(app: Flask, bank: PaperBank) -> None:
    references = hold_deposits(bank, DEPOSITS)

    results = race_releases(app, references)

    assert results == [0] * WORKERS
    assert count_steps(Step.RELEASED) == DEPOSITS
    assert count_refunds() == DEPOSITS
    race(app, [lambda: outbox.send_due(bank, at=clock.now()) for _ in range(3)])
    outbox.send_due(bank, at=clock.now())
    assert len(bank.refunds) == DEPOSITS
    assert facade.balance(chart.BANK) == Money.ZERO


def test_mon_01_without_the_lock_the_table_still_refuses_a_second_end(
    app: Flask, bank: PaperBank, monkeypatch: pytest.MonkeyPatch
) -> None:
    references = hold_deposits(bank, DEPOSITS)
    _without_locks(monkeypatch)

    race_releases(app, references)

    assert count_steps(Step.RELEASED) == DEPOSITS
    assert count_refunds() == DEPOSITS


def test_mon_01_without_lock_and_constraints_deposits_are_refunded_twice(
    app: Flask, bank: PaperBank, monkeypatch: pytest.MonkeyPatch
) -> None:
    references = hold_deposits(bank, DEPOSITS)
    _without_locks(monkeypatch)
    _drop_guards()
    try:
        race_releases(app, references)

        assert count_steps(Step.RELEASED) > DEPOSITS
    finally:
        _restore_guards()


def _without_locks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every worker look before the first one writes: check, then act, with no lock."""
    all_looking = threading.Barrier(WORKERS)

    def look(model: type[PaymentOrder], **key: int) -> PaymentOrder:
        all_looking.wait(timeout=20)
        found = db.session.get(model, key["id"])
        assert found is not None
        return found

    monkeypatch.setattr(deposits, "lock_row", look)
    monkeypatch.setattr("app.ledger.services.posting._lock_accounts", lambda _entries: None)


_GUARDS = {
    "ledger_transfer": ("uq_ledger_transfer_hold_id", "uq_ledger_transfer_key"),
    "ledger_bank_instruction": ("uq_ledger_bank_instruction_instruction_id",),
}


def _drop_guards() -> None:
    db.session.rollback()
    db.session.execute(text("ALTER TABLE ledger_transfer DISABLE TRIGGER ledger_transfer_post"))
    for table, names in _GUARDS.items():
        for name in names:
            db.session.execute(text(f"ALTER TABLE {table} DROP CONSTRAINT {name}"))
    db.session.commit()


def _restore_guards() -> None:
    """Sweep what the unguarded race made, then guard the tables again."""
    db.session.rollback()
    db.session.execute(text("SET session_replication_role = replica"))
    db.session.execute(text("DELETE FROM ledger_bank_instruction"))
    db.session.execute(text("DELETE FROM ledger_transfer"))
    db.session.execute(text("SET session_replication_role = origin"))
    for table, names in _GUARDS.items():
        for name in names:
            column = name.removeprefix(f"uq_{table}_")
            db.session.execute(text(f"ALTER TABLE {table} ADD CONSTRAINT {name} UNIQUE ({column})"))
    db.session.execute(text("ALTER TABLE ledger_transfer ENABLE TRIGGER ledger_transfer_post"))
    db.session.commit()


def test_a_released_deposit_goes_back_within_a_day(bank: PaperBank) -> None:
    hold_deposits(bank, 1)
    before = clock.now()

    release("enrollment:0")

    assert facade.hold_of("enrollment:0") is None
    assert facade.deposit_state("enrollment:0") is HoldState.RELEASED
    refund = facade.find_refund("enrollment:0")
    assert refund is not None
    assert refund.due_at is not None
    assert timedelta(0) <= refund.due_at - before - timedelta(hours=24) < timedelta(minutes=1)
    outbox.send_due(bank, at=clock.now())
    paid = facade.find_refund("enrollment:0")
    assert paid is not None
    assert paid.state is InstructionState.DONE
    assert facade.balance(chart.BANK) == Money.ZERO


def test_releasing_again_changes_nothing(bank: PaperBank) -> None:
    hold_deposits(bank, 1)

    for worker in range(3):
        release("enrollment:0", worker)

    assert count_steps(Step.RELEASED) == 1
    assert count_refunds() == 1


def test_a_winners_deposit_becomes_part_of_the_price(bank: PaperBank) -> None:
    hold_deposits(bank, 1)

    for _ in range(2):
        facade.capture_deposit("enrollment:0", key="capture:1", at=clock.now())

    assert facade.deposit_state("enrollment:0") is HoldState.CAPTURED
    assert facade.balance(chart.funds(CASE)) == DEPOSIT
    assert facade.balance(f"case:{CASE}:deposits") == Money.ZERO


def test_the_deposit_of_a_buyer_in_default_is_kept_apart(bank: PaperBank) -> None:
    hold_deposits(bank, 1)

    facade.forfeit_deposit("enrollment:0", key="forfeit:1", at=clock.now())

    assert facade.balance(chart.forfeited(CASE)) == DEPOSIT
    assert facade.balance(chart.funds(CASE)) == Money.ZERO


def test_a_captured_deposit_is_not_given_back(bank: PaperBank) -> None:
    hold_deposits(bank, 1)
    facade.capture_deposit("enrollment:0", key="capture:1", at=clock.now())

    with pytest.raises(IllegalMove):
        release("enrollment:0")

    assert count_refunds() == 0


def test_a_deposit_that_never_came_cannot_be_given_back(bank: PaperBank) -> None:
    open_order("enrollment:0")

    with pytest.raises(Conflict, match="deposit_not_held"):
        release("enrollment:0")
    with pytest.raises(NotFound):
        release("enrollment:9")
    assert bank.refunds == {}


def test_release_and_capture_at_once_end_a_hold_once(app: Flask, bank: PaperBank) -> None:
    hold_deposits(bank, 1)

    results = race(
        app,
        [
            lambda: release("enrollment:0"),
            lambda: facade.capture_deposit("enrollment:0", key="capture:0", at=clock.now()),
        ],
    )

    refused = [result for result in results if isinstance(result, IllegalMove)]
    assert len(refused) == 1
    assert count_steps(Step.RELEASED) + count_steps(Step.CAPTURED) == 1


def test_one_deposit_never_pays_for_another(bank: PaperBank) -> None:
    hold_deposits(bank, 2)
    order = queries.find_order_of("enrollment:0")
    assert order is not None

    db.session.add(
        Transfer(
            key="theft",
            step=Step.POSTED,
            purpose=order.purpose,
            debit=chart.deposit(CASE, order.no),
            credit=chart.funds(CASE),
            amount=DEPOSIT,
            case_number=CASE,
            at=clock.now(),
        )
    )

    with pytest.raises(DatabaseError, match="never_below_zero"):
        db.session.flush()
    db.session.rollback()
