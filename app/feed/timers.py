"""What the clock process asks of the feed every second: send what receivers have not got yet."""

import logging
from datetime import datetime

from flask import Flask, current_app

from app import runtime
from app.feed import queries, wire
from app.feed.events import BATCH, encoded, events_of
from app.feed.services import deliveries
from app.kernel.clock import clock
from app.store import db, rest

log = logging.getLogger(__name__)

#: How many receivers are sent to at a time; one that hangs holds one of these places.
AT_ONCE = 8
#: How many deliveries one receiver gets in a row before it makes room for another.
IN_A_ROW = 20
_places = runtime.Semaphore(AT_ONCE)
#: Receivers that this process is sending to; other processes are kept off by the lease.
_in_work: set[int] = set()


def send_due_events(at: datetime) -> None:
    """Send to every due receiver beside the tick: none holds up a closing lot, nor another."""
    # Flask's own way to take the app along into a thread.
    application: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001
    for subscription_id in queries.list_due_subscriptions(at, limit=100):
        if subscription_id in _in_work:
            continue
        if not _places.acquire(blocking=False):
            return
        _in_work.add(subscription_id)
        runtime.spawn(_send, application, subscription_id, at)


def _send(application: Flask, subscription_id: int, at: datetime) -> None:
    try:
        with application.app_context():
            try:
                deliver(subscription_id, at=at)
            except Exception:
                log.exception("receiver %s was sent nothing; its lease runs out", subscription_id)
            finally:
                db.session.remove()
    finally:
        _in_work.discard(subscription_id)
        _places.release()


def deliver(subscription_id: int, *, at: datetime) -> int:
    """Send a receiver what it has not got yet; return how many deliveries it took.

    The wire takes its time: each delivery is leased and noted at its own moment, not at that of
    the beat that began the row, or a lease would be over before its wire is.
    """
    for done in range(IN_A_ROW):
        ready = deliveries.take_out(subscription_id, at=max(at, clock.now()))
        if ready is None:
            return done
        body = encoded(events_of(ready.entries))
        # The wall clock, not the rehearsal clock: the receiver knows no rehearsal.
        timestamp = int(clock.real_now().timestamp())
        headers = {
            "Content-Type": BATCH,
            "User-Agent": "mingchui-feed/1",
            "webhook-id": ready.reference,
            "webhook-timestamp": str(timestamp),
            "webhook-signature": wire.signature(ready.secret, ready.reference, timestamp, body),
        }
        rest()
        internal = current_app.config["FEED_INTERNAL_HOSTS"]
        answer = wire.post(ready.url, body, headers, internal)
        deliveries.note_answer(
            ready,
            status=answer.status,
            text=answer.text,
            is_taken=answer.is_taken,
            at=max(at, clock.now()),
        )
        if not answer.is_taken:
            return done
    return IN_A_ROW
