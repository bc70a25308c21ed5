"""Take events out for a receiver, and note what it answered; the wire lies between the two.

No wire is touched inside a transaction. A crash between them leaves the delivery open: it is
sent again with the same id and the same bytes, so a receiver can tell the repetition (P102).
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select

from app.feed import queries
from app.feed.facts import SubscriptionPaused
from app.feed.models import DeliveredEntry, Delivery, Subscription
from app.feed.receivers import BATCH_MAX, SUBSCRIPTION, pause_after
from app.feed.rules import Position
from app.feed.services.subscriptions import secret_of
from app.feed.vocabulary import PauseCause, SubscriptionAction, SubscriptionState
from app.kernel.actors import SYSTEM
from app.kernel.calendar import local_date
from app.lawbook import rules as lawbook
from app.store import db, unit_of_work
from app.store.locks import lock_row
from app.trail.models import TrailEntry

#: How long a delivery taken out is nobody else's: longer than the wire can take.
LEASE = timedelta(seconds=60)
#: How many windows of the record are walked over in search of what a receiver wants.
WALKS = 4
#: How many deliveries are forgotten in one transaction; the next beat goes on.
FORGOTTEN_AT_ONCE = 50
_GONE = 410


@dataclass(frozen=True)
class Ready:
    """A delivery taken out for sending."""

    delivery_id: int
    subscription_id: int
    reference: str
    url: str
    secret: str
    entries: tuple[TrailEntry, ...]


def take_out(subscription_id: int, *, at: datetime) -> Ready | None:
    """Return what a receiver is to be sent next, or None: nothing new, resting, or in work."""
    with unit_of_work():
        row = db.session.scalar(
            select(Subscription)
            .where(Subscription.id == subscription_id)
            .with_for_update(skip_locked=True)
            .execution_options(populate_existing=True)
        )
        if row is None or row.state is not SubscriptionState.ACTIVE:
            return None
        if row.next_try_at is not None and row.next_try_at > at:
            return None
        delivery = queries.find_open_delivery(row) or _next_delivery(row, at)
        if delivery is None:
            return None
        row.next_try_at = at + LEASE
        return Ready(
            delivery_id=delivery.id,
            subscription_id=row.id,
            reference=delivery.reference,
            url=row.url,
            secret=secret_of(row),
            entries=tuple(queries.list_delivered(delivery.id)),
        )


def _next_delivery(row: Subscription, at: datetime) -> Delivery | None:
    """Write down the next events of a receiver as one delivery and move its place on."""
    for _ in range(WALKS):
        page = queries.read_page(
            Position(row.xid, row.entry_id),
            court_id=row.court_id,
            is_own=row.court_id is not None,
            names=row.types,
            limit=BATCH_MAX,
        )
        row.xid, row.entry_id = page.position.xid, page.position.entry_id
        if page.entries:
            break
        if not page.has_more:
            return None
    else:
        return None
    delivery = Delivery(
        subscription_id=row.id,
        run=row.run,
        reference=f"msg_{secrets.token_hex(16)}",
        events=len(page.entries),
        attempts=0,
        queued_at=at,
    )
    db.session.add(delivery)
    db.session.flush()
    db.session.add_all(
        DeliveredEntry(
            subscription_id=row.id, run=row.run, entry_id=entry.id, delivery_id=delivery.id
        )
        for entry in page.entries
    )
    return delivery


def note_answer(
    ready: Ready, *, status: int | None, text: str, is_taken: bool, at: datetime
) -> None:
    """Write down what a receiver answered, and when it is asked again."""
    with unit_of_work() as work:
        row = lock_row(Subscription, id=ready.subscription_id)
        delivery = lock_row(Delivery, id=ready.delivery_id)
        if delivery.done_at is not None:
            return
        delivery.attempts += 1
        delivery.tried_at, delivery.status, delivery.answer = at, status, text
        if is_taken:
            delivery.done_at = at
            row.delivered += delivery.events
        if delivery.run != row.run:
            return
        if is_taken:
            row.failures, row.failing_since, row.next_try_at = 0, None, None
            return
        row.failures += 1
        row.failing_since = row.failing_since or at
        row.next_try_at = at + pause_after(row.failures)
        cause = _cause_to_pause(row, status, at)
        if cause is not None and row.state is SubscriptionState.ACTIVE:
            row.state = SUBSCRIPTION.after(row.state, SubscriptionAction.PAUSE)
            row.pause_cause = cause
            fact = SubscriptionPaused(subscription=row.id, label=row.name, cause=cause)
            work.record(fact, actor=SYSTEM, at=at)


def _cause_to_pause(row: Subscription, status: int | None, at: datetime) -> PauseCause | None:
    if status == _GONE:
        return PauseCause.GONE
    days = lawbook.number("feed_failing_days", on=local_date(at))
    since = row.failing_since or at
    return PauseCause.FAILED if at - since >= timedelta(days=days) else None


def forget_due_deliveries(at: datetime) -> int:
    """Forget what was sent long ago and is over (P109); return how many deliveries.

    The record keeps every fact, and any of them is sent again from its cursor.
    """
    days = lawbook.number("feed_delivery_days", on=local_date(at))
    with unit_of_work():
        over = queries.list_forgettable(at - timedelta(days=days), limit=FORGOTTEN_AT_ONCE)
        if over:
            db.session.execute(delete(DeliveredEntry).where(DeliveredEntry.delivery_id.in_(over)))
            db.session.execute(delete(Delivery).where(Delivery.id.in_(over)))
    return len(over)
