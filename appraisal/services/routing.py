"""File a seized asset, find its facts, choose the route to its reference price."""

from datetime import datetime

from app.kernel.actors import SYSTEM, Actor, require_court
from app.kernel.errors import Conflict, Refusal
from app.store import Work, db, unit_of_work
from app.store.locks import lock_names
from app.store.numbering import next_number
from appraisal import queries
from appraisal.facts import RouteChosen
from appraisal.facts.inquiries import AppraisalFiled, FactsCompleted
from appraisal.models import Assignment
from appraisal.models.inquiry import RouteAttempt
from appraisal.rules.routes import FACTS_FIRST, filing_end, is_filed_late, judge_route
from appraisal.services.attempts import (
    NOTE_MIN,
    begin_attempt,
    case_of,
    end_attempt,
    get_own,
    write_attempt,
)
from appraisal.services.moving import move
from appraisal.vocabulary import AppraisalGround, AssignmentAction, AssignmentState, PriceRoute
from appraisal.vocabulary.inquiries import AttemptOutcome, Openness, RouteBasis, RouteFault
from registry import facade as registry
from registry.vocabulary import ASSET_FACTS

_BASIS = {
    AppraisalGround.LAW_REQUIRES: RouteBasis.LAW_REQUIRES,
    AppraisalGround.BOTH_ASK: RouteBasis.JOINT_REQUEST,
    AppraisalGround.INQUIRY_FAILED: RouteBasis.IN_ORDER,
}
#: Why each route can be found impossible before it is begun.
IMPOSSIBLE_FAULTS = {
    PriceRoute.NEGOTIATED: (RouteFault.PARTY_REFUSED, RouteFault.PARTY_UNREACHABLE),
    PriceRoute.DIRECTED_INQUIRY: (RouteFault.NO_PUBLIC_PRICE,),
    PriceRoute.NETWORK_INQUIRY: (RouteFault.SURVEY_NEEDED, RouteFault.NOT_COVERED),
}


def file_appraisal(asset_no: str, *, reason: str = "", actor: Actor, at: datetime) -> Assignment:
    """Begin to find the price of a seized asset, once (法释〔2018〕15号 art. 1).

    Goes on to the choice of a route by itself as far as the facts of art. 3 are found. Later
    than thirty days after the seizure it is still filed, and the record says that it was late.
    """
    asset = registry.get_asset(asset_no)
    require_court(actor, asset.court_id)
    with unit_of_work() as work:
        lock_names(f"appraisal:{asset_no}")
        if queries.find_assignment_of_asset(asset_no) is not None:
            raise Conflict("already_filed")
        return _file(work, asset, reason=reason, actor=actor, at=at)


def _file(
    work: Work, asset: registry.AssetView, *, reason: str, actor: Actor, at: datetime
) -> Assignment:
    assignment = Assignment(
        no=next_number("V", asset.court_code, at),
        asset_no=asset.no,
        asset_title=asset.title,
        case_number=asset.case_number,
        court_id=asset.court_id,
        court_code=asset.court_code,
        court_name=asset.court_name,
        ground_note="",
        state=AssignmentState.FILED,
        created_at=at,
        state_since=at,
    )
    db.session.add(assignment)
    db.session.flush()
    work.record(
        AppraisalFiled(
            **assignment.head,
            seized_on=asset.seized_on.isoformat(),
            due_on=filing_end(asset.seized_on).isoformat(),
            is_late=is_filed_late(asset.seized_on, at),
            reason=reason.strip(),
        ),
        actor=actor,
        at=at,
    )
    move(assignment, AssignmentAction.FIND_FACTS, actor=actor, at=at)
    _complete_facts(work, assignment, asset, actor=actor, at=at)
    return assignment


def _complete_facts(
    work: Work, assignment: Assignment, asset: registry.AssetView, *, actor: Actor, at: datetime
) -> bool:
    if missing_facts(asset):
        return False
    move(assignment, AssignmentAction.COMPLETE_FACTS, actor=actor, at=at)
    work.record(FactsCompleted(**assignment.head), actor=actor, at=at)
    return True


def missing_facts(asset: registry.AssetView) -> list[str]:
    """Return the findings of art. 3 that are not written down yet."""
    return [name for name in ASSET_FACTS if not asset.facts.get(name)]


def complete_facts(asset_no: str, *, actor: Actor = SYSTEM, at: datetime) -> bool:
    """Go on to the choice of a route when the last fact is found; safe to repeat."""
    with unit_of_work() as work:
        found = queries.find_assignment_of_asset(asset_no)
        if found is None:
            return False
        assignment = queries.get_assignment_for_update(found.no)
        if assignment.state is not AssignmentState.FACT_FINDING:
            return False
        asset = registry.get_asset(asset_no)
        return _complete_facts(work, assignment, asset, actor=actor, at=at)


def choose_route(
    asset_no: str,
    *,
    route: PriceRoute,
    ground: AppraisalGround,
    note: str,
    actor: Actor,
    at: datetime,
) -> Assignment:
    """Choose the commissioned appraisal on a ground of art. 14; files first if nothing is filed.

    The other routes are opened by services of their own, since each needs terms of its own.
    """
    if route is not PriceRoute.COMMISSIONED_APPRAISAL:
        raise Refusal("route_not_offered", params={"route": route.value})
    asset = registry.get_asset(asset_no)
    require_court(actor, asset.court_id)
    missing = missing_facts(asset)
    if missing:
        raise Refusal("facts_missing", citations=(FACTS_FIRST,), params={"missing": len(missing)})
    with unit_of_work() as work:
        lock_names(f"appraisal:{asset_no}")
        found = queries.find_assignment_of_asset(asset_no)
        if found is None or found.withdrawn_at is not None:
            assignment = _file(work, asset, reason="", actor=actor, at=at)
        else:
            assignment = queries.get_assignment_for_update(found.no)
            if assignment.route is PriceRoute.COMMISSIONED_APPRAISAL and not _is_anew(assignment):
                raise Conflict("route_already_chosen")
        begin_attempt(
            work,
            assignment,
            route,
            basis=_BASIS[ground],
            note=note,
            outcome=AttemptOutcome.CHOSEN,
            actor=actor,
            at=at,
        )
        move(assignment, AssignmentAction.SELECT_AGENCY, actor=actor, at=at)
        assignment.route, assignment.ground, assignment.ground_note = route, ground, note
        work.record(
            RouteChosen(**assignment.head, route=route.value, ground=ground.value),
            actor=actor,
            at=at,
        )
    return assignment


def _is_anew(assignment: Assignment) -> bool:
    """Say whether an appraisal that once went to agencies was opened again (art. 27)."""
    return assignment.state is AssignmentState.CHOOSING


def rule_out(
    no: str,
    *,
    route: PriceRoute,
    fault: RouteFault,
    note: str,
    actor: Actor,
    at: datetime,
) -> RouteAttempt:
    """Write down that the next route in order is impossible, and why (arts. 4, 5, 7).

    Refused for a route that is not the next one: nobody leaves a route out before its turn.
    """
    get_own(no, actor)
    if fault not in IMPOSSIBLE_FAULTS.get(route, ()):
        raise Refusal("fault_of_another_route", fields={"fault": ["fault_of_another_route"]})
    if len(note.strip()) < NOTE_MIN:
        raise Refusal("reason_needed", fields={"note": ["reason_needed"]})
    with unit_of_work() as work:
        assignment = queries.get_assignment_for_update(no)
        ruling = judge_route(route, case_of(assignment))
        if ruling.openness is not Openness.OPEN:
            raise Conflict(f"route_{ruling.reason}", citations=(ruling.citation,))
        attempt = write_attempt(
            assignment,
            route,
            basis=RouteBasis.IN_ORDER,
            note="",
            outcome=AttemptOutcome.IMPOSSIBLE,
            actor=actor,
            at=at,
        )
        end_attempt(
            work,
            assignment,
            attempt,
            fault=fault,
            outcome=AttemptOutcome.IMPOSSIBLE,
            note=note,
            actor=actor,
            at=at,
        )
    return attempt
