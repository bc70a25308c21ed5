"""A day is closed by the two who sign its reconciliation, with its sums, and owners for all."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from app.kernel.calendar import local_date, start_of_day
from app.kernel.clock import clock
from app.kernel.errors import Conflict, Refusal
from app.ledger import facade, queries
from app.ledger.models import FormerDay
from app.ledger.reconciliation_words import DayState
from app.ledger.services import day_signing, suspense
from app.store import db, unit_of_work
from tests.support import bank_days
from tests.support.bank_days import DAY
from tests.support.money import DEPOSIT, WANG, PaperBank, open_order
from tests.support.money_desk import Desk, order_of_court, pay, seat_desk
from tests.support.statements import Line

NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)


@pytest.fixture
def desk(bank: PaperBank) -> Desk:
    return seat_desk()


def sums(day: object) -> dict[str, tuple[int, int]]:
    return {
        line.kind: (line.came.fen, line.went.fen)
        for line in queries.sum_day(1, day)  # type: ignore[arg-type]
    }


def test_a_day_is_closed_by_signing_it_and_its_sums_are_part_of_what_is_signed(
    bank: PaperBank, desk: Desk
) -> None:
    with clock.stopped_at(start_of_day(DAY) + bank_days.NOON):
        line = bank_days.pay(bank)
        bank_days.hand_in([line])
        clock.advance(timedelta(days=1))
        digest = day_signing.day_digest(DAY)
        day_signing.propose_day(DAY, actor=desk.chen, at=clock.now())
        row = day_signing.sign_day(DAY, actor=desk.sun, at=clock.now())

    assert (row.state, row.maker, row.approver) == (DayState.SIGNED, "chen", "sun")
    assert row.digest == digest
    assert {line.kind for line in queries.sum_day(None, DAY)} == {"bank", "fees"}


def test_sums_that_changed_are_not_signed(
    bank: PaperBank, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    with clock.stopped_at(start_of_day(DAY) + bank_days.NOON):
        bank_days.hand_in([bank_days.pay(bank)])
        clock.advance(timedelta(days=1))
        day_signing.propose_day(DAY, actor=desk.chen, at=clock.now())
        monkeypatch.setattr(day_signing, "sum_day", lambda *_: [])

        with pytest.raises(Conflict) as refused:
            day_signing.sign_day(DAY, actor=desk.sun, at=clock.now())

    assert refused.value.code == "bank_day_changed"


def test_money_that_waits_without_an_owner_keeps_the_day_open(bank: PaperBank, desk: Desk) -> None:
    with clock.stopped_at(start_of_day(DAY) + bank_days.NOON):
        pay(bank, "PTYPO", 777, serial="S1")
        bank_days.hand_in(
            [Line(DAY, bank_days.IN, 777, "S1", WANG.name, "6217000011112222", "PTYPO")]
        )
        clock.advance(timedelta(days=1))

        with pytest.raises(Refusal) as refused:
            day_signing.propose_day(DAY, actor=desk.chen, at=clock.now())
        suspense.take("S1", actor=desk.sun, at=clock.now())
        row = day_signing.propose_day(DAY, actor=desk.chen, at=clock.now())

    assert refused.value.code == "open_items_unowned"
    assert row.state is DayState.PROPOSED


def test_days_closed_before_stand_as_they_were(bank: PaperBank, desk: Desk) -> None:
    row = FormerDay(
        court_id=1, day=DAY, sums={"bank": {"came": "0", "went": "5", "entries": 1}},
        sums_digest="0" * 64, maker_id=1, maker="chen", proposed_at=NOON,
        approver_id=2, approver="sun", closed_at=NOON,
    )  # fmt: skip
    with unit_of_work():
        db.session.add(row)

    assert [each.approver for each in queries.list_former(1, DAY)] == ["sun"]
    assert queries.list_former(2, DAY) == []
    assert len(queries.list_former(None, DAY)) == 1
    with pytest.raises(IntegrityError, match="never changed"), db.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE ledger_day SET approver = 'li'")


def test_a_held_deposit_stands_in_no_days_sums_until_its_hold_ends(
    bank: PaperBank, desk: Desk
) -> None:
    with clock.stopped_at(NOON):
        # A clerk's act lets the trail know the court of the case.
        order_of_court(desk.clerk)
        deposit = open_order(due_in=timedelta(days=3))
        bank.pays(deposit)
        pay(bank, deposit.no, 5, serial="S-FAIL")
        first = local_date(clock.now())
        assert sums(first) == {}

        clock.advance(timedelta(days=1))
        second = local_date(clock.now())
        facade.release_deposit(deposit.reference, key="release:1", at=clock.now())

        assert sums(first) == {}
        assert sums(second) == {
            "bank": (0, DEPOSIT.fen),
            "deposits": (DEPOSIT.fen, DEPOSIT.fen),
            "outgoing": (DEPOSIT.fen, 0),
        }
