"""The public facts as messages of a topic, on the brokers that librdkafka itself plays.

They speak Kafka's protocol over TCP; no broker of the Apache project runs here.
"""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from confluent_kafka import Consumer, Producer

from app.feed import kafka
from app.feed.kafka import KafkaAway, publish
from app.feed.rules import START
from tests.support import feeding
from tests.support.feeding import tell

pytestmark = pytest.mark.usefixtures("db_session")
TOPIC = "mingchui.events"


@pytest.fixture
def servers() -> Iterator[str]:
    """Three brokers in this process, as long as the producer that owns them lives."""
    owner = Producer({"bootstrap.servers": "none", "test.mock.num.brokers": 3, "log_level": 0})
    brokers = owner.list_topics(timeout=10).brokers.values()
    yield ",".join(f"{broker.host}:{broker.port}" for broker in brokers)
    kafka._producer.cache_clear()
    del owner


def consumed(servers: str, count: int) -> list[tuple[str, dict[str, Any]]]:
    """Read messages from the beginning of the topic: key and event."""
    consumer = Consumer(
        {"bootstrap.servers": servers, "group.id": "reader", "auto.offset.reset": "earliest"}
    )
    consumer.subscribe([TOPIC])
    found = []
    for _ in range(50):
        for message in consumer.consume(count, timeout=0.5):
            assert message.error() is None
            found.append((message.key().decode(), json.loads(message.value())))
        if len(found) >= count:
            break
    consumer.close()
    return found


def test_every_public_fact_reaches_the_topic_in_the_order_of_its_stream(servers: str) -> None:
    lots = ("L-2026-1", "L-2026-2")
    tell(*(feeding.bid(seq, lot=lot) for seq in range(1, 16) for lot in lots), feeding.asked())

    sent = publish(servers, TOPIC)

    messages = consumed(servers, 30)
    assert (sent, len(messages)) == (30, 30)
    for lot in lots:
        seqs = [event["data"]["bid_seq"] for key, event in messages if key == f"lot:{lot}"]
        assert seqs == list(range(1, 16))
    assert {event["type"] for _, event in messages} == {"mingchui.auction.bid.placed"}


def test_what_was_acknowledged_is_not_sent_again(servers: str) -> None:
    tell(feeding.bid(1))
    assert publish(servers, TOPIC) == 1
    tell(feeding.bid(2))

    assert (publish(servers, TOPIC), publish(servers, TOPIC)) == (1, 0)

    assert [event["data"]["bid_seq"] for _, event in consumed(servers, 2)] == [1, 2]


def test_brokers_that_are_away_lose_nothing(servers: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kafka, "TIMEOUT_MS", 500)
    tell(feeding.bid(1), feeding.bid(2))
    with pytest.raises(KafkaAway):
        publish("127.0.0.1:9", TOPIC)
    assert kafka.place() == START
    monkeypatch.setattr(kafka, "TIMEOUT_MS", 10_000)

    assert publish(servers, TOPIC) == 2

    assert [event["data"]["bid_seq"] for _, event in consumed(servers, 2)] == [1, 2]


def test_a_crash_before_the_cursor_moved_sends_the_same_again(
    servers: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    tell(feeding.bid(1))
    with monkeypatch.context() as broken:
        broken.setattr(kafka, "_move", lambda *_: (_ for _ in ()).throw(RuntimeError))
        with pytest.raises(RuntimeError):
            publish(servers, TOPIC)

    publish(servers, TOPIC)

    first, again = consumed(servers, 2)
    assert first == again
