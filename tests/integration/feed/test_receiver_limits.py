"""Where events are never sent, and who may not touch a receiver."""

import json
from collections.abc import Callable

import pytest
from flask import Flask

from app.feed import queries, timers, wire
from app.feed.services import subscriptions
from app.kernel.actors import Actor
from app.kernel.errors import IllegalMove, NotFound, Refusal
from app.kernel.permissions import Role
from tests.support import feeding
from tests.support.feeding import NOON, OPERATOR, tell, two_courts
from tests.support.receiver import Receiver

pytestmark = pytest.mark.usefixtures("db_session", "noon")


def bids(*numbers: int) -> None:
    tell(*(feeding.bid(seq) for seq in numbers))


def test_a_redirect_is_not_followed(
    subscribe: Callable[..., tuple[int, str]], receiver: Receiver
) -> None:
    bids(1)
    number, _ = subscribe()
    receiver.status, receiver.location = 307, "http://169.254.169.254/latest/meta-data"

    timers.deliver(number, at=NOON)

    assert len(receiver.requests) == 1
    assert queries.list_deliveries(number)[0].status == 307


def test_a_receiver_taken_off_the_list_is_sent_nothing(
    app: Flask, subscribe: Callable[..., tuple[int, str]], receiver: Receiver
) -> None:
    bids(1)
    number, _ = subscribe()
    app.config["FEED_INTERNAL_HOSTS"] = frozenset()

    timers.deliver(number, at=NOON)

    assert receiver.requests == []
    assert queries.list_deliveries(number)[0].answer == "receiver_not_allowed"


@pytest.mark.parametrize(
    "address",
    [
        "10.0.0.7",
        "127.0.0.1",
        "169.254.169.254",
        "::1",
        "fd00::1",
        "::ffff:192.168.0.1",
        "64:ff9b::a00:1",
        "100.64.0.1",
    ],
)
def test_a_name_that_leads_inwards_is_not_followed(
    monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    family = 10 if ":" in address else 2
    found = [(2, 1, 6, "", ("93.184.215.14", 443)), (family, 1, 6, "", (address, 443))]
    monkeypatch.setattr(wire.socket, "getaddrinfo", lambda *_, **__: found)

    answer = wire.post("https://hooks.example.com/x", b"[]", {}, frozenset())

    assert (answer.status, answer.text) == (None, "receiver_not_allowed")


def test_a_receiver_of_another_court_is_not_there(
    subscribe: Callable[..., tuple[int, str]],
) -> None:
    feed = two_courts()
    number, _ = subscribe(actor=feed.judge)
    other = Actor(5, "zhao", "赵", frozenset({Role.JUDGE}), feed.court_id + 1)

    with pytest.raises(NotFound):
        subscriptions.pause(subscription_id=number, actor=other, at=NOON)


def test_an_ended_receiver_is_neither_resumed_nor_replayed(
    subscribe: Callable[..., tuple[int, str]],
) -> None:
    number, _ = subscribe()
    subscriptions.end(subscription_id=number, actor=OPERATOR, at=NOON)

    with pytest.raises(IllegalMove):
        subscriptions.resume(subscription_id=number, actor=OPERATOR, at=NOON)
    with pytest.raises(Refusal, match="subscription_ended"):
        subscriptions.replay(subscription_id=number, cursor="", actor=OPERATOR, at=NOON)


def test_the_table_keeps_no_secret_in_clear(subscribe: Callable[..., tuple[int, str]]) -> None:
    number, secret = subscribe()

    kept = json.dumps(
        {
            column: str(value)
            for column, value in vars(queries.get_subscription(number, actor=OPERATOR)).items()
        },
        default=str,
    )

    assert secret.removeprefix("whsec_") not in kept
    assert subscriptions.secret_of(queries.get_subscription(number, actor=OPERATOR)) == secret
