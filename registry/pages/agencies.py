"""The public directory of agencies."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from app.web.guards import public
from app.web.parsing import load
from registry import messages, queries
from registry.rules.regions import region_name
from registry.schemas import AgencyList

bp = Blueprint("agencies", __name__)

WORDS = {
    "region_name": region_name,
    "fields": messages.FIELDS,
    "grades": messages.GRADES,
    "standings": messages.STANDINGS,
    "kinds": messages.AGENCY_KINDS,
    "states": messages.DRAW_STATES,
    "tags": messages.DRAW_TAGS,
    "standing_tags": {
        "eligible": "success",
        "probation": "warning",
        "paused": "paused",
        "stopped": "warning",
        "delisted": "danger",
    },
}


@bp.get("/agencies")
@public
def list_agencies() -> ResponseReturnValue:
    """Show the agencies on the list, by profession, place and name."""
    given = load(AgencyList, request.args)
    page = queries.list_agencies(
        field=given["field"], region=given["region"], text=given["q"], after=given["after"]
    )
    return render_template("registry/agencies.html", page=page, given=given, **WORDS)


@bp.get("/agencies/<code>")
@public
def show_agency(code: str) -> ResponseReturnValue:
    """Show one agency: qualification, standing and the published draws it was drawn in."""
    agency = queries.get_agency(code)
    drawn = queries.list_public_draws(agency_code=agency.code)
    return render_template("registry/agency.html", agency=agency, drawn=drawn, **WORDS)
