"""The agency's page of its score: every event that moved it, and objections to single entries."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.kernel.errors import Refusal
from app.kernel.permissions import Permission
from app.web.errors import describe
from app.web.guards import current_actor, guarded, received_at
from app.web.parsing import load
from registry import messages, queries
from registry.models import ScoreObjection
from registry.queries import score_objections as objections
from registry.schemas.evidence import EvidenceList, ScoreObjectionForm
from registry.services import score_objections as services
from registry.views.own_score import entries_of, entry_of
from registry.views.scores import score_view
from registry.views.trend import score_trend

bp = Blueprint("own_score", __name__, url_prefix="/agency/score")

WORDS = {
    "evidence_kinds": messages.EVIDENCE_KINDS,
    "objection_states": messages.OBJECTION_STATES,
    "objection_tags": messages.OBJECTION_TAGS,
}


@bp.get("")
@guarded(Permission.RUN_AGENCY)
def show_score() -> ResponseReturnValue:
    """Show the agency its score, its course, and every entry with what it did to the score."""
    return _page()


def _page(refusal: Refusal | None = None, faulty: int | None = None) -> ResponseReturnValue:
    agency = queries.get_agency(current_actor().agency_code or "")
    given = load(EvidenceList, request.args)
    at = received_at()
    page = render_template(
        "registry/own_score.html",
        agency=agency,
        fields=messages.FIELDS,
        view=score_view(agency),
        trend=score_trend(agency, at=at),
        entries=entries_of(agency.code, after=given["after"], at=at),
        nights=objections.list_nightly_moves(agency.code),
        form=request.form,
        problem=describe(refusal) if refusal else None,
        faulty=faulty,
        **WORDS,
    )
    return page, refusal.status if refusal else 200


@bp.post("/evidence/<int:evidence_id>/objection")
@guarded(Permission.RUN_AGENCY)
def post_objection(evidence_id: int) -> ResponseReturnValue:
    """Object to one entry."""
    actor = current_actor()
    services.require_own(queries.get_evidence(evidence_id).agency_code, actor, evidence_id)
    try:
        given = load(ScoreObjectionForm)
        made = services.object_to_evidence(evidence_id, **given, actor=actor, at=received_at())
    except Refusal as refusal:
        return _page(refusal, evidence_id)
    flash(_("The objection was handed in. The score keeps its value until it is decided."), "info")
    return redirect(url_for("own_score.show_objection", no=made.no), 303)


@bp.get("/objections/<no>")
@guarded(Permission.RUN_AGENCY)
def show_objection(no: str) -> ResponseReturnValue:
    """Show an objection of one's own and what became of it."""
    objection = _own(no)
    return render_template(
        "registry/own_objection.html",
        objection=objection,
        entry=entry_of(objection.evidence, at=received_at()),
        court=queries.get_court(objection.court_id),
        **WORDS,
    )


@bp.post("/objections/<no>/withdrawal")
@guarded(Permission.RUN_AGENCY)
def post_withdrawal(no: str) -> ResponseReturnValue:
    """Take an objection back."""
    _own(no)
    services.withdraw_objection(no, actor=current_actor(), at=received_at())
    flash(_("The objection was taken back. The entry goes on counting."), "info")
    return redirect(url_for("own_score.show_objection", no=no), 303)


def _own(no: str) -> ScoreObjection:
    objection = objections.get_score_objection(no)
    services.require_own(objection.agency_code, current_actor(), no)
    return objection
