"""The programs' door to draws and agencies."""

from typing import Any

from flask import Response

from app.kernel.errors import NotFound, Refusal
from app.web.api import Blueprint
from app.web.guards import public
from registry import queries
from registry.rules.numbers import canonical_case_number
from registry.schemas import (
    AgencyItemView,
    AgencyList,
    AgencyPage,
    DrawDetailView,
    DrawList,
    DrawPage,
    agency_item,
    draw_detail,
    draw_item,
)
from registry.schemas.agencies import ScoreDetailView
from registry.views.scores import score_json

bp = Blueprint("registry_api", __name__, url_prefix="/api/v1", description="Draws, agencies")


@bp.get("/draws")
@public
@bp.arguments(DrawList, location="query")
@bp.response(200, DrawPage)
def get_draws(given: dict[str, Any]) -> dict[str, Any]:
    """Published draws, newest first; by agency or by case."""
    try:
        case = canonical_case_number(given["case"]) if given["case"] else ""
    except Refusal:
        return {"items": [], "next": None}
    page = queries.list_public_draws(
        agency_code=given["agency"], case_number=case, after=given["after"]
    )
    return {"items": [draw_item(draw) for draw in page.items], "next": page.next}


@bp.get("/draws/<no>")
@public
@bp.response(200, DrawDetailView)
def get_draw(no: str) -> dict[str, Any]:
    """One draw with its frozen list, its commitment and, once drawn, its order."""
    return draw_detail(queries.get_public_draw(no))


@bp.get("/draws/<no>/transcript.json")
@public
@bp.response(200, content_type="application/json")
def get_transcript(no: str) -> Response:
    """The transcript of a finished draw, as static/verify/mingchui_verify.py checks it."""
    draw = queries.get_public_draw(no)
    if draw.transcript is None:
        raise NotFound("transcript", no)
    response = Response(draw.transcript, mimetype="application/json")
    response.headers["Content-Disposition"] = f'attachment; filename="{draw.no}.json"'
    response.set_etag(draw.transcript_digest or "")
    return response


@bp.get("/agencies")
@public
@bp.arguments(AgencyList, location="query")
@bp.response(200, AgencyPage)
def get_agencies(given: dict[str, Any]) -> dict[str, Any]:
    """The directory of agencies."""
    page = queries.list_agencies(
        field=given["field"], region=given["region"], text=given["q"], after=given["after"]
    )
    return {"items": [agency_item(agency) for agency in page.items], "next": page.next}


@bp.get("/agencies/<code>")
@public
@bp.response(200, AgencyItemView)
def get_agency(code: str) -> dict[str, Any]:
    """One agency by its unified social credit code."""
    return agency_item(queries.get_agency(code))


@bp.get("/agencies/<code>/score")
@public
@bp.response(200, ScoreDetailView)
def get_agency_score(code: str) -> dict[str, Any]:
    """The newest score of an agency: parts, evidence counts, version. Its weights are policy."""
    told = score_json(queries.get_agency(code))
    if told is None:
        raise NotFound("score", code)
    return told
