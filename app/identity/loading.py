"""Name the actor of each request, and refuse writes from other origins."""

from flask import Flask, current_app, g, request, session
from flask_wtf.csrf import CSRFProtect

from app.identity.services.sessions import find_session, hash_of
from app.kernel.actors import PUBLIC

csrf = CSRFProtect()
_SAFE = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})


def load_actor() -> None:
    """Put the signed-in actor into the request's context."""
    g.actor, g.session_hash = PUBLIC, None
    token = session.get("sid")
    if not token or request.endpoint in {"static", "media.serve"}:
        return
    token_hash = hash_of(token)
    actor = find_session(token_hash)
    if actor is None:
        session.pop("sid", None)
        return
    g.actor, g.session_hash = actor, token_hash


def check_csrf() -> None:
    """Ask every write for the session's token, unless its view proves the sender otherwise."""
    if request.method in _SAFE or not current_app.config["CSRF_ENABLED"]:
        return
    view = current_app.view_functions.get(request.endpoint or "")
    if view is None or getattr(view, "csrf_exempt", False):
        return
    csrf.protect()


def init_app(app: Flask) -> None:
    """Hook both into every request, in this order."""
    app.config["WTF_CSRF_CHECK_DEFAULT"] = False
    app.config["WTF_CSRF_TIME_LIMIT"] = None
    csrf.init_app(app)
    app.before_request(load_actor)
    app.before_request(check_csrf)
