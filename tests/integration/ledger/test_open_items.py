"""Open items: an owner, an end that money makes, and days that two people sign off."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.kernel.actors import Actor
from app.kernel.calendar import start_of_day
from app.kernel.clock import Clock, clock
from app.kernel.errors import Conflict, Forbidden, IllegalMove, Refusal
from app.kernel.permissions import Role
from app.ledger.facade import Purpose
from app.ledger.models import OpenItem
from app.ledger.queries import reconciliation as queries
from app.ledger.reconciliation_words import DayState, ItemState, Nature
from app.ledger.services import day_signing, open_items
from app.store import db
from app.trail.models import TrailEntry
from tests.support.bank_days import DAY, FEE, IN, NEXT, NOON, OUT, even, hand_in, names, pay
from tests.support.money import PaperBank, open_order
from tests.support.people import make_person
from tests.support.statements import Line


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


def test_each_item_gets_an_owner_and_an_end_that_money_makes(
    bank: PaperBank, clerk: Actor, noon: Clock
) -> None:
    hand_in(
        [
            Line(DAY, OUT, 500, "B1", "", "", "", Nature.FEE),
            Line(DAY, IN, 500, "B2", "陌生人", "6200", "还款"),
        ],
        opening=500,
    )
    noon.advance(timedelta(days=1))
    assert names() == [
        ("bank_fee", "open"), ("unknown_payer", "open"), ("opening_differs", "open"),
    ]  # fmt: skip
    fee, stranger = 1, 2
    given = {"actor": clerk, "at": clock.now()}

    with pytest.raises(Refusal, match="needs_money"):
        open_items.resolve_item(fee, note="the bank says sorry", **given)
    with pytest.raises(Refusal, match="owner_unknown"):
        open_items.assign_item(fee, owner="nobody", **given)
    open_items.assign_item(fee, owner="finance", **given)
    open_items.note_item(fee, note="asked the bank", **given)
    open_items.resolve_item(fee, note="given back", opposite_id=stranger, reference="函1", **given)

    items = {item.id: item for item in db.session.scalars(select(OpenItem))}
    assert items[fee].state is items[stranger].state is ItemState.RESOLVED
    assert (items[fee].owner, items[fee].reference) == ("finance", "函1")
    even(DAY)
    with pytest.raises(IllegalMove):
        open_items.resolve_item(fee, note="again", **given)
    told = db.session.scalars(select(TrailEntry.name).where(TrailEntry.name.like("ledger.diff%")))
    assert "ledger.difference.resolved" in set(told)


def test_an_entry_of_the_book_ends_a_difference_once(
    bank: PaperBank, clerk: Actor, noon: Clock
) -> None:
    hand_in([Line(DAY, IN, FEE.fen, "B2", "陌生人", "6200", "还款")])
    noon.advance(timedelta(days=1))
    order = open_order("found:1", purpose=Purpose.BASIC_FEE, amount=FEE, due_in=timedelta(days=9))
    bank.tell(bank.receipt(order.no, amount=FEE, serial="OTHER"))
    given = {"note": "found", "actor": clerk, "at": clock.now()}
    with pytest.raises(Refusal, match="not_found"):
        open_items.resolve_item(1, transfer_key="receipt:NONE", **given)

    open_items.resolve_item(1, transfer_key="receipt:OTHER", **given)

    assert names() == [("unknown_payer", "resolved")]
    hand_in([], first=NEXT, opening=FEE.fen)
    assert names() == [("unknown_payer", "resolved")]
    even(DAY, NEXT)


def test_two_people_sign_a_day(bank: PaperBank, clerk: Actor, second: Actor, noon: Clock) -> None:
    hand_in([pay(bank)])
    with pytest.raises(Refusal, match="bank_day_not_over"):
        day_signing.propose_day(DAY, actor=clerk, at=clock.now())
    noon.advance(timedelta(days=1))
    with pytest.raises(Refusal, match="day_not_covered"):
        day_signing.propose_day(DAY - timedelta(1), actor=clerk, at=clock.now())

    day_signing.propose_day(DAY, actor=clerk, at=clock.now())
    with pytest.raises(Forbidden, match="same_person"):
        day_signing.sign_day(DAY, actor=clerk, at=clock.now())
    inspector = make_person("inspector", Role.INSPECTOR)
    with pytest.raises(Forbidden):
        day_signing.sign_day(DAY, actor=inspector, at=clock.now())
    row = day_signing.sign_day(DAY, actor=second, at=clock.now())

    assert (row.state, row.maker, row.approver) == (DayState.SIGNED, "finance", "lead")
    with pytest.raises(IntegrityError, match="two_people"), db.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE ledger_reconciled_day SET approver = maker")


def test_a_day_with_an_item_nobody_looks_after_is_not_signed(
    bank: PaperBank, clerk: Actor, second: Actor, noon: Clock
) -> None:
    hand_in([Line(DAY, IN, 100, "B2", "陌生人", "6200", "还款")])
    noon.advance(timedelta(days=1))
    given = {"actor": clerk, "at": clock.now()}
    with pytest.raises(Refusal, match="items_without_owner"):
        day_signing.propose_day(DAY, **given)

    assert open_items.assign_unowned(DAY, owner="lead", **given) == 1
    day_signing.propose_day(DAY, **given)

    assert day_signing.sign_day(DAY, actor=second, at=clock.now()).state is DayState.SIGNED
    # Nobody ended it: it stands on the next day too, with its age and its owner.
    hand_in([], first=NEXT, opening=100)
    assert [item.owner for item in queries.open_items_of(NEXT)] == ["lead"]


def test_a_later_statement_opens_a_signed_day_again(
    bank: PaperBank, clerk: Actor, second: Actor, noon: Clock
) -> None:
    first = pay(bank)
    hand_in([first])
    noon.advance(timedelta(days=1))
    day_signing.propose_day(DAY, actor=clerk, at=clock.now())
    day_signing.sign_day(DAY, actor=second, at=clock.now())
    hand_in([first], form="mt940")
    row = queries.find_day(DAY)
    assert row is not None
    assert row.state is DayState.SIGNED, "the same lines again change nothing"

    late = hand_in([first, Line(DAY, IN, 100, "B2", "陌生人", "6200", "还款")])

    row = queries.find_day(DAY)
    assert row is not None
    assert (row.state, row.approver) == (DayState.OPEN, None)
    told = db.session.scalars(
        select(TrailEntry).where(TrailEntry.name == "ledger.reconciliation.reopened")
    )
    assert [entry.payload["cause"] for entry in told] == [late.no]


def test_a_person_opens_a_signed_day_with_a_reason(
    bank: PaperBank, clerk: Actor, second: Actor, noon: Clock
) -> None:
    hand_in([pay(bank)])
    noon.advance(timedelta(days=1))
    day_signing.propose_day(DAY, actor=clerk, at=clock.now())
    day_signing.sign_day(DAY, actor=second, at=clock.now())
    with pytest.raises(Refusal, match="note_missing"):
        day_signing.reopen_day(DAY, cause=" ", actor=clerk, at=clock.now())

    row = day_signing.reopen_day(DAY, cause="the bank wrote", actor=clerk, at=clock.now())

    assert row.state is DayState.OPEN


def test_a_proposal_is_void_when_its_day_changed(
    bank: PaperBank, clerk: Actor, second: Actor, noon: Clock
) -> None:
    hand_in([Line(DAY, IN, 100, "B2", "陌生人", "6200", "还款")])
    noon.advance(timedelta(days=1))
    open_items.assign_unowned(DAY, owner="lead", actor=clerk, at=clock.now())
    day_signing.propose_day(DAY, actor=clerk, at=clock.now())

    db.session.execute(select(OpenItem)).scalars().one().effect_fen = 101
    db.session.commit()

    with pytest.raises(Conflict, match=r"day_not_even|bank_day_changed"):
        day_signing.sign_day(DAY, actor=second, at=clock.now())
