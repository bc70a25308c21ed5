"""Sign-in for programs, and passes for their sockets."""

from typing import Any

from flask import Response, g, make_response, request, session
from flask_wtf.csrf import generate_csrf

from app.identity import limits
from app.identity.facade import issue_ticket
from app.identity.schemas import SessionView, SignIn
from app.identity.services import sessions
from app.kernel.permissions import Permission
from app.web.api import Blueprint
from app.web.guards import csrf_exempt, current_actor, guarded, public, received_at

bp = Blueprint("identity_api", __name__, url_prefix="/api/v1", description="Sign-in")


@bp.post("/sessions")
@public
@csrf_exempt
@bp.arguments(SignIn)
@bp.response(201, SessionView)
def post_session(given: dict[str, Any]) -> dict[str, Any]:
    """Sign in: answers the session cookie and the CSRF token of further writes."""
    limits.allow_sign_in(given["account"], request.remote_addr or "")
    person, token = sessions.begin_session(**given, at=received_at())
    session.clear()
    session["sid"] = token
    return {
        "csrf_token": generate_csrf(),
        "person": {"account": person.account, "name": person.name},
        "roles": list(person.roles),
    }


@bp.delete("/sessions/current")
@guarded(Permission.SIGNED_IN)
def delete_session() -> Response:
    """Sign out: the cookie and its sockets stop working at once."""
    sessions.end_session(token_hash=g.session_hash, actor=current_actor(), at=received_at())
    session.clear()
    return make_response("", 204)


@bp.post("/socket-tickets")
@guarded(Permission.SIGNED_IN)
def post_socket_ticket() -> Response:
    """Return a single-use ticket for the socket, good for thirty seconds."""
    ticket = issue_ticket(actor=current_actor(), token_hash=g.session_hash)
    return make_response({"ticket": ticket, "expires_in": 30}, 201)
