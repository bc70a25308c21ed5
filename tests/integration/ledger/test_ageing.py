"""Refunds near the limit of art. 23: an alarm at 20 hours, a breach at 24, each told once."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from app.kernel.clock import clock
from app.ledger import facade, queries
from app.ledger.desk_rules import age_of
from app.ledger.desk_vocabulary import Age
from app.ledger.services import ageing, outbox
from app.store import db
from app.trail.models import TrailEntry
from tests.support.money import PaperBank, open_order
from tests.support.money_desk import order_of_court, pay, seat_desk

END = datetime(2026, 3, 2, 2, tzinfo=UTC)
DUE = END + timedelta(hours=24)


@pytest.mark.parametrize(
    ("after", "age"),
    [
        (timedelta(hours=19, minutes=59, seconds=59), Age.CALM),
        (timedelta(hours=20), Age.ALARM),
        (timedelta(hours=24), Age.ALARM),
        (timedelta(hours=24, microseconds=1), Age.BREACH),
    ],
)
def test_twenty_hours_are_an_alarm_and_more_than_twenty_four_a_breach(
    after: timedelta, age: Age
) -> None:
    assert age_of(DUE, END + after) is age


def ages() -> list[str]:
    db.session.rollback()
    rows = db.session.scalars(
        select(TrailEntry).where(TrailEntry.name == "ledger.refund.alarmed").order_by(TrailEntry.id)
    )
    return [row.payload["age"] for row in rows]


def test_each_alarm_is_told_once_and_none_once_the_bank_has_paid(bank: PaperBank) -> None:
    with clock.stopped_at(END):
        for reference in ("enrollment:1", "enrollment:2"):
            bank.pays(open_order(reference))
        facade.release_deposit("enrollment:1", key="release:1", at=END, due_at=DUE)
        for hours in (19, 20, 21, 25, 26):
            ageing.raise_due_alarms(END + timedelta(hours=hours))
        told = ages()
        facade.release_deposit("enrollment:2", key="release:2", at=END, due_at=DUE)
        outbox.send_due(bank, at=END)
        ageing.raise_due_alarms(END + timedelta(hours=30))

    assert told == ["alarm", "breach"]
    assert ages() == told


def test_refunds_of_one_end_are_one_batch_with_its_progress(bank: PaperBank) -> None:
    desk = seat_desk()
    with clock.stopped_at(END):
        order_of_court(desk.clerk)
        for number in range(3):
            bank.pays(open_order(f"enrollment:{number}"))
            facade.release_deposit(
                f"enrollment:{number}", key=f"release:{number}", at=END, due_at=DUE
            )
        (before,) = queries.list_refund_batches(1)
        outbox.send_due(bank, at=END, limit=2 + 4)
        (after,) = queries.list_refund_batches(1)

    assert (before.total, before.done, before.percent) == (3, 0, 0)
    assert before.due_at == DUE
    assert after.total == 3
    assert after.amount_done.fen == after.done * 28_000_000
    assert queries.list_refund_batches(2) == []


def test_a_failed_deposit_is_shown_to_nobody_before_the_bidding_is_over(bank: PaperBank) -> None:
    desk = seat_desk()
    with clock.stopped_at(END):
        order_of_court(desk.clerk)
        deposit = open_order()
        pay(bank, deposit.no, 27_999_999, serial="S1")
        later = END + timedelta(days=2)

        shown = [list(queries.list_out(1, until=later)), list(queries.list_suspense(1))]
        facade.cancel_order(deposit.reference, at=END)
        afterwards = [len(queries.list_out(1, until=later)), len(queries.list_suspense(1))]

    assert shown == [[], []]
    assert afterwards == [1, 1]


def test_a_sealed_return_that_is_stuck_is_told_without_a_number(bank: PaperBank) -> None:
    with clock.stopped_at(END):
        pay(bank, open_order().no, 27_999_999, serial="S1")

    assert queries.has_stuck_sealed(since=END) is False
    assert queries.has_stuck_sealed(since=END + timedelta(seconds=1)) is True
