"""Findings for the systems of a court, its judges and whoever holds a mandate."""

from typing import Any

from flask import Response, jsonify, request

from app.feed.bearer import get_token
from app.feed.vocabulary import Scope
from app.kernel.errors import Forbidden, NotFound, Refusal
from app.kernel.permissions import Permission, Role
from app.screening import facade as screening
from app.supervision.findings_schemas import ClosingOrder, FindingOut, FindingsOut, FindingsQuery
from app.supervision.mandates.reading import read_case
from app.web.api import Blueprint, idempotent
from app.web.guards import current_actor, guarded, public, received_at
from app.web.modules import court_book

bp = Blueprint("findings_api", __name__, url_prefix="/api/v1", description="Findings of screens")


def _own_court() -> int | None:
    """Return the court whose findings the caller reads; None for an inspector of all courts.

    A court's system shows its token; a person signed in with a role that reads findings.
    """
    if request.headers.get("Authorization"):
        return get_token(Scope.FINDINGS).court_id
    actor = current_actor()
    if not actor.is_signed_in:
        raise Refusal("sign_in_required", status=401)
    if not actor.may(Permission.VIEW_FINDINGS):
        raise Forbidden
    if actor.court_id is None and not actor.has(Role.INSPECTOR):
        raise Forbidden("other_court")
    return actor.court_id


def _court_asked(code: str | None) -> int | None:
    """Return the court that is meant, which a caller of one court cannot choose."""
    own = _own_court()
    if code is None:
        return own
    named = next((number for number, kept in court_book().codes().items() if kept == code), None)
    if named is None:
        raise NotFound("court", code)
    if own not in {None, named}:
        raise Forbidden("other_court")
    return named


def _shown(findings: Any) -> list[dict[str, Any]]:
    codes = court_book().codes()
    return [
        {**one, "court": codes.get(one["court_id"], "")}
        for one in screening.findings_on_wire(findings)
    ]


def _unkept(body: Any, schema: Any) -> Response:
    answer = jsonify(schema().dump(body))
    answer.headers["Cache-Control"] = "private, no-store"
    answer.headers["Vary"] = "Accept-Language, Authorization, Cookie"
    return answer


@bp.get("/findings")
@public
@bp.arguments(FindingsQuery, location="query")
@bp.response(200, FindingsOut)
def get_findings(asked: dict[str, Any]) -> Response:
    """Return what the screens found, the newest first, a page at a time.

    A token of the court's system with the scope `findings`, a judge of the court, an inspector, or
    an observer who names a mandate and a case: that reading is on the record first. Numbers and
    paddles alone; names are opened on the finding's page, each reading on the record.
    """
    case_number = None
    if asked["mandate"] is None:
        court_id = _court_asked(asked["court"])
        case_number = _case(asked["case"]) if asked["case"] else None
    else:
        court_id, case_number = _under_mandate(asked["mandate"], asked["case"] or "")
    page = screening.list_findings(
        court_id=court_id,
        is_open={"open": True, "closed": False}.get(asked["state"]),
        case_number=case_number,
        after=asked["after"],
        limit=asked["limit"],
    )
    return _unkept({"items": _shown(page.items), "next": page.next}, FindingsOut)


def _case(text: str) -> str:
    try:
        return court_book().canonical_number(text)
    except Refusal:
        raise NotFound("case", text) from None


def _under_mandate(mandate_no: str, case: str) -> tuple[int, str]:
    """Put the reading of a case on the record; return its court and number."""
    if not current_actor().is_signed_in:
        raise Refusal("sign_in_required", status=401)
    number = _case(case)
    mandate = read_case(mandate_no, case_number=number, actor=current_actor(), at=received_at())
    return mandate.court_id, number


@bp.get("/findings/<int:finding_id>")
@public
@bp.response(200, FindingOut)
def get_finding(finding_id: int) -> Response:
    """Return one finding with its numbers, what else may explain it, and how it was closed."""
    own = _own_court()
    finding = screening.get_finding(finding_id)
    if own not in {None, finding.court_id}:
        raise Forbidden("other_court")
    return _unkept(_shown([finding])[0], FindingOut)


@bp.post("/findings/<int:finding_id>/closing")
@guarded(Permission.CLOSE_FINDINGS)
@idempotent
@bp.arguments(ClosingOrder)
@bp.response(201, FindingOut)
def post_closing(given: dict[str, Any], finding_id: int) -> dict[str, Any]:
    """Close a finding as a judge of its court, once and with a reason; nothing else follows."""
    screening.close_finding(
        finding_id=finding_id,
        verdict=given["outcome"],
        reason=given["reason"],
        actor=current_actor(),
        at=received_at(),
    )
    return _shown([screening.get_finding(finding_id)])[0]
