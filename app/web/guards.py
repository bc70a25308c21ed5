"""Every route names its guard: a permission, or public by intention."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any, TypeVar

from flask import g, redirect, request, url_for

from app.kernel.actors import PUBLIC, Actor
from app.kernel.clock import clock
from app.kernel.errors import Forbidden, Refusal
from app.kernel.permissions import Permission

_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
View = TypeVar("View", bound=Callable[..., Any])


def current_actor() -> Actor:
    """Return who is asking; PUBLIC when nobody signed in."""
    return g.get("actor", PUBLIC)


def received_at() -> datetime:
    """Return the moment this request entered, stamped before any wait."""
    moment: datetime = g.get("received_at") or clock.now()
    return moment


def is_api() -> bool:
    """Say whether the caller is a program rather than a page."""
    return request.path.startswith(("/api/", "/bank/", "/inquiry/", "/log/", "/uploads"))


def public(view: View) -> View:
    """Open a route to everyone, on purpose."""
    view.guard = "public"  # type: ignore[attr-defined]
    return view


def csrf_exempt(view: View) -> View:
    """Take a write out of the CSRF check: it proves its sender by other means."""
    view.csrf_exempt = True  # type: ignore[attr-defined]
    return view


def _may_reader_send(permission: Permission) -> bool:
    """Say whether an observer may send this: reading, and acts on the own account only."""
    is_own = request.blueprint in {"identity", "identity_api"}
    return request.method in _SAFE or is_own or permission is Permission.OBSERVE


def guarded(permission: Permission) -> Callable[[View], View]:
    """Let only holders of a permission through; visitors of a page are sent to sign in."""

    def decorate(view: View) -> View:
        @wraps(view)
        def wrapper(*args: Any, **kwargs: Any) -> Any:
            actor = current_actor()
            if not actor.is_signed_in:
                if is_api():
                    raise Refusal("sign_in_required", status=401)
                return redirect(url_for("identity.sign_in", next=request.full_path.rstrip("?")))
            if not actor.may(permission):
                raise Forbidden
            if actor.is_reader and not _may_reader_send(permission):
                raise Forbidden("read_only")
            return view(*args, **kwargs)

        wrapper.guard = permission  # type: ignore[attr-defined]
        return wrapper  # type: ignore[return-value]

    return decorate
