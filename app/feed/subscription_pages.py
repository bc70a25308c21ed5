"""Pages of receivers: subscribe, see how each answers, pause, resume, replay, end."""

from collections.abc import Callable
from datetime import datetime

from flask import Blueprint, current_app, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.feed import queries
from app.feed.event_types import known_facts
from app.feed.rules import Position, cursor_of, fact_names
from app.feed.schemas import ReplayForm, SubscriptionForm
from app.feed.services import subscriptions
from app.feed.vocabulary import SubscriptionState
from app.feed.words import CAUSES, STATES
from app.kernel.actors import Actor
from app.kernel.errors import Refusal
from app.kernel.facts import Audience
from app.kernel.permissions import Permission
from app.web.acting import answer_act
from app.web.errors import describe
from app.web.guards import current_actor, guarded, received_at
from app.web.parsing import load

bp = Blueprint("feed_subscriptions", __name__, url_prefix="/desk/feed/subscriptions")


def _page(
    subscription_id: int, refusal: Refusal | None = None, secret: str | None = None
) -> ResponseReturnValue:
    row = queries.get_subscription(subscription_id, actor=current_actor())
    page = render_template(
        "feed/subscription.html",
        row=row,
        state=STATES[row.state],
        cause=CAUSES[row.pause_cause] if row.pause_cause else None,
        may_pause=row.state is SubscriptionState.ACTIVE,
        may_resume=row.state is SubscriptionState.PAUSED,
        is_ended=row.state is SubscriptionState.ENDED,
        is_behind=queries.is_behind(row),
        cursor=cursor_of(Position(row.xid, row.entry_id)) if row.xid else "",
        deliveries=queries.list_deliveries(row.id),
        secret=secret,
        values=request.form,
        problem=describe(refusal) if refusal else None,
    )
    return page, refusal.status if refusal else 200


def _form(refusal: Refusal | None = None) -> ResponseReturnValue:
    court_id = current_actor().court_id
    known = known_facts().items()
    shown = [name for name, fact in known if court_id or fact.audience is Audience.PUBLIC]
    page = render_template(
        "feed/subscription_form.html",
        is_court=court_id is not None,
        types=shown,
        values=request.form,
        problem=describe(refusal) if refusal else None,
    )
    return page, refusal.status if refusal else 200


@bp.get("/new")
@guarded(Permission.MANAGE_FEED)
def new_subscription() -> ResponseReturnValue:
    """Show the form of a new receiver."""
    return _form()


@bp.post("")
@guarded(Permission.MANAGE_FEED)
def post_subscription() -> ResponseReturnValue:
    """Subscribe a receiver and show its secret, this once."""
    try:
        given = load(SubscriptionForm)
        subscription_id, secret = subscriptions.subscribe(
            name=given["name"],
            url=given["url"],
            types=fact_names(given["types"].replace(",", " ").split(), known_facts()),
            from_start=given["from_start"],
            internal=current_app.config["FEED_INTERNAL_HOSTS"],
            actor=current_actor(),
            at=received_at(),
        )
    except Refusal as refusal:
        return _form(refusal)
    return _page(subscription_id, secret=secret)


@bp.get("/<int:subscription_id>")
@guarded(Permission.MANAGE_FEED)
def get_subscription(subscription_id: int) -> ResponseReturnValue:
    """Show how a receiver answers."""
    return _page(subscription_id)


def _act(subscription_id: int, act: Callable[[], object], words: str) -> ResponseReturnValue:
    return answer_act(
        act,
        again=lambda refusal: _page(subscription_id, refusal),
        words=words,
        back=url_for("feed_subscriptions.get_subscription", subscription_id=subscription_id),
    )


def _order(subscription_id: int, order: Callable[..., object], words: str) -> ResponseReturnValue:
    actor: Actor = current_actor()
    at: datetime = received_at()
    return _act(
        subscription_id,
        lambda: order(subscription_id=subscription_id, actor=actor, at=at),
        words,
    )


@bp.post("/<int:subscription_id>/pause")
@guarded(Permission.MANAGE_FEED)
def post_pause(subscription_id: int) -> ResponseReturnValue:
    """Let sending rest."""
    return _order(subscription_id, subscriptions.pause, _("Sending rests."))


@bp.post("/<int:subscription_id>/resumption")
@guarded(Permission.MANAGE_FEED)
def post_resumption(subscription_id: int) -> ResponseReturnValue:
    """Go on sending."""
    return _order(subscription_id, subscriptions.resume, _("Sending goes on where it stopped."))


@bp.post("/<int:subscription_id>/end")
@guarded(Permission.MANAGE_FEED)
def post_end(subscription_id: int) -> ResponseReturnValue:
    """End a subscription for good."""
    return _order(subscription_id, subscriptions.end, _("Nothing is sent any more."))


@bp.post("/<int:subscription_id>/replay")
@guarded(Permission.MANAGE_FEED)
def post_replay(subscription_id: int) -> ResponseReturnValue:
    """Send the record again from a cursor."""

    def replay() -> None:
        cursor = load(ReplayForm)["cursor"].strip()
        subscriptions.replay(
            subscription_id=subscription_id,
            cursor=cursor,
            actor=current_actor(),
            at=received_at(),
        )

    return _act(subscription_id, replay, _("The record is sent again from there."))
