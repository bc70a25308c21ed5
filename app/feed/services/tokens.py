"""Open a court's facts to its own systems, and close them again (P101)."""

import hashlib
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta

from app.feed import queries
from app.feed.facts import TokenMade, TokenRevoked
from app.feed.models import SystemToken
from app.feed.vocabulary import Scope
from app.kernel.actors import Actor
from app.kernel.calendar import local_date
from app.kernel.clock import clock
from app.kernel.errors import Forbidden, Refusal
from app.kernel.facts import stamp
from app.lawbook import rules as lawbook
from app.store import db, unit_of_work
from app.store.locks import lock_names, lock_row

#: How often the use of a token is noted.
NOTED_EVERY = timedelta(hours=1)
#: How many working tokens one court may have.
TOKENS_MAX = 20
_MARK = "mct_"


def _hash_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def make_token(*, name: str, scopes: Iterable[Scope], actor: Actor, at: datetime) -> str:
    """Make a token for a system of the actor's court and return it: it is shown this once.

    Raises Forbidden(other_court) for who acts for no court, Refusal(too_many_tokens).
    """
    if actor.court_id is None:
        raise Forbidden("other_court")
    life = timedelta(days=lawbook.number("feed_token_days", on=local_date(at)))
    given = sorted(scope.value for scope in set(scopes))
    secret = _MARK + secrets.token_urlsafe(32)
    with unit_of_work() as work:
        lock_names(f"feed-tokens:{actor.court_id}")
        if queries.count_working_tokens(actor.court_id, at) >= TOKENS_MAX:
            raise Refusal("too_many_tokens", params={"most": TOKENS_MAX}, status=409)
        token = SystemToken(
            name=name.strip(),
            court_id=actor.court_id,
            scopes=given,
            token_hash=_hash_of(secret),
            made_by=actor.account,
            made_at=at,
            ends_at=at + life,
        )
        db.session.add(token)
        db.session.flush()
        work.record(
            TokenMade(token=token.id, label=token.name, scopes=given, ends_at=stamp(token.ends_at)),
            actor=actor,
            at=at,
        )
    return secret


def revoke_token(*, token_id: int, actor: Actor, at: datetime) -> None:
    """End a token at once; asked again, nothing more happens. Raises NotFound."""
    with unit_of_work() as work:
        queries.get_token(token_id, court_id=actor.court_id)
        token = lock_row(SystemToken, id=token_id)
        if token.revoked_at is not None:
            return
        token.revoked_at, token.revoked_by = at, actor.account
        work.record(TokenRevoked(token=token.id, label=token.name), actor=actor, at=at)


def admit(secret: str, scope: Scope) -> SystemToken:
    """Return the token behind a secret if it works and reaches this far; note its use.

    Raises Refusal(token_unknown, token_ended), both 401, and Forbidden(token_scope).
    """
    token = queries.find_token(_hash_of(secret))
    if token is None:
        raise Refusal("token_unknown", status=401)
    now = clock.now()
    if token.revoked_at is not None or token.ends_at <= now:
        raise Refusal("token_ended", status=401)
    if scope.value not in token.scopes:
        raise Forbidden("token_scope")
    if token.used_at is None or now - token.used_at > NOTED_EVERY:
        with unit_of_work():
            lock_row(SystemToken, id=token.id).used_at = now
    return token
