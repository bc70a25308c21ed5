"""Events pushed to receivers: in order, signed, nothing lost, nobody held up, never inwards."""

import base64
import hashlib
import hmac
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select, text
from sqlalchemy.exc import IntegrityError

from app.feed import queries, timers, wire
from app.feed.models import DeliveredEntry, Delivery, Subscription
from app.feed.services import deliveries, subscriptions
from app.feed.tasks import tasks_of
from app.feed.vocabulary import PauseCause, SubscriptionState
from app.kernel.errors import Refusal
from app.store import db
from tests.support import feeding
from tests.support.feeding import NOON, OPERATOR, tell, two_courts
from tests.support.receiver import Receiver, receiving

pytestmark = pytest.mark.usefixtures("db_session", "noon")
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


def row(number: int) -> Subscription:
    return queries.get_subscription(number, actor=OPERATOR)


def bids(*numbers: int) -> None:
    tell(*(feeding.bid(seq) for seq in numbers))


def test_a_receiver_is_sent_what_happens_in_order(
    subscribe: Callable[..., tuple[int, str]], receiver: Receiver
) -> None:
    bids(*range(1, 251))
    number, _ = subscribe()

    timers.deliver(number, at=NOON)

    assert receiver.seen == list(range(1, 251))
    assert [len(request.events) for request in receiver.requests] == [100, 100, 50]
    assert row(number).delivered == 250
    assert queries.list_due_subscriptions(NOON, limit=9) == []


def test_a_delivery_is_signed_as_standard_webhooks_says(
    subscribe: Callable[..., tuple[int, str]], receiver: Receiver
) -> None:
    bids(1)
    number, secret = subscribe()

    timers.deliver(number, at=NOON)

    (request,) = receiver.requests
    key = base64.b64decode(secret.removeprefix("whsec_"))
    head = f"{request.headers['webhook-id']}.{request.headers['webhook-timestamp']}."
    made = hmac.new(key, head.encode() + request.body, hashlib.sha256).digest()
    assert request.headers["webhook-signature"] == f"v1,{base64.b64encode(made).decode()}"
    assert request.headers["Content-Type"] == "application/cloudevents-batch+json"


def test_the_signature_of_the_published_example_is_ours() -> None:
    """The worked example of the Standard Webhooks specification's reference libraries."""
    made = wire.signature(
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        "msg_p5jXN8AQM9LWM0D4loKWxJek",
        1614265330,
        b'{"test": 2432232314}',
    )

    assert made == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_a_receiver_that_is_down_for_a_day_loses_nothing(
    subscribe: Callable[..., tuple[int, str]], receiver: Receiver
) -> None:
    number, _ = subscribe()
    receiver.status = 503
    at, tries = NOON, 0
    for hour in range(24):
        bids(hour + 1)
        at = NOON + timedelta(hours=hour)
        tries += number in queries.list_due_subscriptions(at, limit=9)
        timers.deliver(number, at=at)
    assert row(number).state is SubscriptionState.ACTIVE
    tried = len(receiver.requests)
    receiver.requests.clear()
    receiver.status = 200

    timers.deliver(number, at=at + timedelta(hours=6))

    assert tries == tried <= 24
    assert receiver.seen == list(range(1, 25))
    assert row(number).failures == 0


def test_a_repetition_has_the_same_id_and_the_same_bytes(
    subscribe: Callable[..., tuple[int, str]], receiver: Receiver
) -> None:
    bids(1, 2)
    number, _ = subscribe()
    receiver.status = 500
    timers.deliver(number, at=NOON)
    bids(3)
    receiver.status = 200

    timers.deliver(number, at=NOON + MINUTE)

    first, again, rest = receiver.requests
    assert first.headers["webhook-id"] == again.headers["webhook-id"]
    assert first.body == again.body
    assert [event["data"]["bid_seq"] for event in rest.events] == [3]


def test_a_process_that_died_between_wire_and_book_sends_the_same_again(
    subscribe: Callable[..., tuple[int, str]], receiver: Receiver
) -> None:
    bids(1)
    number, _ = subscribe()
    taken = deliveries.take_out(number, at=NOON)
    assert taken is not None
    assert deliveries.take_out(number, at=NOON + timedelta(seconds=59)) is None

    timers.deliver(number, at=NOON + timedelta(seconds=61))

    assert receiver.requests[0].headers["webhook-id"] == taken.reference
    assert receiver.seen == [1]


def test_pauses_grow_from_ten_seconds_to_six_hours(
    subscribe: Callable[..., tuple[int, str]], receiver: Receiver
) -> None:
    bids(1)
    number, _ = subscribe()
    receiver.status = 500
    at, pauses = NOON, []
    for _ in range(14):
        timers.deliver(number, at=at)
        due = row(number).next_try_at
        assert due is not None
        pauses.append(int((due - at).total_seconds()))
        at = due

    assert pauses == [10 * 2**n for n in range(12)] + [21600, 21600]


def test_after_five_days_in_vain_sending_rests_and_the_operator_is_asked(
    app: Flask, subscribe: Callable[..., tuple[int, str]], receiver: Receiver
) -> None:
    bids(1)
    number, _ = subscribe()
    receiver.status = 500
    timers.deliver(number, at=NOON)
    timers.deliver(number, at=NOON + 5 * DAY - MINUTE)
    assert row(number).state is SubscriptionState.ACTIVE

    timers.deliver(number, at=NOON + 6 * DAY)

    assert (row(number).state, row(number).pause_cause) == (
        SubscriptionState.PAUSED,
        PauseCause.FAILED,
    )
    with app.test_request_context():
        assert [task.url for task in tasks_of(OPERATOR, NOON)] == [
            f"/desk/feed/subscriptions/{number}"
        ]
    receiver.requests.clear()
    receiver.status = 200
    bids(2)
    subscriptions.resume(subscription_id=number, actor=OPERATOR, at=NOON + 7 * DAY)
    timers.deliver(number, at=NOON + 7 * DAY)
    seqs = [
        event["data"].get("bid_seq") for request in receiver.requests for event in request.events
    ]
    assert [seq for seq in seqs if seq] == [1, 2]


def test_a_receiver_that_is_gone_is_not_asked_again(
    subscribe: Callable[..., tuple[int, str]], receiver: Receiver
) -> None:
    bids(1)
    number, _ = subscribe()
    receiver.status = 410

    timers.deliver(number, at=NOON)

    assert row(number).pause_cause is PauseCause.GONE
    assert queries.list_due_subscriptions(NOON + DAY, limit=9) == []


def test_a_receiver_that_hangs_holds_no_other_up(
    app: Flask, subscribe: Callable[..., tuple[int, str]], receiver: Receiver
) -> None:
    """The tick returns at once, the second receiver has its events while the first one hangs."""
    bids(1)
    subscribe(name="hanging")
    receiver.hangs = True
    timers.send_due_events(NOON)
    assert receiver.reached.wait(10)
    with receiving() as quick:
        allowed = frozenset({receiver.host, quick.host})
        app.config["FEED_INTERNAL_HOSTS"] = allowed
        number, _ = subscriptions.subscribe(
            name="quick",
            url=quick.url,
            types=[],
            from_start=True,
            internal=allowed,
            actor=OPERATOR,
            at=NOON,
        )

        timers.deliver(number, at=NOON)

        assert quick.seen == [1]
        assert receiver.requests == []
    receiver.go_on.set()
    for _ in range(timers.AT_ONCE):  # whoever has every place knows that the worker is done
        assert timers._places.acquire(timeout=10)
    for _ in range(timers.AT_ONCE):
        timers._places.release()
    assert receiver.seen == [1]


def test_a_receiver_is_sent_only_the_types_it_asked_for(
    subscribe: Callable[..., tuple[int, str]], receiver: Receiver
) -> None:
    bids(1)
    tell(feeding.opened())
    number, _ = subscribe(types=["auction.lot.opened"])

    timers.deliver(number, at=NOON)

    (request,) = receiver.requests
    assert [event["type"] for event in request.events] == ["mingchui.auction.lot.opened"]


def test_a_court_is_sent_its_own_facts_and_no_identity(
    subscribe: Callable[..., tuple[int, str]], receiver: Receiver
) -> None:
    feed = two_courts()
    tell(feeding.asked(), feeding.asked(case=feed.other_case), feeding.party())
    number, _ = subscribe(actor=feed.judge)

    timers.deliver(number, at=NOON)

    sent = b"".join(request.body for request in receiver.requests).decode()
    assert feeding.CASE in sent
    assert feed.other_case not in sent
    assert feeding.SECRET_NAME not in sent


def test_a_new_receiver_begins_with_what_happens_next(
    subscribe: Callable[..., tuple[int, str]], receiver: Receiver
) -> None:
    bids(1)
    number, _ = subscribe(from_start=False, types=["auction.bid.placed"])
    bids(2)

    timers.deliver(number, at=NOON)

    assert receiver.seen == [2]


def test_the_record_is_sent_again_from_a_cursor(
    subscribe: Callable[..., tuple[int, str]], receiver: Receiver
) -> None:
    bids(1, 2, 3)
    number, _ = subscribe(types=["auction.bid.placed"])
    timers.deliver(number, at=NOON)
    cursor = receiver.requests[0].events[0]["cursor"]

    subscriptions.replay(subscription_id=number, cursor=cursor, actor=OPERATOR, at=NOON)
    timers.deliver(number, at=NOON)

    assert receiver.seen == [1, 2, 3, 2, 3]
    assert receiver.requests[0].events[1:] == receiver.requests[1].events


def test_a_replay_from_the_future_is_refused(subscribe: Callable[..., tuple[int, str]]) -> None:
    number, _ = subscribe()

    with pytest.raises(Refusal, match="cursor_from_future"):
        subscriptions.replay(
            subscription_id=number,
            cursor="MS45MjIzMzcyMDM2ODU0Nzc1ODA3LjE",
            actor=OPERATOR,
            at=NOON,
        )


def test_the_database_refuses_to_send_one_fact_twice_in_a_reading(
    subscribe: Callable[..., tuple[int, str]],
) -> None:
    bids(1)
    number, _ = subscribe()
    timers.deliver(number, at=NOON)
    entry = db.session.scalars(select(DeliveredEntry)).one()
    again = f"VALUES ({number}, {entry.run}, {entry.entry_id}, {entry.delivery_id})"

    with pytest.raises(IntegrityError):
        db.session.execute(text(f"INSERT INTO feed_delivered_entry {again}"))

    db.session.rollback()
    assert db.session.scalar(select(func.count()).select_from(Delivery)) == 1
