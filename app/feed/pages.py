"""The desk of the feed: tokens of the court's own systems."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.feed import queries
from app.feed.schemas import TokenForm
from app.feed.services import tokens
from app.feed.vocabulary import Scope
from app.feed.words import SCOPES, STATES
from app.kernel.errors import Refusal
from app.kernel.permissions import Permission
from app.web.errors import describe
from app.web.guards import current_actor, guarded, received_at
from app.web.modules import court_book
from app.web.parsing import load

bp = Blueprint("feed_desk", __name__, url_prefix="/desk/feed")


def _desk(refusal: Refusal | None = None, secret: str | None = None) -> ResponseReturnValue:
    actor = current_actor()
    court_id = actor.court_id
    page = render_template(
        "feed/desk.html",
        court=court_book().name_of(court_id) if court_id else None,
        tokens=queries.list_tokens(court_id) if court_id else (),
        scopes=[(scope.value, words) for scope, words in SCOPES.items()],
        scope_words={scope.value: words for scope, words in SCOPES.items()},
        subscriptions=queries.list_subscriptions(court_id),
        states=STATES,
        values=request.form,
        secret=secret,
        now=received_at(),
        problem=describe(refusal) if refusal else None,
    )
    return page, refusal.status if refusal else 200


@bp.get("")
@guarded(Permission.MANAGE_FEED)
def get_desk() -> ResponseReturnValue:
    """Show the ways by which facts leave the platform."""
    return _desk()


@bp.post("/tokens")
@guarded(Permission.MANAGE_FEED)
def post_token() -> ResponseReturnValue:
    """Make a token and show it, this once."""
    try:
        given = load(TokenForm)
        scopes: list[Scope] = given["scopes"]
        secret = tokens.make_token(
            name=given["name"], scopes=scopes, actor=current_actor(), at=received_at()
        )
    except Refusal as refusal:
        return _desk(refusal)
    return _desk(secret=secret)


@bp.post("/tokens/<int:token_id>/revocation")
@guarded(Permission.MANAGE_FEED)
def post_revocation(token_id: int) -> ResponseReturnValue:
    """End a token at once."""
    tokens.revoke_token(token_id=token_id, actor=current_actor(), at=received_at())
    flash(_("The token has ended."), "success")
    return redirect(url_for("feed_desk.get_desk"), 303)
