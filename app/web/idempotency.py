"""The same key gives the same answer, and an order takes effect once."""

import hashlib
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any, TypeVar

from flask import Response, make_response, request
from sqlalchemy import LargeBinary, String, delete
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.clock import clock
from app.kernel.errors import Conflict, Refusal
from app.store.columns import moment
from app.store.db import db
from app.store.work import unit_of_work
from app.web.guards import current_actor

View = TypeVar("View", bound=Callable[..., Any])

#: A first request that is still unanswered after this long has died with its process.
ABANDONED_AFTER = timedelta(seconds=60)


class IdempotentAnswer(db.Model):  # type: ignore[name-defined,misc]
    """The answer once given to a key."""

    __tablename__ = "web_idempotent_answer"

    scope: Mapped[str] = mapped_column(String(64), primary_key=True)
    fingerprint: Mapped[str] = mapped_column(String(64))
    status: Mapped[int | None]
    content_type: Mapped[str | None] = mapped_column(String(80))
    body: Mapped[bytes | None] = mapped_column(LargeBinary)
    taken_at: Mapped[moment]


def _scope(key: str) -> str:
    actor = current_actor()
    who = str(actor.person_id or request.remote_addr)
    return hashlib.sha256(f"{who}\n{request.method}\n{request.path}\n{key}".encode()).hexdigest()


def _claim(scope: str, fingerprint: str) -> IdempotentAnswer | None:
    """Take the key for this request, or return the earlier request's row."""
    with unit_of_work():
        db.session.execute(
            delete(IdempotentAnswer).where(
                IdempotentAnswer.scope == scope,
                IdempotentAnswer.status.is_(None),
                IdempotentAnswer.taken_at < clock.now() - ABANDONED_AFTER,
            )
        )
        taken = db.session.scalar(
            insert(IdempotentAnswer)
            .values(scope=scope, fingerprint=fingerprint, taken_at=clock.now())
            .on_conflict_do_nothing()
            .returning(IdempotentAnswer.scope)
        )
        return None if taken else db.session.get(IdempotentAnswer, scope)


def _keep(scope: str, response: Response | None) -> None:
    with unit_of_work():
        row = db.session.get(IdempotentAnswer, scope)
        if row is None:
            return
        if response is None or response.status_code >= 500:
            db.session.delete(row)
            return
        row.status = response.status_code
        row.content_type, row.body = response.content_type, response.get_data()


def idempotent(view: View) -> View:
    """Honor Idempotency-Key on a write: replay, or 409 for another body or a running twin."""

    @wraps(view)
    def wrapper(*args: Any, **kwargs: Any) -> Any:
        key = request.headers.get("Idempotency-Key")
        if not key:
            return view(*args, **kwargs)
        if len(key) > 200:
            raise Refusal("invalid_input", fields={"Idempotency-Key": ["invalid_input"]})
        scope = _scope(key)
        fingerprint = hashlib.sha256(request.get_data()).hexdigest()
        earlier = _claim(scope, fingerprint)
        if earlier is not None:
            if earlier.fingerprint != fingerprint:
                raise Conflict("idempotency_mismatch")
            if earlier.status is None:
                raise Conflict("idempotency_running")
            return Response(earlier.body, earlier.status, content_type=earlier.content_type)
        response = None
        try:
            response = make_response(view(*args, **kwargs))
        except Refusal as refusal:
            from app.web.errors import on_refusal

            response = on_refusal(refusal)
        finally:
            _keep(scope, response)
        return response

    return wrapper  # type: ignore[return-value]
