"""What was sent long ago is forgotten; what a receiver waits for, and the record, never are."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from app.feed import timers
from app.feed.models import DeliveredEntry, Delivery
from app.feed.services import deliveries, subscriptions
from app.store import db
from app.trail.models import TrailEntry
from tests.support import feeding
from tests.support.feeding import NOON, OPERATOR, tell
from tests.support.receiver import Receiver

pytestmark = pytest.mark.usefixtures("db_session", "noon")
DAY = timedelta(days=1)
Subscribe = Callable[..., tuple[int, str]]


def _count(model: type) -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def test_what_a_receiver_took_ninety_days_ago_is_forgotten(
    subscribe: Subscribe, receiver: Receiver
) -> None:
    tell(feeding.bid(1), feeding.bid(2))
    number, _ = subscribe()
    timers.deliver(number, at=NOON)
    facts = _count(TrailEntry)

    kept = deliveries.forget_due_deliveries(NOON + 90 * DAY)
    gone = deliveries.forget_due_deliveries(NOON + 90 * DAY + timedelta(seconds=1))

    assert (kept, gone) == (0, 1)
    assert (_count(Delivery), _count(DeliveredEntry)) == (0, 0)
    assert _count(TrailEntry) == facts


def test_what_a_receiver_still_waits_for_is_kept_however_old_it_is(
    subscribe: Subscribe, receiver: Receiver
) -> None:
    tell(feeding.bid(1))
    number, _ = subscribe()
    receiver.status = 500
    timers.deliver(number, at=NOON)
    subscriptions.pause(subscription_id=number, actor=OPERATOR, at=NOON)

    assert deliveries.forget_due_deliveries(NOON + 400 * DAY) == 0

    receiver.status = 204
    receiver.requests.clear()
    subscriptions.resume(subscription_id=number, actor=OPERATOR, at=NOON + 400 * DAY)
    timers.deliver(number, at=NOON + 400 * DAY)
    assert receiver.requests[0].events[0]["data"]["bid_seq"] == 1


@pytest.mark.parametrize("is_replayed", [True, False])
def test_what_a_replay_or_the_end_left_behind_is_forgotten(
    subscribe: Subscribe, receiver: Receiver, *, is_replayed: bool
) -> None:
    tell(feeding.bid(1))
    number, _ = subscribe()
    receiver.status = 500
    timers.deliver(number, at=NOON)
    if is_replayed:
        subscriptions.replay(subscription_id=number, cursor="", actor=OPERATOR, at=NOON)
    else:
        subscriptions.end(subscription_id=number, actor=OPERATOR, at=NOON)

    assert deliveries.forget_due_deliveries(NOON + 90 * DAY) == 0
    assert deliveries.forget_due_deliveries(NOON + 91 * DAY) == 1
    assert _count(Delivery) == 0


def test_a_long_past_is_forgotten_in_bounded_steps(
    subscribe: Subscribe, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deliveries, "FORGOTTEN_AT_ONCE", 2)
    tell(*(feeding.bid(seq) for seq in range(1, 301)))
    number, _ = subscribe()
    timers.deliver(number, at=NOON)
    later = NOON + 91 * DAY

    assert [deliveries.forget_due_deliveries(later) for _ in range(3)] == [2, 1, 0]
