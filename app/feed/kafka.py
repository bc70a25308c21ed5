"""The public facts as messages of a Kafka topic, when KAFKA_URL is set.

One reader of the record with a cursor of its own. A page is sent, every message of it is
acknowledged by the brokers, then the cursor moves: a crash between the two sends the page again
(at least once), and a consumer tells a repetition by the id of the event. Messages of one stream
have one key, so that a consumer sees them in their order.
"""

import logging
from datetime import datetime
from functools import lru_cache
from typing import Any

from flask import Flask, current_app
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from app import runtime
from app.feed import queries
from app.feed.events import encoded, events_of
from app.feed.rules import START, Position
from app.kernel.clock import clock
from app.store import db, rest, unit_of_work
from app.trail.models import TrailCursor

log = logging.getLogger(__name__)

READER = "feed.kafka"
#: How many messages are sent before the cursor moves, and how many pages one round sends.
PAGE, PAGES = 500, 10
#: How long the brokers have for a page, in milliseconds.
TIMEOUT_MS = 10_000
_HEADERS = [("content-type", b"application/cloudevents+json; charset=UTF-8")]
_round = runtime.Lock()


class KafkaAway(Exception):
    """The brokers did not acknowledge every message in time."""


@lru_cache(maxsize=4)
def _producer(servers: str, timeout_ms: int) -> Any:
    # Optional: only an installation that feeds a Kafka has the client.
    from confluent_kafka import Producer

    return Producer(
        {
            "bootstrap.servers": servers,
            "client.id": "mingchui-feed",
            "acks": "all",
            "enable.idempotence": True,
            "message.timeout.ms": timeout_ms,
        }
    )


def send_page(servers: str, topic: str, events: list[dict[str, Any]]) -> None:
    """Send events and wait until the brokers have every one; raises KafkaAway."""
    from confluent_kafka import KafkaException

    producer = _producer(servers, TIMEOUT_MS)
    faults: list[str] = []

    def note(fault: Any, _message: Any) -> None:
        if fault is not None:
            faults.append(str(fault))

    try:
        for event in events:
            producer.produce(
                topic,
                key=event["subject"].encode(),
                value=encoded(event),
                headers=_HEADERS,
                on_delivery=note,
            )
        left = producer.flush(TIMEOUT_MS / 1000 + 1)
    except (KafkaException, BufferError) as fault:
        raise KafkaAway(str(fault)) from None
    if left or faults:
        producer.purge()
        raise KafkaAway(faults[0] if faults else f"{left} messages without an answer")


def place() -> Position:
    """Return how far the topic has the record."""
    row = db.session.execute(
        select(TrailCursor.xid, TrailCursor.entry_id).where(TrailCursor.reader == READER)
    ).first()
    return Position(row.xid, row.entry_id) if row else START


def _move(old: Position, new: Position) -> None:
    """Move the cursor on, unless another process has."""
    values = {"xid": new.xid, "entry_id": new.entry_id, "read_at": clock.now()}
    with unit_of_work():
        db.session.execute(
            insert(TrailCursor)
            .values(reader=READER, **values)
            .on_conflict_do_update(
                index_elements=[TrailCursor.reader],
                set_=values,
                where=(TrailCursor.xid == old.xid) & (TrailCursor.entry_id == old.entry_id),
            )
        )


def publish(servers: str, topic: str) -> int:
    """Send what the topic has not got yet; return how many messages. Raises KafkaAway."""
    sent = 0
    for _ in range(PAGES):
        position = place()
        page = queries.read_page(position, court_id=None, limit=PAGE)
        events = events_of(page.entries)
        # Nothing is held open while the brokers are waited for.
        rest()
        if events:
            runtime.offload(send_page, servers, topic, events)
            sent += len(events)
        if page.position != position:
            _move(position, page.position)
        if not page.has_more:
            break
    return sent


def publish_to_kafka(at: datetime) -> None:  # noqa: ARG001 - the form of all timers
    """Send on beside the tick; brokers that are away hold nothing else up."""
    if not current_app.config["KAFKA_URL"] or not _round.acquire(blocking=False):
        return
    # Flask's own way to take the app along into a thread.
    application: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001
    runtime.spawn(_publish, application)


def _publish(application: Flask) -> None:
    try:
        with application.app_context():
            try:
                publish(application.config["KAFKA_URL"], application.config["KAFKA_TOPIC"])
            except KafkaAway as fault:
                log.warning("the brokers took nothing; the next beat tries again: %s", fault)
            except Exception:
                log.exception("nothing was published; the next beat tries again")
            finally:
                db.session.remove()
    finally:
        _round.release()
