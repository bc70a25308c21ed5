"""The court's file of an agency, decisions on its standing, and the agency's appeals."""

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.documents import facade as papers
from app.kernel.calendar import SHANGHAI, local_date
from app.kernel.errors import NotFound, Refusal
from app.kernel.permissions import Permission
from app.web.errors import describe
from app.web.guards import current_actor, guarded, received_at
from app.web.parsing import load
from registry import messages, queries
from registry.models import Agency, StandingDecision
from registry.queries import decisions
from registry.queries import pools as gathered
from registry.rules import standing as rules
from registry.rules.regions import region_name
from registry.schemas.standing import (
    AppealDecisionForm,
    AppealForm,
    DecisionForm,
    DeskAgencyList,
    RelationForm,
)
from registry.services import appeals, relations, standing
from registry.vocabulary import DecisionState, Standing, StandingAct

bp = Blueprint("standing", __name__)

WORDS: dict[str, Any] = {
    "acts": messages.ACTS,
    "grounds": messages.GROUNDS,
    "states": messages.DECISION_STATES,
    "tags": messages.DECISION_TAGS,
    "figures": messages.FIGURES,
    "relations": messages.RELATIONS,
    "kinds": messages.AGENCY_KINDS,
    "fields": messages.FIELDS,
    "grades": messages.GRADES,
    "standings": messages.STANDINGS,
    "standing_tags": {
        Standing.ELIGIBLE: "success",
        Standing.PROBATION: "warning",
        Standing.PAUSED: "paused",
        Standing.STOPPED: "warning",
        Standing.DELISTED: "danger",
    },
    "citations": rules.CITATIONS,
    "region_name": region_name,
}


@bp.get("/desk/agencies")
@guarded(Permission.MANAGE_AGENCIES)
def list_desk_agencies() -> ResponseReturnValue:
    """Show the court every agency with standing and score."""
    given = load(DeskAgencyList, request.args)
    page = decisions.page_of_agencies(
        kind=given["kind"], standing=given["standing"], text=given["q"], after=given["after"]
    )
    return render_template(
        "registry/desk_agencies.html",
        page=page,
        given=given,
        counts=decisions.count_by_standing(),
        scores={agency.code: queries.latest_score(agency.code) for agency in page.items},
        **WORDS,
    )


@bp.get("/desk/agencies/<code>")
@guarded(Permission.MANAGE_AGENCIES)
def show_desk_agency(code: str) -> ResponseReturnValue:
    """Show the court's file of an agency: decisions, ties, evidence, and what a judge may do."""
    return _file(queries.get_agency(code))


def _file(agency: Agency, refusal: Refusal | None = None, part: str = "") -> ResponseReturnValue:
    at = received_at()
    running = decisions.in_force(agency.code)
    may_decide = current_actor().may(Permission.DECIDE_STANDING)
    page = render_template(
        "registry/desk_agency.html",
        agency=agency,
        running=running,
        decisions=decisions.list_decisions(agency.code),
        ties=gathered.list_relations(agency.code),
        evidence=queries.list_evidence(agency.code, None),
        kinds_of_evidence=messages.EVIDENCE_KINDS,
        score=queries.latest_score(agency.code),
        may_decide=may_decide,
        open_acts=_open_acts(agency, running) if may_decide else [],
        grounds_of=rules.GROUNDS_OF,
        seen=decisions.latest_no(agency.code),
        now_here=at.astimezone(SHANGHAI).strftime("%Y-%m-%dT%H:%M"),
        form=request.form if part else {},
        part=part,
        problem=describe(refusal) if refusal else None,
        **WORDS,
    )
    return page, (refusal.status if refusal else 200)


def _open_acts(agency: Agency, running: Any) -> list[StandingAct]:
    """Return the measures a judge may take now; removal is never one of them."""
    if agency.standing is Standing.DELISTED:
        return []
    strictest = rules.strictest([decision.act for decision in running])
    above = 0 if strictest is None else rules.STRICTNESS.index(strictest) + 1
    found: list[StandingAct] = [
        act for act in rules.STRICTNESS[above:] if act is not StandingAct.DELIST
    ]
    if agency.standing is not Standing.ELIGIBLE:
        found.append(StandingAct.RESTORE)
    return found


@bp.post("/desk/agencies/<code>/decisions")
@guarded(Permission.DECIDE_STANDING)
def post_decision(code: str) -> ResponseReturnValue:
    """Take a judge's decision."""
    agency = queries.get_agency(code)
    try:
        decision = standing.decide_standing(
            code=code, **load(DecisionForm), actor=current_actor(), at=received_at()
        )
    except Refusal as refusal:
        return _file(agency, refusal, part=request.form.get("act", "decide"))
    return redirect(url_for("standing.show_desk_decision", no=decision.no), 303)


@bp.post("/desk/agencies/<code>/relations")
@guarded(Permission.MANAGE_AGENCIES)
def post_relation(code: str) -> ResponseReturnValue:
    """Put a tie of an agency on record."""
    agency = queries.get_agency(code)
    try:
        relations.record_relation(
            code=code, **load(RelationForm), actor=current_actor(), at=received_at()
        )
    except Refusal as refusal:
        return _file(agency, refusal, part="relation")
    return redirect(url_for("standing.show_desk_agency", code=code, _anchor="ties"), 303)


@bp.post("/desk/agencies/<code>/relations/<int:relation_id>/withdraw")
@guarded(Permission.MANAGE_AGENCIES)
def post_relation_withdrawal(code: str, relation_id: int) -> ResponseReturnValue:
    """Take a tie back as wrong."""
    relations.withdraw_relation(
        code=code, relation_id=relation_id, actor=current_actor(), at=received_at()
    )
    return redirect(url_for("standing.show_desk_agency", code=code, _anchor="ties"), 303)


@bp.get("/desk/decisions/<no>")
@guarded(Permission.MANAGE_AGENCIES)
def show_desk_decision(no: str) -> ResponseReturnValue:
    """Show the court a decision, and another judge the appeal against it."""
    return _decision(decisions.get_decision(no))


def _decision(decision: StandingDecision, refusal: Refusal | None = None) -> ResponseReturnValue:
    actor = current_actor()
    is_agency = actor.agency_code == decision.agency_code
    is_court = actor.may(Permission.DECIDE_STANDING) and decision.court_id in (
        None,
        actor.court_id,
    )
    page = render_template(
        "registry/decision.html",
        decision=decision,
        agency=queries.get_agency(decision.agency_code),
        court=queries.get_court(decision.court_id) if decision.court_id else None,
        paper=papers.find(papers.PaperKind.STANDING_DECISION, decision.no),
        appeal_paper=papers.find(papers.PaperKind.APPEAL_DECISION, decision.no),
        is_agency=is_agency,
        may_appeal=is_agency and _may_appeal(decision),
        may_judge=is_court and decision.state is DecisionState.APPEALED,
        is_own=decision.decided_by is not None and decision.decided_by == actor.person_id,
        form=request.form,
        problem=describe(refusal) if refusal else None,
        **WORDS,
    )
    return page, (refusal.status if refusal else 200)


def _may_appeal(decision: StandingDecision) -> bool:
    return (
        decision.state is DecisionState.IN_FORCE
        and decision.appeal_until is not None
        and local_date(received_at()) <= decision.appeal_until
    )


@bp.post("/desk/decisions/<no>/appeal")
@guarded(Permission.DECIDE_STANDING)
def post_appeal_decision(no: str) -> ResponseReturnValue:
    """Take another judge's decision on an appeal."""
    try:
        appeals.decide_appeal(
            no=no, **load(AppealDecisionForm), actor=current_actor(), at=received_at()
        )
    except Refusal as refusal:
        return _decision(decisions.get_decision(no), refusal)
    return redirect(url_for("standing.show_desk_decision", no=no), 303)


@bp.get("/agency/decisions")
@guarded(Permission.RUN_AGENCY)
def list_own_decisions() -> ResponseReturnValue:
    """Show an agency what was decided about it."""
    agency = queries.get_agency(current_actor().agency_code or "")
    return render_template(
        "registry/agency_decisions.html",
        agency=agency,
        decisions=decisions.list_decisions(agency.code),
        today=local_date(received_at()),
        **WORDS,
    )


def _own(no: str) -> StandingDecision:
    decision = decisions.get_decision(no)
    if decision.agency_code != current_actor().agency_code:
        raise NotFound("decision", no)
    return decision


@bp.get("/agency/decisions/<no>")
@guarded(Permission.RUN_AGENCY)
def show_own_decision(no: str) -> ResponseReturnValue:
    """Show an agency one decision about it, and how to appeal."""
    return _decision(_own(no))


@bp.post("/agency/decisions/<no>/appeal")
@guarded(Permission.RUN_AGENCY)
def post_appeal(no: str) -> ResponseReturnValue:
    """Take the agency's appeal."""
    decision = _own(no)
    try:
        appeals.appeal(no=no, **load(AppealForm), actor=current_actor(), at=received_at())
    except Refusal as refusal:
        return _decision(decision, refusal)
    return redirect(url_for("standing.show_own_decision", no=no), 303)
