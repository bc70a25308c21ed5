"""The end of bidding: once, at the right moment, whoever acts, whatever crashed."""

import threading
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from app.kernel.clock import clock
from app.kernel.errors import Forbidden, IllegalMove, Refusal
from app.kernel.facts import Audience, stamp
from app.kernel.permissions import Role
from app.ledger import facade as ledger
from app.store import db, unit_of_work
from app.trail.queries import entries_of
from auction import queries
from auction.models import Result
from auction.services import confirming, panel, suspension
from auction.services.closing import close_due_lots, close_lot
from auction.services.depositing import release_due_deposits
from auction.services.identities import open_holder
from auction.services.opening import open_due_lots
from auction.services.settling import approve_distribution
from auction.vocabulary import LotState, Outcome, PriorityNature
from tests.support.appraisals import _person
from tests.support.sales import (
    ANNOUNCED,
    CLOSES,
    DRAIN,
    OPENS,
    SERVED,
    START,
    STEP,
    Sale,
)
from tests.support.web import Client

REASON = "案外人对标的物提出异议"


def facts_of(sale: Sale, audience: Audience = Audience.PUBLIC) -> list[str]:
    """Return the names of a lot's facts in order."""
    return [entry.name for entry in entries_of(f"lot:{sale.lot_no}", audience=audience)]


def test_a_lot_opens_at_its_time_and_not_before(sale: Sale) -> None:
    sale.announced()

    early = open_due_lots(OPENS - timedelta(microseconds=1))
    opened = open_due_lots(OPENS)

    assert (early, opened) == (0, 1)
    assert sale.lot().state is LotState.OPEN


def test_a_lot_closes_only_after_the_drain_margin(sale: Sale) -> None:
    sale.opened("bidder1")

    early = close_due_lots(CLOSES + DRAIN - timedelta(microseconds=1))
    closed = close_due_lots(CLOSES + DRAIN)

    assert (early, closed) == (0, 1)


def test_a_bid_that_came_in_time_counts_inside_the_margin(sale: Sale) -> None:
    sale.opened("bidder1")
    in_time = CLOSES - timedelta(microseconds=1)

    receipt = sale.bid("bidder1", START.fen, in_time)
    sale.tick(CLOSES + DRAIN)

    assert receipt["outcome"] == "accepted"
    assert sale.lot().state is LotState.OPEN
    assert sale.lot().closes_at == in_time + timedelta(seconds=300)


def test_bid_16_a_bid_one_millisecond_after_the_end_changes_nothing(sale: Sale) -> None:
    sale.opened("bidder1", "bidder2")
    sale.bid("bidder1", START.fen, OPENS + timedelta(hours=1))

    receipt = sale.bid("bidder2", START.fen + STEP.fen, CLOSES + timedelta(milliseconds=1))
    sale.tick(CLOSES + DRAIN)

    assert receipt["outcome"] == "late"
    result = queries.find_result(sale.lot().id)
    assert result is not None
    assert (result.price, result.paddle) == (START, sale.paddle("bidder1"))


def test_two_closers_give_one_result(sale: Sale, app: Flask) -> None:
    sale.opened("bidder1")
    sale.bid("bidder1", START.fen, OPENS + timedelta(hours=1))
    lot_id = sale.lot().id
    db.session.rollback()
    gate, won = threading.Barrier(4), []

    def close() -> None:
        with app.app_context():
            gate.wait(10)
            won.append(close_lot(lot_id, at=CLOSES + DRAIN))
            db.session.remove()

    closers = [threading.Thread(target=close) for _ in range(4)]
    for closer in closers:
        closer.start()
    for closer in closers:
        closer.join(20)

    assert sorted(won) == [False, False, False, True]
    assert facts_of(sale).count("auction.lot.sold") == 1


def test_tim_04_a_clock_that_was_dead_at_the_end_closes_once_on_restart(
    sale: Sale, app: Flask
) -> None:
    """TIM-04: meanwhile readers see that bidding is over, and bids after the end are refused."""
    sale.announced()
    sale.join("bidder1")
    sale.join("bidder2")
    sale.bid("bidder1", START.fen, OPENS + timedelta(hours=1))
    with clock.stopped_at(CLOSES + timedelta(minutes=10)):
        read = Client(app).get(f"/api/v1/lots/{sale.lot_no}").get_json()
    late = sale.bid("bidder2", START.fen + STEP.fen, CLOSES + timedelta(hours=3))

    sale.tick(CLOSES + timedelta(hours=4))
    sale.tick(CLOSES + timedelta(hours=4, seconds=1))

    lot = sale.lot()
    result = queries.find_result(lot.id)
    assert result is not None
    assert (read["phase"], read["closes_at"]) == ("closing", stamp(CLOSES))
    assert late["outcome"] == "late"
    assert (result.ended_at, result.paddle) == (CLOSES, sale.paddle("bidder1"))
    assert facts_of(sale).count("auction.lot.sold") == 1
    assert facts_of(sale).count("auction.lot.opened") == 1


def test_a_result_is_never_changed(sale: Sale) -> None:
    sale.sold()

    with pytest.raises(IntegrityError), unit_of_work():
        db.session.execute(update(Result).values(bid_count=99))


def test_a_lot_without_a_bid_is_unsold_and_every_deposit_goes_back(sale: Sale) -> None:
    sale.opened("bidder1", "bidder2")

    sale.tick(CLOSES + DRAIN)

    result = queries.find_result(sale.lot().id)
    assert result is not None
    assert (sale.lot().state, result.outcome) == (LotState.UNSOLD, Outcome.UNSOLD)
    assert ledger.balance(f"case:{sale.lot().case_number}:deposits").fen == 0


def test_mon_07_an_unsold_lot_is_charged_no_further_fee(sale: Sale) -> None:
    sale.opened("bidder1")
    agency = f"agency:{sale.desk.agency.agency_code}"
    before = ledger.balance(agency)

    sale.tick(CLOSES + DRAIN)
    sale.tick(CLOSES + timedelta(days=40))

    assert ledger.balance(agency) == before
    assert queries.find_settlement(sale.lot().id) is None


def test_priority_takes_the_lot_at_the_same_price_and_the_result_says_why(sale: Sale) -> None:
    sale.draft()
    sale.decide_priority(1)
    sale.write()
    sale.serve(SERVED, "共有人1")
    sale.announce()
    for account in ("bidder1", "bidder2"):
        sale.join(account)
    panel.confirm_priority(
        lot_no=sale.lot_no,
        account="bidder2",
        rank=1,
        nature=PriorityNature.CO_OWNER,
        actor=sale.judge,
        at=ANNOUNCED,
    )
    sale.tick(OPENS)
    sale.bid("bidder1", START.fen, OPENS + timedelta(hours=1))

    matched = sale.bid("bidder2", START.fen, OPENS + timedelta(hours=2))
    sale.tick(CLOSES + DRAIN)

    result = queries.find_result(sale.lot().id)
    assert result is not None
    assert matched["outcome"] == "accepted"
    assert (result.paddle, result.price) == (sale.paddle("bidder2"), START)
    assert any(citation["article"] == "第21条第1款" for citation in result.citations)


def test_a_suspended_lot_neither_takes_bids_nor_closes(sale: Sale) -> None:
    sale.opened("bidder1")
    at = CLOSES - timedelta(minutes=1)
    suspension.suspend_lot(lot_no=sale.lot_no, reason=REASON, actor=sale.judge, at=at)

    receipt = sale.bid("bidder1", START.fen, at + timedelta(seconds=1))
    sale.tick(CLOSES + timedelta(days=1))

    assert receipt["outcome"] == "suspended"
    assert sale.lot().state is LotState.SUSPENDED


@pytest.mark.parametrize(
    ("left", "given"),
    [(timedelta(seconds=19), timedelta(seconds=300)), (timedelta(hours=3), timedelta(hours=3))],
)
def test_what_was_left_is_given_back_and_five_minutes_at_least(
    sale: Sale, left: timedelta, given: timedelta
) -> None:
    sale.opened("bidder1")
    suspension.suspend_lot(lot_no=sale.lot_no, reason=REASON, actor=sale.judge, at=CLOSES - left)
    resumed_at = CLOSES + timedelta(days=2)

    lot = suspension.resume_lot(
        lot_no=sale.lot_no, reason="异议已经处理完毕", actor=sale.judge, at=resumed_at
    )

    assert lot.closes_at == resumed_at + given
    receipt = sale.bid("bidder1", START.fen, resumed_at + timedelta(seconds=1))
    assert receipt["outcome"] == "accepted"


def test_a_lot_is_stopped_with_a_reason_in_time_by_its_own_court(sale: Sale) -> None:
    sale.opened("bidder1")
    stranger = _person("far_judge", "外院", Role.JUDGE, court_id=(sale.judge.court_id or 0) + 1)

    for actor, at, reason, kind in (
        (sale.judge, OPENS, " 无 ", Refusal),
        (stranger, OPENS, REASON, Forbidden),
        (sale.judge, CLOSES, REASON, IllegalMove),
    ):
        with pytest.raises(kind):
            suspension.suspend_lot(lot_no=sale.lot_no, reason=reason, actor=actor, at=at)

    assert sale.lot().state is LotState.OPEN


def test_a_lot_is_not_resumed_unless_it_stands_still(sale: Sale) -> None:
    sale.opened("bidder1")

    with pytest.raises(IllegalMove):
        suspension.resume_lot(lot_no=sale.lot_no, reason=REASON, actor=sale.judge, at=OPENS)


def test_nobody_opens_an_identity_before_the_end(sale: Sale) -> None:
    sale.opened("bidder1")
    from app.kernel.actors import SYSTEM
    from auction.models import Enrollment

    enrollment = db.session.query(Enrollment).one()

    with pytest.raises(Forbidden) as refused:
        open_holder(
            lot=sale.lot(), enrollment=enrollment, purpose="curiosity", actor=SYSTEM, at=OPENS
        )

    assert refused.value.code == "identity_sealed"


def test_the_reading_of_a_name_is_on_the_record(sale: Sale) -> None:
    sale.sold()

    entries = entries_of(f"lot:{sale.lot_no}:sealed", audience=Audience.SEALED)

    assert "auction.identity.opened" in [entry.name for entry in entries]


def test_a_crash_between_the_steps_is_made_good_by_the_next_tick(
    sale: Sale, monkeypatch: pytest.MonkeyPatch
) -> None:
    sale.opened("bidder1", "bidder2")
    sale.bid("bidder1", START.fen, OPENS + timedelta(hours=1))
    close_due_lots(CLOSES + DRAIN)

    def dies(*_: object, **__: object) -> None:
        raise RuntimeError("killed")

    with monkeypatch.context() as broken:
        broken.setattr(confirming, "_ask_balance", dies)
        with pytest.raises(RuntimeError):
            confirming.confirm_due_sales(CLOSES + DRAIN)
    assert queries.find_confirmation(sale.lot().id) is None
    assert ledger.find_order(confirming.balance_reference(sale.lot_no)) is None

    sale.tick(CLOSES + timedelta(seconds=10))

    assert queries.find_confirmation(sale.lot().id) is not None
    assert ledger.find_order(confirming.balance_reference(sale.lot_no)) is not None


def test_deposits_are_released_once_by_racing_workers(sale: Sale, app: Flask) -> None:
    sale.opened("bidder1", "bidder2", "bidder3")
    close_due_lots(CLOSES + DRAIN)
    gate, released = threading.Barrier(3), []

    def release() -> None:
        with app.app_context():
            gate.wait(10)
            released.append(release_due_deposits(CLOSES + DRAIN))
            db.session.remove()

    workers = [threading.Thread(target=release) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(20)

    assert sum(released) == 3
    statement = ledger.statement(sale.lot().case_number)
    assert len([row for row in statement.transfers if row.step.value == "released"]) == 3


def test_only_a_judge_of_the_court_approves_a_distribution(sale: Sale) -> None:
    sale.paid()
    stranger = _person("far_judge", "外院", Role.JUDGE, court_id=(sale.judge.court_id or 0) + 1)

    with pytest.raises(Forbidden):
        approve_distribution(lot_no=sale.lot_no, actor=stranger, at=CLOSES)

    assert sale.lot().state is LotState.PAID


def test_a_distribution_waits_for_the_price(sale: Sale) -> None:
    sale.sold()

    with pytest.raises(IllegalMove):
        approve_distribution(lot_no=sale.lot_no, actor=sale.judge, at=CLOSES)
