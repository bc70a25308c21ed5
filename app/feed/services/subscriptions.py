"""Who is sent what happens: subscribe, pause, resume, replay, end (P102)."""

import base64
import secrets
from collections.abc import Collection, Sequence
from datetime import datetime
from urllib.parse import urlsplit

from app.feed import queries
from app.feed.facts import (
    SubscriptionEnded,
    SubscriptionMade,
    SubscriptionPaused,
    SubscriptionReplayed,
    SubscriptionResumed,
)
from app.feed.models import Subscription
from app.feed.receivers import SUBSCRIPTION, check_url
from app.feed.rules import START, cursor_of, position_of
from app.feed.vocabulary import PauseCause, SubscriptionAction, SubscriptionState
from app.identity import vault
from app.kernel.actors import Actor
from app.kernel.errors import Refusal
from app.store import db, unit_of_work
from app.store.locks import lock_names, lock_row

#: How many receivers one court, or the platform as a whole, may have.
SUBSCRIPTIONS_MAX = 20
A = SubscriptionAction


def subscribe(
    *,
    name: str,
    url: str,
    types: Sequence[str],
    from_start: bool,
    internal: Collection[str],
    actor: Actor,
    at: datetime,
) -> tuple[int, str]:
    """Send a receiver what happens; return the number of the subscription and its secret.

    Whoever acts for a court subscribes to the court's own facts, anybody else to public ones.
    ``types`` are names of facts, none is all; ``from_start`` begins with the oldest fact.

    Raises Refusal(receiver_not_allowed, too_many_subscriptions).
    """
    kept_url = check_url(url, internal)
    secret = "whsec_" + base64.b64encode(secrets.token_bytes(32)).decode()
    reference = secrets.token_hex(16)
    with unit_of_work() as work:
        lock_names(f"feed-subscriptions:{actor.court_id}")
        if queries.count_living_subscriptions(actor.court_id) >= SUBSCRIPTIONS_MAX:
            raise Refusal("too_many_subscriptions", params={"most": SUBSCRIPTIONS_MAX}, status=409)
        position = START if from_start else queries.head()
        row = Subscription(
            name=name.strip(),
            court_id=actor.court_id,
            url=kept_url,
            types=sorted(set(types)),
            secret_sealed=vault.seal("feed_secret", secret, reference),
            reference=reference,
            state=SubscriptionState.ACTIVE,
            xid=position.xid,
            entry_id=position.entry_id,
            run=1,
            failures=0,
            delivered=0,
            made_by=actor.account,
            made_at=at,
        )
        db.session.add(row)
        db.session.flush()
        host = urlsplit(kept_url).hostname or ""
        work.record(
            SubscriptionMade(subscription=row.id, label=row.name, host=host, types=row.types),
            actor=actor,
            at=at,
        )
        return row.id, secret


def secret_of(row: Subscription) -> str:
    """Return the secret that signs what a receiver is sent."""
    return vault.unseal("feed_secret", row.secret_sealed, row.reference)


def _locked(subscription_id: int, actor: Actor, action: SubscriptionAction) -> Subscription:
    queries.get_subscription(subscription_id, actor=actor)
    row = lock_row(Subscription, id=subscription_id)
    row.state = SUBSCRIPTION.after(row.state, action)
    return row


def pause(*, subscription_id: int, actor: Actor, at: datetime) -> None:
    """Send nothing until the subscription is resumed; its place is kept. Raises IllegalMove."""
    with unit_of_work() as work:
        row = _locked(subscription_id, actor, A.PAUSE)
        row.pause_cause = PauseCause.ORDERED
        fact = SubscriptionPaused(subscription=row.id, label=row.name, cause=row.pause_cause)
        work.record(fact, actor=actor, at=at)


def resume(*, subscription_id: int, actor: Actor, at: datetime) -> None:
    """Go on sending where it stopped, at once. Raises IllegalMove."""
    with unit_of_work() as work:
        row = _locked(subscription_id, actor, A.RESUME)
        row.pause_cause = row.next_try_at = row.failing_since = None
        row.failures = 0
        work.record(SubscriptionResumed(subscription=row.id, label=row.name), actor=actor, at=at)


def replay(*, subscription_id: int, cursor: str, actor: Actor, at: datetime) -> None:
    """Send the record again from a cursor, an empty one from the very beginning.

    What waits of the reading before is left: it comes again in its order.

    Raises Refusal(bad_cursor, cursor_from_future, subscription_ended).
    """
    position = position_of(cursor)
    with unit_of_work() as work:
        queries.check_position(position)
        queries.get_subscription(subscription_id, actor=actor)
        row = lock_row(Subscription, id=subscription_id)
        if row.state is SubscriptionState.ENDED:
            raise Refusal("subscription_ended", status=409)
        row.run += 1
        row.xid, row.entry_id = position.xid, position.entry_id
        row.next_try_at = row.failing_since = None
        row.failures = 0
        fact = SubscriptionReplayed(
            subscription=row.id, label=row.name, cursor=cursor_of(position) if cursor else ""
        )
        work.record(fact, actor=actor, at=at)


def end(*, subscription_id: int, actor: Actor, at: datetime) -> None:
    """Send nothing any more, for good. Raises IllegalMove."""
    with unit_of_work() as work:
        row = _locked(subscription_id, actor, A.END)
        row.pause_cause = None
        work.record(SubscriptionEnded(subscription=row.id, label=row.name), actor=actor, at=at)
