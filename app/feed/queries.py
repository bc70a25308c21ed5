"""Read the record as a feed: settled facts after a place, a bounded part of it at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    and_,
    exists,
    func,
    literal,
    literal_column,
    or_,
    select,
    tuple_,
    union_all,
)

from app.feed.models import DeliveredEntry, Delivery, Subscription, SystemToken
from app.feed.rules import WITHHELD_PARTS, Position
from app.feed.vocabulary import PauseCause, SubscriptionState
from app.kernel.actors import Actor
from app.kernel.errors import NotFound, Refusal
from app.kernel.facts import Audience
from app.kernel.permissions import Role
from app.store.db import db
from app.trail.models import TrailEntry
from app.web.modules import court_book

#: How many facts one request may walk over in search of those it asks for.
WINDOW = 5000
#: Only facts of transactions older than every running one are settled (app/trail/reader.py).
_XMIN: ColumnElement[int] = literal_column(
    "pg_snapshot_xmin(pg_current_snapshot())::text::bigint", BigInteger
)
_COURT_AUDIENCES = (Audience.PUBLIC, Audience.PARTIES, Audience.COURT)


@dataclass(frozen=True)
class FeedPage:
    """Facts after a place, where the reader stands now, and whether more is settled already."""

    entries: Sequence[TrailEntry]
    position: Position
    has_more: bool


def head() -> Position:
    """Return the place of the newest settled fact."""
    row = db.session.execute(
        select(TrailEntry.xid, TrailEntry.id)
        .where(TrailEntry.xid < _XMIN)
        .order_by(TrailEntry.xid.desc(), TrailEntry.id.desc())
        .limit(1)
    ).first()
    return Position(row.xid, row.id) if row else Position(0, 0)


def check_position(position: Position) -> None:
    """Raise Refusal(cursor_from_future) for a place that this record has not reached."""
    if position.xid and db.session.scalar(select(literal(position.xid) >= _XMIN)):
        raise Refusal("cursor_from_future", fields={"after": ["cursor_from_future"]}, status=409)


def read_page(
    position: Position,
    *,
    court_id: int | None,
    is_own: bool = False,
    names: Sequence[str] = (),
    limit: int,
) -> FeedPage:
    """Return the next facts after a place: public ones, and those of a court if one is given.

    ``is_own`` leaves out what is public of other courts.

    At most WINDOW facts are walked over; a reader that asks for rare ones goes on from where the
    walk ended. The end is taken first: what lies before it is settled and cannot grow.
    """
    order = tuple_(TrailEntry.xid, TrailEntry.id)
    ahead = (
        select(TrailEntry.xid, TrailEntry.id)
        .where(order > tuple_(position.xid, position.entry_id), TrailEntry.xid < _XMIN)
        .order_by(TrailEntry.xid, TrailEntry.id)
        .limit(WINDOW)
        .subquery()
    )
    last = db.session.execute(
        select(ahead.c.xid, ahead.c.id, func.count().over().label("walked"))
        .order_by(ahead.c.xid.desc(), ahead.c.id.desc())
        .limit(1)
    ).first()
    if last is None:
        return FeedPage([], position, has_more=False)
    query = select(TrailEntry).where(
        order > tuple_(position.xid, position.entry_id),
        order <= tuple_(last.xid, last.id),
        _visible(court_id, is_own=is_own),
    )
    if names:
        query = query.where(TrailEntry.name.in_(names))
    query = query.order_by(TrailEntry.xid, TrailEntry.id).limit(limit + 1)
    entries = list(db.session.scalars(query))
    if len(entries) > limit:
        entries = entries[:limit]
        return FeedPage(entries, Position(entries[-1].xid, entries[-1].id), has_more=True)
    return FeedPage(entries, Position(last.xid, last.id), has_more=last.walked == WINDOW)


def _visible(court_id: int | None, *, is_own: bool) -> ColumnElement[bool]:
    """Return what is public, or also what the court's own staff may read of its cases."""
    is_public = TrailEntry.audience == Audience.PUBLIC
    if court_id is None:
        return is_public
    of_court = or_(
        TrailEntry.case_number.in_(court_book().case_numbers(court_id)),
        and_(TrailEntry.case_number.is_(None), TrailEntry.court_id == court_id),
    )
    about_people = or_(*(TrailEntry.name.startswith(part) for part in WITHHELD_PARTS))
    own = and_(TrailEntry.audience.in_(_COURT_AUDIENCES), of_court, ~about_people)
    return own if is_own else or_(is_public, own)


def list_tokens(court_id: int) -> Sequence[SystemToken]:
    """Return the tokens of a court, those that work first, then the newest."""
    query = select(SystemToken).where(SystemToken.court_id == court_id)
    order = (SystemToken.revoked_at.is_not(None), SystemToken.id.desc())
    return db.session.scalars(query.order_by(*order).limit(100)).all()


def count_working_tokens(court_id: int, at: datetime) -> int:
    """Return how many tokens of a court open something at a moment."""
    query = select(func.count(SystemToken.id)).where(
        SystemToken.court_id == court_id,
        SystemToken.revoked_at.is_(None),
        SystemToken.ends_at > at,
    )
    return db.session.scalars(query).one()


def get_token(token_id: int, *, court_id: int | None) -> SystemToken:
    """Return a token of a court; raise NotFound, also for one of another court."""
    token = db.session.get(SystemToken, token_id)
    if token is None or token.court_id != court_id:
        raise NotFound("token", token_id)
    return token


def find_token(token_hash: str) -> SystemToken | None:
    """Return the token of a digest, or None."""
    return db.session.scalar(select(SystemToken).where(SystemToken.token_hash == token_hash))


def list_subscriptions(court_id: int | None) -> Sequence[Subscription]:
    """Return the subscriptions of a court, or those to public facts, the newest first."""
    return db.session.scalars(
        select(Subscription)
        .where(Subscription.court_id.is_not_distinct_from(court_id))
        .order_by(Subscription.id.desc())
        .limit(100)
    ).all()


def count_living_subscriptions(court_id: int | None) -> int:
    """Return how many receivers of a court, or of public facts, may still be sent something."""
    query = select(func.count(Subscription.id)).where(
        Subscription.court_id.is_not_distinct_from(court_id),
        Subscription.state != SubscriptionState.ENDED,
    )
    return db.session.scalars(query).one()


def list_resting(court_id: int | None) -> Sequence[Subscription]:
    """Return the subscriptions that rest because their receiver failed; of every court if None."""
    query = select(Subscription).where(
        Subscription.state == SubscriptionState.PAUSED,
        Subscription.pause_cause != PauseCause.ORDERED,
    )
    if court_id is not None:
        query = query.where(Subscription.court_id == court_id)
    return db.session.scalars(query.order_by(Subscription.id).limit(20)).all()


def get_subscription(subscription_id: int, *, actor: Actor) -> Subscription:
    """Return a subscription of the actor's court, an operator any; raise NotFound."""
    row = db.session.get(Subscription, subscription_id)
    if row is None or not (actor.has(Role.OPERATOR) or row.court_id == actor.court_id):
        raise NotFound("subscription", subscription_id)
    return row


def list_due_subscriptions(at: datetime, *, limit: int) -> Sequence[int]:
    """Return the numbers of the receivers that have something to be sent now, longest due first."""
    newest = head()
    waits = exists().where(
        Delivery.subscription_id == Subscription.id,
        Delivery.run == Subscription.run,
        Delivery.done_at.is_(None),
    )
    place = tuple_(Subscription.xid, Subscription.entry_id)
    return db.session.scalars(
        select(Subscription.id)
        .where(
            Subscription.state == SubscriptionState.ACTIVE,
            or_(Subscription.next_try_at.is_(None), Subscription.next_try_at <= at),
            or_(place < tuple_(newest.xid, newest.entry_id), waits),
        )
        .order_by(Subscription.next_try_at.nulls_first(), Subscription.id)
        .limit(limit)
    ).all()


def find_open_delivery(row: Subscription) -> Delivery | None:
    """Return the delivery of this reading of the record that is not done yet."""
    return db.session.scalar(
        select(Delivery).where(
            Delivery.subscription_id == row.id,
            Delivery.run == row.run,
            Delivery.done_at.is_(None),
        )
    )


def list_delivered(delivery_id: int) -> Sequence[TrailEntry]:
    """Return the facts of a delivery in the order of the record."""
    return db.session.scalars(
        select(TrailEntry)
        .join(DeliveredEntry, DeliveredEntry.entry_id == TrailEntry.id)
        .where(DeliveredEntry.delivery_id == delivery_id)
        .order_by(TrailEntry.xid, TrailEntry.id)
    ).all()


def list_deliveries(subscription_id: int, limit: int = 20) -> Sequence[Delivery]:
    """Return the newest deliveries of a subscription."""
    return db.session.scalars(
        select(Delivery)
        .where(Delivery.subscription_id == subscription_id)
        .order_by(Delivery.id.desc())
        .limit(limit)
    ).all()


def list_forgettable(before: datetime, *, limit: int) -> Sequence[int]:
    """Return the numbers of deliveries that were over before a moment, a bounded part of them.

    Over is what a receiver took, and what was left behind by a replay or by the end; what a living
    receiver still waits for is never among them, however old it is.
    """
    taken = select(Delivery.id).where(Delivery.done_at < before)
    is_left = or_(Subscription.state == SubscriptionState.ENDED, Delivery.run < Subscription.run)
    left = (
        select(Delivery.id)
        .join(Subscription, Subscription.id == Delivery.subscription_id)
        .where(Delivery.done_at.is_(None), Delivery.queued_at < before, is_left)
    )
    both = union_all(
        taken.order_by(Delivery.done_at).limit(limit), left.order_by(Delivery.id).limit(limit)
    )
    return db.session.scalars(both).all()


def is_behind(row: Subscription) -> bool:
    """Say whether the record holds something settled after the place of a receiver."""
    return head() > Position(row.xid, row.entry_id)


def read_case_page(
    position: Position, *, case_number: str, court_id: int, names: Sequence[str], limit: int
) -> FeedPage:
    """Return the next settled facts of those names of a case of the court after a place."""
    order = tuple_(TrailEntry.xid, TrailEntry.id)
    query = (
        select(TrailEntry)
        .where(
            order > tuple_(position.xid, position.entry_id),
            TrailEntry.xid < _XMIN,
            TrailEntry.case_number == case_number,
            TrailEntry.case_number.in_(court_book().case_numbers(court_id)),
            TrailEntry.name.in_(names),
        )
        .order_by(TrailEntry.xid, TrailEntry.id)
        .limit(limit + 1)
    )
    found = list(db.session.scalars(query))
    entries = found[:limit]
    if entries:
        position = Position(entries[-1].xid, entries[-1].id)
    return FeedPage(entries, position, has_more=len(found) > limit)
