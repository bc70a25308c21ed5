"""Feeds of notices and results, for readers of feeds and for whoever follows a court (item 57)."""

import hashlib

from flask import Blueprint, Response, current_app, jsonify, request
from flask_babel import gettext as _

from app.web.guards import public, received_at
from app.web.i18n import language_tag
from app.web.parsing import load
from auction.queries.publications import list_published
from auction.schemas.publications import PublicationQuery
from auction.views.publications import ENTRIES_MAX, Feed, atom, entries_of, json_feed

bp = Blueprint("publications", __name__)


def _feed() -> Feed:
    given = load(PublicationQuery, request.args)
    site = str(current_app.config["PUBLIC_URL"])
    published = list_published(
        court=given["court"],
        nature=given["category"],
        region=given["region"],
        limit=ENTRIES_MAX,
    )
    return Feed(
        title=_("Notices and results of court-ordered sales"),
        url=site + request.full_path.rstrip("?"),
        home=f"{site}/lots",
        language=language_tag(),
        entries=entries_of(published, site),
    )


def _conditional(answer: Response) -> Response:
    answer.headers["Cache-Control"] = "public, max-age=60"
    answer.headers["Vary"] = "Accept-Language, Cookie"
    answer.set_etag(hashlib.sha256(answer.get_data()).hexdigest()[:32])
    return answer.make_conditional(request)  # type: ignore[return-value]


@bp.get("/publications.atom")
@public
def get_atom() -> Response:
    """Return the newest notices and results as Atom."""
    written = atom(_feed(), now=received_at())
    return _conditional(Response(written, content_type="application/atom+xml; charset=utf-8"))


@bp.get("/publications.json")
@public
def get_json() -> Response:
    """Return the newest notices and results as JSON Feed."""
    answer = jsonify(json_feed(_feed()))
    answer.content_type = "application/feed+json"
    return _conditional(answer)
