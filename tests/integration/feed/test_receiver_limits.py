"""Where events are never sent, and who may not touch a receiver."""

import json
import socket
import threading
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from flask import Flask

from app.feed import queries, timers, wire
from app.feed.services import subscriptions, tokens
from app.feed.vocabulary import Scope
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


def test_each_delivery_is_noted_at_its_own_moment(
    subscribe: Callable[..., tuple[int, str]],
    receiver: Receiver,
    clock_at: Callable[[datetime], None],
) -> None:
    """The wire of the one before took a minute: a lease counted from the beat would be over."""
    bids(1)
    number, _ = subscribe()
    clock_at(NOON + timedelta(minutes=1))

    timers.deliver(number, at=NOON)

    assert queries.list_deliveries(number)[0].done_at == NOON + timedelta(minutes=1)


def test_a_receiver_that_answers_sign_by_sign_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wire, "WHOLE_SECONDS", 0.3)
    is_cut = threading.Event()

    def drip(listening: socket.socket) -> None:
        connection, _ = listening.accept()
        with connection:
            connection.recv(65_536)
            for _ in range(200):
                try:
                    connection.sendall(b"H")
                except OSError:
                    is_cut.set()
                    return
                is_cut.wait(0.05)

    with socket.create_server(("127.0.0.1", 0)) as listening:
        host = f"127.0.0.1:{listening.getsockname()[1]}"
        thread = threading.Thread(target=drip, args=(listening,), daemon=True)
        thread.start()
        answer = wire.post(f"http://{host}/events", b"[]", {}, frozenset({host}))
        thread.join(15)

    assert answer.status is None
    assert is_cut.is_set()


def test_a_token_that_has_ended_takes_no_place(clock_at: Callable[[datetime], None]) -> None:
    feed = two_courts()
    for _ in range(tokens.TOKENS_MAX):
        feed.token()
    with pytest.raises(Refusal, match="too_many_tokens"):
        feed.token()
    later = NOON + timedelta(days=366)
    clock_at(later)

    assert tokens.make_token(name="new", scopes=(Scope.FEED,), actor=feed.judge, at=later)


def test_receivers_that_ended_hide_none_of_those_that_live(
    subscribe: Callable[..., tuple[int, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(subscriptions, "SUBSCRIPTIONS_MAX", 1)
    first, _ = subscribe()
    monkeypatch.setattr(subscriptions, "SUBSCRIPTIONS_MAX", 200)
    for _ in range(100):
        number, _ = subscribe()
        subscriptions.end(subscription_id=number, actor=OPERATOR, at=NOON)
    monkeypatch.setattr(subscriptions, "SUBSCRIPTIONS_MAX", 1)

    with pytest.raises(Refusal, match="too_many_subscriptions"):
        subscribe()
    assert queries.get_subscription(first, actor=OPERATOR).state.value == "active"
