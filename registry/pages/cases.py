"""The clerk's cases: the list, one case on one page, and the forms that fill it."""

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.documents import facade as papers
from app.kernel.actors import Actor, require_court
from app.kernel.errors import NotFound, Refusal
from app.kernel.permissions import Permission
from app.supervision.facade import tasks_of, timeline_of
from app.web.errors import describe
from app.web.guards import current_actor, guarded, received_at
from app.web.parsing import load
from registry import messages, queries
from registry.models import CourtCase
from registry.pages.corrections import person_of
from registry.schemas import AssetForm, CaseForm, FindingsForm, PartyForm, PrepareForm
from registry.services import cases, draws
from registry.views.case_page import story_of
from registry.views.chapters import choice_url
from registry.vocabulary import ASSET_FACTS, FIELDS_OF_KIND

bp = Blueprint("cases", __name__)

WORDS = {
    "roles": messages.PARTY_ROLES,
    "natures": messages.NATURES,
    "kinds": messages.KINDS,
    "fact_names": messages.ASSET_FACTS,
    "choice_state": messages.choice_state,
    "draw_tags": messages.DRAW_TAGS,
    "agency_kinds": messages.AGENCY_KINDS,
    "fields": messages.FIELDS,
    "fields_of_kind": FIELDS_OF_KIND,
    "burden_kinds": messages.ENCUMBRANCES,
    "burden_tags": messages.ENCUMBRANCE_TAGS,
    "giver_name": messages.giver_name,
}


def may_read(case: CourtCase, actor: Actor) -> bool:
    """Say whether somebody may open a case: its court's staff, the inspector, its parties."""
    if actor.may(Permission.VIEW_CASES):
        return actor.court_id in (None, case.court_id)
    return any(party.person_id == actor.person_id for party in queries.list_parties(case.id))


def _readable(case_id: int) -> CourtCase:
    """Return a case the reader may open; anybody else learns nothing of it."""
    case = queries.get_case(case_id)
    if not may_read(case, current_actor()):
        raise NotFound("case", case_id)
    return case


def _own(case_id: int) -> CourtCase:
    case = queries.get_case(case_id)
    require_court(current_actor(), case.court_id)
    return case


def _again(template: str, refusal: Refusal, **values: Any) -> ResponseReturnValue:
    """Show a form again with what was typed and what is wrong."""
    page = render_template(
        template, values=request.form, problem=describe(refusal), **WORDS, **values
    )
    return page, refusal.status


@bp.get("/desk/cases")
@guarded(Permission.VIEW_CASES)
def list_cases() -> ResponseReturnValue:
    """Show the cases of the reader's court, newest first."""
    actor = current_actor()
    text = request.args.get("q", "").strip()[:60]
    page = queries.list_cases(
        court_id=actor.court_id, after=request.args.get("after", type=int), text=text
    )
    return render_template(
        "registry/cases.html",
        page=page,
        text=text,
        may_write=actor.may(Permission.MANAGE_CASES),
    )


@bp.get("/desk/cases/new")
@guarded(Permission.MANAGE_CASES)
def new_case() -> ResponseReturnValue:
    """Show the form of a new case."""
    return render_template("registry/case_form.html", values={}, problem=None)


@bp.post("/desk/cases")
@guarded(Permission.MANAGE_CASES)
def post_case() -> ResponseReturnValue:
    """Open a case."""
    try:
        case = cases.register_case(**load(CaseForm), actor=current_actor(), at=received_at())
    except Refusal as refusal:
        return _again("registry/case_form.html", refusal)
    return redirect(url_for("cases.show_case", case_id=case.id), 303)


@bp.get("/cases/<int:case_id>")
@guarded(Permission.SIGNED_IN)
def show_case(case_id: int) -> ResponseReturnValue:
    """Show one case on one page, from seizure to distribution."""
    case, actor = _readable(case_id), current_actor()
    is_staff = actor.may(Permission.VIEW_CASES)
    timeline = None
    if actor.may(Permission.VIEW_TIMELINE):
        timeline = timeline_of(case.number, actor=actor)
    return render_template(
        "registry/case.html",
        case=case,
        story=story_of(case, actor),
        tasks=[task for task in tasks_of(actor, received_at()) if case.number in task.hint],
        papers=papers.list_of_case(case.number, actor),
        timeline=timeline,
        is_staff=is_staff,
        may_write=_may_write(case, actor, Permission.MANAGE_CASES),
        may_draw=_may_write(case, actor, Permission.MANAGE_DRAWS),
        choice_url=lambda draw: choice_url(draw, actor),
        **WORDS,
    )


def _may_write(case: CourtCase, actor: Actor, permission: Permission) -> bool:
    return actor.may(permission) and actor.court_id == case.court_id


@bp.get("/cases/<int:case_id>/parties/new")
@guarded(Permission.MANAGE_CASES)
def new_party(case_id: int) -> ResponseReturnValue:
    """Show the form of a new party."""
    return render_template(
        "registry/party_form.html", case=_own(case_id), values={}, problem=None, **WORDS
    )


@bp.post("/cases/<int:case_id>/parties")
@guarded(Permission.MANAGE_CASES)
def post_party(case_id: int) -> ResponseReturnValue:
    """Write a party into a case."""
    case = _own(case_id)
    try:
        given = load(PartyForm)
        person_id = person_of(given.pop("account"))
        cases.add_party(
            case_id=case.id,
            **given,
            person_id=person_id,
            actor=current_actor(),
            at=received_at(),
        )
    except Refusal as refusal:
        return _again("registry/party_form.html", refusal, case=case)
    return redirect(url_for("cases.show_case", case_id=case_id, _anchor="parties"), 303)


@bp.get("/cases/<int:case_id>/assets/new")
@guarded(Permission.MANAGE_CASES)
def new_asset(case_id: int) -> ResponseReturnValue:
    """Show the form of a new asset."""
    return render_template(
        "registry/asset_form.html", case=_own(case_id), values={}, problem=None, **WORDS
    )


@bp.post("/cases/<int:case_id>/assets")
@guarded(Permission.MANAGE_CASES)
def post_asset(case_id: int) -> ResponseReturnValue:
    """Write a seized asset into a case."""
    case = _own(case_id)
    try:
        given = load(AssetForm)
        found = load(FindingsForm, _findings_given())
        given["title"] = given.pop("asset_title")
        asset = cases.register_asset(
            case_id=case.id, **given, found=found, actor=current_actor(), at=received_at()
        )
    except Refusal as refusal:
        return _again("registry/asset_form.html", refusal, case=case)
    return redirect(url_for("cases.show_case", case_id=case_id, _anchor=asset.no), 303)


def _findings_given() -> dict[str, str]:
    return {name: request.form.get(f"fact_{name}", "") for name in ASSET_FACTS}


@bp.get("/desk/assets/<no>/findings")
@guarded(Permission.MANAGE_CASES)
def edit_findings(no: str) -> ResponseReturnValue:
    """Show the form of the five findings."""
    asset = queries.get_asset(no)
    require_court(current_actor(), asset.case.court_id)
    return render_template(
        "registry/findings_form.html", item=asset, values={}, problem=None, **WORDS
    )


@bp.post("/desk/assets/<no>/findings")
@guarded(Permission.MANAGE_CASES)
def post_findings(no: str) -> ResponseReturnValue:
    """Write the five findings down."""
    asset = queries.get_asset(no)
    try:
        cases.record_asset_facts(
            asset_no=no,
            found=load(FindingsForm, _findings_given()),
            actor=current_actor(),
            at=received_at(),
        )
    except Refusal as refusal:
        return _again("registry/findings_form.html", refusal, item=asset)
    return redirect(url_for("cases.show_case", case_id=asset.case_id, _anchor=no), 303)


@bp.post("/desk/draws")
@guarded(Permission.MANAGE_DRAWS)
def post_draw() -> ResponseReturnValue:
    """Prepare a draw for an asset."""
    draw = draws.prepare_draw(**load(PrepareForm), actor=current_actor(), at=received_at())
    return redirect(url_for("draws.desk_draw", no=draw.no), 303)
