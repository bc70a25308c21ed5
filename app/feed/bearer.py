"""Who asks with a token instead of a sign-in (RFC 6750)."""

from flask import request

from app.feed.models import SystemToken
from app.feed.services import tokens
from app.feed.vocabulary import Scope
from app.kernel.errors import Refusal


def find_token(scope: Scope) -> SystemToken | None:
    """Return the token of this request, or None if it shows none.

    Raises what ``tokens.admit`` does: a token that does not work is never taken for no token.
    """
    kind, _, secret = request.headers.get("Authorization", "").partition(" ")
    if not kind:
        return None
    if kind.lower() != "bearer":
        raise Refusal("token_unknown", status=401)
    return tokens.admit(secret.strip(), scope)


def get_token(scope: Scope) -> SystemToken:
    """Return the token of this request; raises Refusal(token_unknown) where there is none."""
    token = find_token(scope)
    if token is None:
        raise Refusal("token_unknown", status=401)
    return token
