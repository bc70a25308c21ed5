"""The public directory of agencies."""

from typing import Any

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from app.web.guards import public, received_at
from app.web.parsing import load
from registry import messages, queries
from registry.messages import evidence as evidence_words
from registry.messages import public as public_words
from registry.messages import standing as standing_words
from registry.rules.regions import region_name
from registry.schemas import AgencyList
from registry.views.agency import agency_view

bp = Blueprint("agencies", __name__)

WORDS: dict[str, Any] = {
    "region_name": region_name,
    "fields": messages.FIELDS,
    "grades": messages.GRADES,
    "standings": messages.STANDINGS,
    "kinds": messages.AGENCY_KINDS,
    "states": messages.DRAW_STATES,
    "choice_state": messages.choice_state,
    "tags": messages.DRAW_TAGS,
    "standing_tags": {
        "eligible": "success",
        "probation": "warning",
        "paused": "paused",
        "stopped": "warning",
        "delisted": "danger",
    },
}
STUDY_WORDS: dict[str, Any] = {
    "statistics": public_words.STATISTICS,
    "verdicts": public_words.VERDICTS,
    "verdict_tags": public_words.VERDICT_TAGS,
}


@bp.get("/agencies")
@public
def list_agencies() -> ResponseReturnValue:
    """Show the agencies on the list, by profession, place and name."""
    given = load(AgencyList, request.args)
    page = queries.list_agencies(
        kind=given["kind"],
        field=given["field"],
        region=given["region"],
        text=given["q"],
        after=given["after"],
    )
    return render_template("registry/agencies.html", page=page, given=given, **WORDS)


@bp.get("/agencies/<code>")
@public
def show_agency(code: str) -> ResponseReturnValue:
    """Show one agency: standing, score with its parts, trend, ratios, and where it was drawn."""
    agency = queries.get_agency(code)
    return render_template(
        "registry/agency.html",
        view=agency_view(agency, at=received_at()),
        agency=agency,
        acts=standing_words.ACTS,
        grounds=standing_words.GROUNDS,
        kinds_of_evidence=evidence_words.EVIDENCE_KINDS,
        cause_sentence=evidence_words.cause_sentence,
        **STUDY_WORDS,
        **WORDS,
    )
