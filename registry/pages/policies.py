"""The draw's policy of a court, and the people of a case whose interest counts (E06)."""

from io import BytesIO
from typing import Any

from flask import Blueprint, Response, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from app.kernel.actors import require_court
from app.kernel.errors import NotFound, Refusal
from app.kernel.permissions import Permission
from app.store import blobs
from app.web.errors import describe
from app.web.file_policies import PAPER_POLICY
from app.web.guards import current_actor, guarded, public, received_at
from app.web.parsing import load
from registry import messages, queries
from registry.models import CourtCase
from registry.queries import policies as versions
from registry.queries import pools as gathered
from registry.rules import policy as rules
from registry.schemas.standing import CasePersonForm, PolicyForm
from registry.services import policies, relations
from registry.vocabulary import PolicyMode

bp = Blueprint("policies", __name__)

WORDS: dict[str, Any] = {
    "modes": messages.POLICY_MODES,
    "fields": messages.FIELDS,
    "grades": messages.GRADES,
    "roles": messages.CASE_PEOPLE,
}


@bp.get("/desk/draw-policy")
@guarded(Permission.MANAGE_AGENCIES)
def show_policy() -> ResponseReturnValue:
    """Show the court its draw policy and the versions before it."""
    return _page()


def _page(refusal: Refusal | None = None) -> ResponseReturnValue:
    actor = current_actor()
    court_id = actor.court_id or 0
    found = versions.list_policies(court_id)
    now = policies.current(court_id)
    page = render_template(
        "registry/draw_policy.html",
        court=queries.get_court(court_id),
        versions=found,
        digests={v.version: rules.digest(policies.policy_of(v).as_dict()).hex() for v in found},
        policy=now,
        mode=PolicyMode(now.mode),
        digest=rules.digest(now.as_dict()).hex(),
        seen=found[0].version if found else 0,
        may_adopt=actor.may(Permission.ADOPT_POLICY),
        form=request.form,
        problem=describe(refusal) if refusal else None,
        **WORDS,
    )
    return page, (refusal.status if refusal else 200)


@bp.post("/desk/draw-policy")
@guarded(Permission.ADOPT_POLICY)
def post_policy() -> ResponseReturnValue:
    """Take a judge's new version; a mistyped digest is a refusal, not a crash."""
    try:
        given = load(PolicyForm)
        file = request.files.get("document")
        document = file.read(policies.DOCUMENT_MAX + 1) if file else b""
        policies.adopt_policy(**given, document=document, actor=current_actor(), at=received_at())
    except Refusal as refusal:
        return _page(refusal)
    return redirect(url_for("policies.show_policy"), 303)


@bp.get("/draw-policies/<int:court_id>/<int:version>/document.pdf")
@public
def get_document(court_id: int, version: int) -> Response:
    """Send the published document a weighted version rests on."""
    found = next((v for v in versions.list_policies(court_id) if v.version == version), None)
    if found is None or not found.document_sha256:
        raise NotFound("policy", version)
    content = blobs.path(found.document_sha256).read_bytes()
    response = send_file(
        BytesIO(content), mimetype="application/pdf", download_name=f"policy-{version}.pdf"
    )
    response.headers["Content-Security-Policy"] = PAPER_POLICY
    return response


@bp.get("/desk/cases/<int:case_id>/people")
@guarded(Permission.MANAGE_CASES)
def show_people(case_id: int) -> ResponseReturnValue:
    """Show the agents and judges of a case."""
    return _people(_own_case(case_id))


def _own_case(case_id: int) -> CourtCase:
    case = queries.get_case(case_id)
    require_court(current_actor(), case.court_id)
    return case


def _people(case: CourtCase, refusal: Refusal | None = None) -> ResponseReturnValue:
    page = render_template(
        "registry/case_people.html",
        case=case,
        people=gathered.list_case_people(case.id),
        form=request.form,
        problem=describe(refusal) if refusal else None,
        **WORDS,
    )
    return page, (refusal.status if refusal else 200)


@bp.post("/desk/cases/<int:case_id>/people")
@guarded(Permission.MANAGE_CASES)
def post_person(case_id: int) -> ResponseReturnValue:
    """Write an agent or a judge into a case."""
    case = _own_case(case_id)
    try:
        relations.record_case_person(
            case_id=case_id, **load(CasePersonForm), actor=current_actor(), at=received_at()
        )
    except Refusal as refusal:
        return _people(case, refusal)
    return redirect(url_for("policies.show_people", case_id=case_id), 303)


@bp.post("/desk/cases/<int:case_id>/people/<int:person_id>/withdraw")
@guarded(Permission.MANAGE_CASES)
def post_person_withdrawal(case_id: int, person_id: int) -> ResponseReturnValue:
    """Take an entry back as wrong."""
    relations.withdraw_case_person(
        case_id=case_id, person_id=person_id, actor=current_actor(), at=received_at()
    )
    return redirect(url_for("policies.show_people", case_id=case_id), 303)
