"""The court's pages of objections to scores, and of professional reviews."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage

from app.kernel.actors import require_court
from app.kernel.calendar import local_date
from app.kernel.errors import Refusal
from app.kernel.permissions import Permission
from app.web.errors import describe
from app.web.guards import current_actor, guarded, received_at
from app.web.parsing import load
from registry import messages, queries
from registry.pages.own_score import WORDS
from registry.queries import ratings as reads
from registry.queries import score_objections as objections
from registry.schemas.evidence import EvidenceList, ReviewForm, ScoreDecisionForm
from registry.services import score_objections as services
from registry.services.reviews import record_review
from registry.views.own_score import entry_of
from registry.vocabulary.objections import ScoreObjectionState

bp = Blueprint("score_objections", __name__, url_prefix="/desk")


@bp.get("/score-objections")
@guarded(Permission.MANAGE_AGENCIES)
def list_objections() -> ResponseReturnValue:
    """List the objections to entries that happened before this court."""
    court_id = current_actor().court_id or 0
    given = load(EvidenceList, request.args)
    page = objections.list_score_objections(court_id, given["after"])
    names = {row.agency_code: queries.get_agency(row.agency_code).name for row in page.items}
    return render_template("registry/score_objections.html", page=page, names=names, **WORDS)


@bp.get("/score-objections/<no>")
@guarded(Permission.MANAGE_AGENCIES)
def show_objection(no: str) -> ResponseReturnValue:
    """Show one objection with the entry it is about, to be decided."""
    return _page(no)


def _page(no: str, refusal: Refusal | None = None) -> ResponseReturnValue:
    objection = objections.get_score_objection(no)
    actor = current_actor()
    require_court(actor, objection.court_id)
    recorded_by = objection.evidence.recorded_by
    page = render_template(
        "registry/score_objection.html",
        objection=objection,
        agency=queries.get_agency(objection.agency_code),
        entry=entry_of(objection.evidence, at=received_at()),
        is_open=objection.state is ScoreObjectionState.OPEN,
        is_own=recorded_by is not None and recorded_by == actor.person_id,
        outcomes=messages.OUTCOMES,
        form=request.form,
        problem=describe(refusal) if refusal else None,
        **WORDS,
    )
    return page, refusal.status if refusal else 200


@bp.post("/score-objections/<no>")
@guarded(Permission.MANAGE_AGENCIES)
def post_decision(no: str) -> ResponseReturnValue:
    """Decide an objection with reasons."""
    require_court(current_actor(), objections.get_score_objection(no).court_id)
    try:
        given = load(ScoreDecisionForm)
        services.decide_objection(no, **given, actor=current_actor(), at=received_at())
    except Refusal as refusal:
        return _page(no, refusal)
    flash(_("The objection is decided. The agency sees the reasons."), "success")
    return redirect(url_for("score_objections.show_objection", no=no), 303)


@bp.get("/agencies/<code>/reviews/new")
@guarded(Permission.MANAGE_AGENCIES)
def show_review_form(code: str) -> ResponseReturnValue:
    """Show the form for the result of a professional review."""
    return _review_page(code)


def _review_page(code: str, refusal: Refusal | None = None) -> ResponseReturnValue:
    agency = queries.get_agency(code)
    known = reads.list_commissions_of(code, current_actor().court_id or 0)
    page = render_template(
        "registry/review_form.html",
        agency=agency,
        commissions=[(number, f"{number} · {case}") for number, case in known],
        reviews=reads.list_professional_reviews(code),
        today=local_date(received_at()),
        form=request.form,
        problem=describe(refusal) if refusal else None,
    )
    return page, refusal.status if refusal else 200


@bp.post("/agencies/<code>/reviews/new")
@guarded(Permission.MANAGE_AGENCIES)
def post_review(code: str) -> ResponseReturnValue:
    """Record the result of a professional review with its paper."""
    queries.get_agency(code)
    try:
        given = load(ReviewForm)
        result = given.pop("result")
        paper = _paper()
        record_review(
            code,
            **given,
            is_confirmed=result == "confirmed",
            source=paper.stream,
            filename=paper.filename or "",
            actor=current_actor(),
            at=received_at(),
        )
    except Refusal as refusal:
        return _review_page(code, refusal)
    flash(_("The review is recorded and counts in the score."), "success")
    return redirect(url_for("score_objections.show_review_form", code=code), 303)


def _paper() -> FileStorage:
    given = request.files.get("paper")
    if given is None or not given.filename:
        raise Refusal("media_empty", fields={"paper": ["media_empty"]})
    return given
