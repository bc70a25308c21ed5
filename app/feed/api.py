"""The feed for programs: events by cursor, their types and their schemas."""

import hashlib
from typing import Any
from urllib.parse import urlencode

from flask import Response, jsonify, request, url_for

from app.feed import queries
from app.feed.bearer import find_token, get_token
from app.feed.event_types import known_facts, schema_of
from app.feed.events import BATCH, encoded, events_of, site
from app.feed.rules import TYPE_PREFIX, cursor_of, fact_names, position_of
from app.feed.schemas import FeedQuery
from app.feed.vocabulary import Scope
from app.kernel.facts import Audience
from app.trail.wording import WORDING
from app.web.api import Blueprint
from app.web.guards import public

bp = Blueprint("feed_api", __name__, url_prefix="/api/v1", description="Feed of events")


@bp.get("/feed")
@public
@bp.arguments(FeedQuery, location="query")
def get_feed(given: dict[str, Any]) -> Response:
    """Return what happened after a cursor, oldest first, as CloudEvents 1.0.

    Anybody reads public facts; a token of a court's system (Authorization: Bearer) adds what the
    court reads of its own cases, without identities. `next` is empty at the head of the record;
    `cursor` is where to ask on from later. `Accept: application/cloudevents-batch+json` answers
    the bare list, with the cursor in the headers `Link` and `X-Cursor`.
    """
    is_own = given["court"] == "own"
    token = get_token(Scope.FEED) if is_own else find_token(Scope.FEED)
    position = position_of(given["after"])
    queries.check_position(position)
    names = fact_names(given["types"].split(","), known_facts())
    page = queries.read_page(
        position,
        court_id=token.court_id if token else None,
        is_own=is_own,
        names=names,
        limit=given["limit"],
    )
    cursor = cursor_of(page.position) if page.position.xid else ""
    onward = cursor if page.has_more else None
    items = events_of(page.entries)
    if request.accept_mimetypes.best == BATCH:
        answer = Response(encoded(items), content_type=BATCH)
    else:
        body = {"items": items, "next": onward, "cursor": cursor}
        answer = Response(encoded(body), content_type="application/json")
    answer.headers["X-Cursor"] = cursor
    if onward:
        asked = urlencode({**request.args.to_dict(), "after": onward})
        answer.headers["Link"] = f'<{site()}{request.path}?{asked}>; rel="next"'
    answer.headers["Cache-Control"] = "private, no-cache" if token else "public, max-age=1"
    answer.headers["Vary"] = "Accept, Authorization"
    answer.set_etag(hashlib.sha256(answer.get_data() + cursor.encode()).hexdigest()[:32])
    return answer.make_conditional(request)  # type: ignore[return-value]


@bp.get("/feed/types")
@public
def get_types() -> Response:
    """Return every type of event with its audience, its words and the address of its schema."""
    items = [
        {
            "type": f"{TYPE_PREFIX}{name}",
            "audience": fact.audience.value,
            "is_public": fact.audience is Audience.PUBLIC,
            "description": (fact.__doc__ or "").strip(),
            "words": str(WORDING.get(name, "")),
            "schema": f"{site()}{url_for('feed_api.get_schema', name=name)}",
        }
        for name, fact in known_facts().items()
    ]
    return jsonify({"items": items, "next": None})


@bp.get("/feed/schemas/<name>.json")
@public
def get_schema(name: str) -> Response:
    """Return the JSON Schema of the data of an event."""
    answer = Response(encoded(schema_of(name, site())), content_type="application/schema+json")
    answer.headers["Cache-Control"] = "public, max-age=3600"
    return answer
