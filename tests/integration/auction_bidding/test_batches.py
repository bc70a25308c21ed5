"""Batches of bids in one transaction: order, answers, facts, extensions."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kernel.errors import NotFound, Refusal
from app.kernel.facts import stamp
from app.kernel.money import Money
from app.trail.models import TrailEntry
from auction.models import Attempt, Bid
from auction.services.bidding import judge_batch
from auction.services.orders import Order
from auction.vocabulary import EnrollmentState, LotState
from tests.support.stage import (
    CLOSES,
    HOUR,
    OPENS,
    START,
    STEP,
    Stage,
    enroll,
    make_lot,
    make_person,
    set_stage,
)

pytestmark = pytest.mark.usefixtures("db_session")


def order(stage: Stage, paddle: str, fen: int | str, **changes: object) -> Order:
    amount = Money(fen) if isinstance(fen, int) and 0 < fen < 10**15 else None
    given = {
        "lot_no": stage.lot_no,
        "actor": stage.actor(paddle),
        "request_id": str(uuid4()),
        "amount_text": str(fen)[:40],
        "amount": amount,
        "received_at": OPENS + HOUR,
    }
    return Order(**{**given, **changes})


def outcomes(stage: Stage, *orders: Order) -> list[str]:
    return [
        answer.code if isinstance(answer, Refusal) else answer["receipt"]["outcome"]
        for answer in judge_batch(stage.lot_no, orders)
    ]


def test_bids_of_a_batch_are_judged_in_order_against_each_other() -> None:
    stage = set_stage("AAAA", "BBBB")

    seen = outcomes(
        stage,
        order(stage, "AAAA", START),
        order(stage, "BBBB", START + STEP - 1),
        order(stage, "BBBB", START + STEP),
        order(stage, "AAAA", START + STEP),
    )

    assert seen == ["accepted", "below_ladder", "accepted", "below_ladder"]
    lot = stage.lot()
    assert (lot.last_seq, lot.price, lot.leader_paddle) == (2, Money(START + STEP), "BBBB")


def test_every_bid_of_a_batch_leaves_its_own_fact(db_session: Session) -> None:
    stage = set_stage("AAAA", "BBBB")

    outcomes(stage, order(stage, "AAAA", START), order(stage, "BBBB", START - 1))

    facts = db_session.scalars(select(TrailEntry).order_by(TrailEntry.id)).all()
    assert [(fact.name, fact.stream) for fact in facts] == [
        ("auction.bid.placed", f"lot:{stage.lot_no}"),
        ("auction.bid.refused", f"lot:{stage.lot_no}:court"),
    ]
    assert {fact.actor for fact in facts} == {"bidder"}
    assert facts[0].payload["bid_seq"] == 1


def test_each_receipt_names_the_leaf_of_its_own_fact(db_session: Session) -> None:
    stage = set_stage("AAAA", "BBBB")

    answers = judge_batch(
        stage.lot_no,
        [order(stage, "AAAA", START), order(stage, "BBBB", START + STEP)],
    )

    leaves = [
        entry.leaf_hash.hex()
        for entry in db_session.scalars(select(TrailEntry).order_by(TrailEntry.id))
    ]
    assert [answer["receipt"]["leaf_hash"] for answer in answers] == leaves


def test_a_bid_in_the_last_five_minutes_moves_the_end_and_says_so() -> None:
    stage = set_stage()
    late = CLOSES - timedelta(minutes=2)

    (answer,) = judge_batch(stage.lot_no, [order(stage, "AAAA", START, received_at=late)])

    assert answer["receipt"]["closes_at"] == stamp(late + timedelta(minutes=5))
    lot = stage.lot()
    assert (lot.extensions, lot.closes_at) == (1, late + timedelta(minutes=5))


def test_a_stranger_is_not_enrolled() -> None:
    stage = set_stage()
    stranger = make_person("stranger")

    assert outcomes(stage, order(stage, "AAAA", START, actor=stranger)) == ["not_enrolled"]


def test_an_applicant_without_deposit_may_not_bid() -> None:
    lot = make_lot()
    stage = Stage(lot.id, lot.no)
    applicant = make_person("applicant")
    stage.bidders["X"] = enroll(lot, applicant, None, state=EnrollmentState.APPLIED)

    assert outcomes(stage, order(stage, "X", START)) == ["deposit_not_held"]


@pytest.mark.parametrize(
    ("state", "code"),
    [(LotState.SUSPENDED, "suspended"), (LotState.SOLD, "late"), (LotState.UNSOLD, "late")],
)
def test_a_lot_that_is_not_open_takes_no_bid(state: LotState, code: str) -> None:
    changes = (
        {"suspended_at": OPENS + HOUR, "stopped_from": LotState.OPEN}
        if state is LotState.SUSPENDED
        else {}
    )
    stage = set_stage(state=state, **changes)

    assert outcomes(stage, order(stage, "AAAA", START)) == [code]


def test_a_bid_before_the_opening_is_not_open() -> None:
    stage = set_stage(state=LotState.ANNOUNCED)

    early = order(stage, "AAAA", START, received_at=OPENS - HOUR)

    assert outcomes(stage, early) == ["not_open"]
    assert stage.lot().state is LotState.ANNOUNCED


def test_the_first_bid_opens_a_lot_that_the_clock_process_missed() -> None:
    stage = set_stage(state=LotState.ANNOUNCED)

    assert outcomes(stage, order(stage, "AAAA", START)) == ["accepted"]
    assert stage.lot().state is LotState.OPEN


def test_a_bid_that_entered_in_time_counts_although_the_end_has_passed_since() -> None:
    stage = set_stage()

    in_time = order(stage, "AAAA", START, received_at=CLOSES - timedelta(microseconds=1))
    late = order(stage, "BBBB", START + STEP, received_at=CLOSES + timedelta(minutes=6))

    assert outcomes(stage, in_time, late) == ["accepted", "late"]


def test_the_public_record_never_goes_back_in_time(db_session: Session) -> None:
    stage = set_stage()

    outcomes(stage, order(stage, "AAAA", START, received_at=OPENS + 2 * HOUR))
    (answer,) = judge_batch(stage.lot_no, [order(stage, "BBBB", START + STEP)])

    moments = db_session.scalars(select(Bid.received_at).order_by(Bid.seq)).all()
    assert moments == [OPENS + 2 * HOUR, OPENS + 2 * HOUR]
    assert answer["receipt"]["received_at"] == stamp(OPENS + HOUR)


def test_raising_oneself_needs_confirmation_from_a_page_that_asks_for_it() -> None:
    stage = set_stage()
    outcomes(stage, order(stage, "AAAA", START))

    seen = outcomes(
        stage,
        order(stage, "AAAA", START + STEP, confirms_self_raise=False),
        order(stage, "AAAA", START + STEP),
    )

    assert seen == ["already_leading", "accepted"]


def test_a_lot_whose_settings_forbid_it_lets_nobody_raise_oneself() -> None:
    stage = set_stage(may_raise_self=False)

    seen = outcomes(stage, order(stage, "AAAA", START), order(stage, "AAAA", START + STEP))

    assert seen == ["accepted", "already_leading"]


def test_a_lot_that_does_not_exist_is_not_found() -> None:
    stage = set_stage()

    with pytest.raises(NotFound):
        judge_batch("L-0102-2026-9999", [order(stage, "AAAA", START)])


def test_a_draft_is_not_found_either() -> None:
    stage = set_stage(state=LotState.DRAFT, announced_at=None)

    with pytest.raises(NotFound):
        judge_batch(stage.lot_no, [order(stage, "AAAA", START)])


def test_a_lot_withdrawn_before_its_notice_is_not_found() -> None:
    stage = set_stage(state=LotState.WITHDRAWN, announced_at=None, start_price=None)

    with pytest.raises(NotFound):
        judge_batch(stage.lot_no, [order(stage, "AAAA", START)])


def test_an_attempt_is_kept_for_every_order(db_session: Session) -> None:
    stage = set_stage()

    outcomes(stage, order(stage, "AAAA", START), order(stage, "BBBB", 1))

    rows = db_session.execute(
        select(Attempt.outcome, Attempt.bid_seq, Attempt.amount_text).order_by(Attempt.id)
    ).all()
    assert [tuple(row) for row in rows] == [
        ("accepted", 1, str(START)),
        ("below_ladder", None, "1"),
    ]
