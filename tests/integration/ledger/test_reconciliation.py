"""From a file to signed days: real services, a real book, statements as the bank writes them."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kernel.actors import Actor
from app.kernel.calendar import end_of_day, start_of_day
from app.kernel.clock import Clock, clock
from app.kernel.errors import Forbidden, Refusal
from app.kernel.permissions import Role
from app.ledger import facade
from app.ledger.bank.port import StatementFile
from app.ledger.facade import Purpose
from app.ledger.models import BankStatement, OpenItem, StatementLine, StatementMatch
from app.ledger.queries import reconciliation as queries
from app.ledger.reconciliation_checks import breaches_of_m12
from app.ledger.reconciliation_words import StatementState
from app.ledger.services import open_items, outbox, statements
from app.ledger.services.statement_fetch import fetch_due
from app.store import blobs, db
from app.trail.models import TrailEntry
from tests.support.bank_days import DAY, FEE, IN, NEXT, NOON, OUT, THIRD, even, hand_in, names, pay
from tests.support.money import WANG, PaperBank, open_order
from tests.support.people import make_person
from tests.support.statements import Line, Paper, write


@pytest.fixture(autouse=True)
def noon() -> Iterator[Clock]:
    """Noon of the first day in Shanghai."""
    with clock.stopped_at(start_of_day(DAY) + NOON) as stopped:
        yield stopped


@pytest.fixture
def clerk(db_session: Session) -> Actor:
    return make_person("finance", Role.FINANCE, court_id=1)


@pytest.fixture
def second(db_session: Session) -> Actor:
    return make_person("lead", Role.FINANCE, court_id=1)


def test_a_day_that_agrees_leaves_nothing_open(bank: PaperBank) -> None:
    lines = [pay(bank, number) for number in range(3)]

    row = hand_in(lines)

    assert (row.state, row.line_count, names()) == (StatementState.READ, 3, [])
    assert db.session.query(StatementMatch).count() == 3
    balance = queries.day_balance(DAY)
    assert (balance.bank, balance.book) == (3 * FEE.fen, 3 * FEE.fen)
    even(DAY)


def test_refunds_are_matched_by_what_the_bank_did(bank: PaperBank) -> None:
    paid = pay(bank, purpose=Purpose.DEPOSIT)
    facade.release_deposit("thing:1", key="release:1", at=clock.now())
    outbox.send_due(bank, at=clock.now())

    row = hand_in([paid, Line(DAY, OUT, FEE.fen, "", "王芳", "6217", "refund-S1")])

    assert (row.state, names()) == (StatementState.READ, [])
    even(DAY)


def test_payouts_and_what_came_back_are_matched(bank: PaperBank) -> None:
    paid = pay(bank)
    case = facade.get_order(paid.memo).case_number
    outbox.queue_payout(
        instruction_id="payout-1",
        debit=f"case:{case}:fees",
        payee_name="甲公司",
        payee_account="6222",
        payee_bank="",
        amount=FEE,
        memo="",
        purpose=Purpose.BASIC_FEE,
        case_number=case,
        reference=None,
        due_at=None,
        at=clock.now(),
    )
    outbox.send_due(bank, at=clock.now())
    out = Line(DAY, OUT, FEE.fen, bank.payouts["payout-1"].serial, "甲公司", "6222", "payout-1")

    hand_in([paid, out])

    assert names() == []
    even(DAY)


def test_the_same_file_twice_is_one_statement(bank: PaperBank) -> None:
    lines = [pay(bank)]

    assert hand_in(lines).id == hand_in(lines).id
    assert db.session.query(BankStatement).count() == 1


def test_overlapping_statements_count_a_line_once(bank: PaperBank, noon: Clock) -> None:
    first = pay(bank, 1)
    noon.advance(timedelta(days=1))
    second = pay(bank, 2)
    hand_in([first])

    row = hand_in([first, second], last=NEXT, form="camt")

    assert (row.state, row.line_count, row.repeated_count) == (StatementState.READ, 2, 1)
    assert names() == []
    even(DAY, NEXT)


def test_a_part_of_a_day_is_completed_by_the_whole(bank: PaperBank) -> None:
    first, second = pay(bank, 1), pay(bank, 2)
    hand_in([first], at=start_of_day(DAY) + NOON)
    assert names() == [("missing_at_bank", "open")]

    row = hand_in([first, second])

    assert row.state is StatementState.READ
    assert names() == [("missing_at_bank", "settled")]
    even(DAY)


def test_a_part_that_comes_after_the_whole_changes_nothing(bank: PaperBank) -> None:
    first, second = pay(bank, 1), pay(bank, 2)
    hand_in([first, second])

    row = hand_in([first])

    assert (row.state, names()) == (StatementState.READ, [])
    hand_in([], first=NEXT, opening=2 * FEE.fen)
    assert names() == []
    even(DAY, NEXT)


def test_a_statement_that_contradicts_an_earlier_one_is_refused(bank: PaperBank) -> None:
    first, second = pay(bank, 1), pay(bank, 2)
    hand_in([first])

    row = hand_in([second])

    assert (row.state, row.failure) == (StatementState.REFUSED, "statement_contradicts")
    assert db.session.query(StatementLine).count() == 1


def test_a_refused_file_is_kept_sealed_as_it_came(bank: PaperBank) -> None:
    pay(bank)
    content = b"nobody's statement"

    row = statements.receive_statement(content=content, filename="../x\\y.csv", at=clock.now())
    state = statements.read_statement(row.no, at=clock.now())

    assert (state, row.filename) == (StatementState.REFUSED, "y.csv")
    assert statements.content_of(row) == content
    assert content not in blobs.path(row.sealed_sha256).read_bytes()


def test_the_same_serial_twice_in_one_file_has_a_name(bank: PaperBank) -> None:
    paid = pay(bank)

    row = hand_in([paid, paid])

    assert row.state is StatementState.READ
    assert names() == [("booked_twice", "open")]
    # The same again in another statement is nothing new.
    hand_in([paid, paid], form="debit-credit")
    assert names() == [("booked_twice", "open")]
    even(DAY)


def test_a_line_whose_notice_comes_later_settles_itself(bank: PaperBank, noon: Clock) -> None:
    order = open_order("late:1", purpose=Purpose.BASIC_FEE, amount=FEE, due_in=timedelta(days=9))
    hand_in([Line(DAY, IN, FEE.fen, "S77", WANG.name, "6217", order.no)])
    assert names() == [("missing_in_book", "open")]
    noon.advance(timedelta(days=1))
    bank.tell(bank.receipt(order.no, amount=FEE, serial="S77"))

    hand_in([], first=NEXT, opening=FEE.fen)

    assert names() == [("missing_in_book", "settled")]
    even(DAY, NEXT)
    assert [item.id for item in queries.list_standing(DAY)] == [1]
    assert queries.list_standing(NEXT) == []


def test_money_around_midnight_is_even_on_the_later_day(bank: PaperBank, noon: Clock) -> None:
    paid = pay(bank)

    hand_in([Line(NEXT, IN, FEE.fen, paid.serial, paid.name, paid.account, paid.memo)], last=NEXT)

    assert names() == [("wrong_day", "settled")]
    even(DAY, NEXT)
    assert queries.day_balance(DAY).difference == -FEE.fen
    assert queries.day_balance(NEXT).difference == 0


def test_days_without_a_statement_are_named(bank: PaperBank, noon: Clock) -> None:
    first = pay(bank, 1)
    noon.advance(timedelta(days=1))
    lost = pay(bank, 2)
    noon.advance(timedelta(days=1))
    third = pay(bank, 3)
    hand_in([first])
    hand_in([third], first=THIRD, opening=2 * FEE.fen)
    assert names() == [("missing_days", "open")]
    even(DAY, THIRD)
    assert not queries.day_balance(NEXT).is_covered

    hand_in([lost], first=NEXT, opening=FEE.fen, at=end_of_day(THIRD) + NOON)

    assert names() == [("missing_days", "settled")]
    even(DAY, NEXT, THIRD)


def test_a_balance_that_moves_without_a_line_is_named(bank: PaperBank, noon: Clock) -> None:
    hand_in([pay(bank)])

    hand_in([], first=NEXT, opening=FEE.fen - 5)

    item = db.session.scalars(select(OpenItem)).one()
    assert (item.kind.value, item.effect_fen) == ("balance_jump", -5)
    even(DAY, NEXT)


def test_a_book_that_is_older_than_the_first_statement_is_named(
    bank: PaperBank, noon: Clock
) -> None:
    pay(bank)
    noon.advance(timedelta(days=1))

    hand_in([], first=NEXT, opening=FEE.fen + 7)

    item = db.session.scalars(select(OpenItem)).one()
    assert (item.kind.value, item.effect_fen) == ("opening_differs", 7)
    even(NEXT)


def test_a_deposit_stays_sealed_until_its_bidding_has_ended(
    bank: PaperBank, clerk: Actor, noon: Clock
) -> None:
    order = open_order("bid:1", amount=FEE, due_in=timedelta(days=3))
    hand_in([Line(DAY, IN, FEE.fen, "S9", WANG.name, "6217", order.no)])
    item = db.session.scalars(select(OpenItem)).one()
    assert queries.list_sealed([item], clock.now()) == {item.id}
    assert not queries.may_count(clock.now())
    with pytest.raises(Forbidden, match="item_sealed"):
        open_items.open_party(item.id, actor=clerk, at=clock.now())

    noon.advance(timedelta(days=4))

    assert queries.list_sealed([item], clock.now()) == set()
    assert queries.may_count(clock.now())
    party = open_items.open_party(item.id, actor=clerk, at=clock.now())
    assert party == (WANG.name, "6217", order.no)
    told = db.session.scalars(select(TrailEntry).where(TrailEntry.name == "ledger.party.opened"))
    assert [entry.actor for entry in told] == ["finance"]


def test_the_statement_of_yesterday_is_fetched_once(bank: PaperBank, noon: Clock) -> None:
    paid = pay(bank)
    noon.advance(timedelta(days=1) - NOON + timedelta(hours=5, minutes=59))
    content = write(Paper(0, [paid], DAY, DAY), "plain")
    bank.statements[DAY] = StatementFile("day.csv", content)
    assert not fetch_due(bank, at=clock.now()), "nobody asks before six"

    noon.advance(timedelta(minutes=2))
    assert fetch_due(bank, at=clock.now())
    assert not fetch_due(bank, at=clock.now())

    assert statements.read_received(at=clock.now()) == 1
    assert names() == []
    even(DAY)


def test_a_statement_that_does_not_come_is_told_once(bank: PaperBank, noon: Clock) -> None:
    noon.advance(timedelta(days=1) - NOON + timedelta(hours=9))
    assert not fetch_due(bank, at=clock.now())
    noon.advance(timedelta(hours=1))

    for _ in range(3):
        assert not fetch_due(bank, at=clock.now())

    told = db.session.scalars(
        select(TrailEntry).where(TrailEntry.name == "ledger.statement.missing")
    )
    assert [entry.payload["day"] for entry in told] == [DAY.isoformat()]


def test_lines_of_a_silent_bank_are_its_word(
    app: Flask, bank: PaperBank, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "BANK", "files")
    order = open_order("silent:1", purpose=Purpose.BASIC_FEE, amount=FEE, due_in=timedelta(days=9))
    stranger = Line(DAY, OUT, 100, "F2", "陌生人", "6200", "还款")

    hand_in([Line(DAY, IN, FEE.fen, "F1", WANG.name, "6217", order.no), stranger])

    assert facade.get_order(order.no).confirmed_at is not None
    assert ("missing_in_book", "open") in names()
    assert queries.day_balance(NEXT).difference == -100
    assert breaches_of_m12() == []


def test_nothing_is_taken_without_an_account_number(
    app: Flask, bank: PaperBank, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setitem(app.config, "BANK_ACCOUNT", "")

    with pytest.raises(Refusal, match="statement_account_unset"):
        statements.receive_statement(content=b"x", filename="x", at=clock.now())
