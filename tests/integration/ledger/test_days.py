"""A day is closed by two people, once, with its sums, and with nothing open that nobody owns."""

from datetime import UTC, datetime, timedelta

import pytest

from app.kernel.calendar import local_date
from app.kernel.clock import clock
from app.kernel.errors import Conflict, Forbidden, Refusal
from app.ledger import facade, queries
from app.ledger.desk_vocabulary import DayState
from app.ledger.services import days, suspense
from tests.support.money import DEPOSIT, PaperBank, open_order
from tests.support.money_desk import PRICE, Desk, order_of_court, pay, seat_desk

NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)


@pytest.fixture
def desk(bank: PaperBank) -> Desk:
    return seat_desk()


def sums(day: object) -> dict[str, tuple[int, int]]:
    return {
        line.kind: (line.came.fen, line.went.fen)
        for line in queries.sum_day(1, day)  # type: ignore[arg-type]
    }


def test_a_day_is_summed_and_closed_by_two_people(bank: PaperBank, desk: Desk) -> None:
    with clock.stopped_at(NOON):
        pay(bank, order_of_court(desk.clerk).no, PRICE.fen, serial="S1")
        day = local_date(clock.now())
        clock.advance(timedelta(days=1))

        row = days.propose_close(day, actor=desk.chen, at=clock.now())
        with pytest.raises(Forbidden) as own:
            days.close_day(day, digest=row.sums_digest or "", actor=desk.chen, at=clock.now())
        days.close_day(day, digest=row.sums_digest or "", actor=desk.sun, at=clock.now())

    closed = queries.find_day(1, day)
    assert closed is not None
    assert own.value.code == "own_day"
    assert (closed.state, closed.maker, closed.approver) == (DayState.CLOSED, "chen", "sun")
    assert closed.sums == {
        "bank": {"came": "0", "went": str(PRICE), "entries": 1},
        "funds": {"came": str(PRICE), "went": "0", "entries": 1},
    }


def test_a_day_is_not_closed_twice_nor_before_it_is_over(bank: PaperBank, desk: Desk) -> None:
    with clock.stopped_at(NOON):
        today = local_date(clock.now())
        yesterday = today - timedelta(days=1)
        with pytest.raises(Refusal) as early:
            days.propose_close(today, actor=desk.chen, at=clock.now())
        row = days.propose_close(yesterday, actor=desk.chen, at=clock.now())
        digest = row.sums_digest or ""
        days.close_day(yesterday, digest=digest, actor=desk.sun, at=clock.now())
        days.close_day(yesterday, digest=digest, actor=desk.sun, at=clock.now())

        with pytest.raises(Conflict) as again:
            days.close_day(yesterday, digest=digest, actor=desk.judge, at=clock.now())
        with pytest.raises(Conflict) as anew:
            days.propose_close(yesterday, actor=desk.chen, at=clock.now())

    assert (early.value.code, again.value.code, anew.value.code) == (
        "day_not_over", "day_closed", "day_closed",
    )  # fmt: skip


def test_an_open_item_without_an_owner_keeps_the_day_open(bank: PaperBank, desk: Desk) -> None:
    with clock.stopped_at(NOON):
        pay(bank, "PTYPO", 777, serial="S1")
        day = local_date(clock.now())
        clock.advance(timedelta(days=1))

        with pytest.raises(Refusal) as refused:
            days.propose_close(day, actor=desk.chen, at=clock.now())
        suspense.take("S1", actor=desk.sun, at=clock.now())
        row = days.propose_close(day, actor=desk.chen, at=clock.now())

    assert refused.value.code == "open_items_unowned"
    assert row.state is DayState.PROPOSED


def test_differences_of_the_bank_keep_the_day_open(
    bank: PaperBank, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(days, "bank_differences", lambda _day: 2)
    yesterday = local_date(NOON) - timedelta(days=1)

    with pytest.raises(Refusal) as refused:
        days.propose_close(yesterday, actor=desk.chen, at=NOON)

    assert refused.value.code == "bank_differences"


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


def test_what_is_booked_after_the_proposal_is_summed_up_again(bank: PaperBank, desk: Desk) -> None:
    with clock.stopped_at(NOON):
        order_of_court(desk.clerk)
        deposit = open_order(due_in=timedelta(days=3))
        bank.pays(deposit)
        facade.release_deposit(deposit.reference, key="release:1", at=clock.now())
        day = local_date(clock.now())
        clock.advance(timedelta(days=1))
        row = days.propose_close(day, actor=desk.chen, at=clock.now())
        stale = "0" * 64

        with pytest.raises(Conflict) as refused:
            days.close_day(day, digest=stale, actor=desk.sun, at=clock.now())
        days.send_back_day(day, actor=desk.sun, at=clock.now())

    found = queries.find_day(1, day)
    assert refused.value.code == "day_changed"
    assert row.sums_digest != stale
    assert found is not None
    assert (found.state, found.maker) == (DayState.OPEN, None)
