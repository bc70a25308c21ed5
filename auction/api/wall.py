"""The wall of a court and the public facts of a lot, for scripts and programs."""

from typing import Any

from flask import Response, jsonify

from app.kernel.permissions import Permission
from app.trail.queries import entries_of
from app.web.api import Blueprint
from app.web.guards import current_actor, guarded, public, received_at
from auction import queries
from auction.live_views.wall import data_of, viewers_of
from auction.schemas.wall import FactsQuery, WallQuery
from auction.services.snapshots import fact_on_wire, stream_of
from auction.services.wall import courts_of, take_wall

bp = Blueprint("wall_api", __name__, url_prefix="/api/v1", description="The live wall")


@bp.get("/wall")
@guarded(Permission.VIEW_WALL)
@bp.arguments(WallQuery, location="query")
def get_wall(asked: dict[str, Any]) -> Response:
    """Return every lot of the court as the public sees it, with the health of the platform."""
    wall = take_wall(courts_of(current_actor(), asked["court"]), received_at())
    answer = jsonify(data_of(wall, viewers_of([tile["lot"] for tile in wall.tiles])))
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


@bp.get("/lots/<no>/facts")
@public
@bp.arguments(FactsQuery, location="query")
def get_facts(asked: dict[str, Any], no: str) -> Response:
    """Return the public facts of a lot in their order, a page at a time: what a replay plays."""
    lot = queries.get_public_lot(no)
    entries = entries_of(stream_of(lot.no), since=asked["after"], limit=asked["limit"] + 1)
    page = entries[: asked["limit"]]
    following = str(page[-1].seq) if len(entries) > len(page) else None
    return jsonify({"items": [fact_on_wire(entry) for entry in page], "next": following})
