"""Open and end routes: every attempt is written down with why it was open and how it ended."""

from datetime import datetime
from typing import Any

from app.documents import facade as papers
from app.kernel.actors import SYSTEM, Actor, require_court
from app.kernel.errors import Conflict, Refusal
from app.kernel.facts import Audience
from app.store import Work, db
from appraisal import queries
from appraisal.facts.inquiries import RouteFailed
from appraisal.models import Assignment
from appraisal.models.inquiry import RouteAttempt
from appraisal.queries.inquiries import (
    CHOOSABLE,
    count_platforms,
    find_directed_inquiry,
    find_price_negotiation,
    find_running,
    list_attempts,
    list_attempts_since_price,
)
from appraisal.rules.routes import (
    FOUR_ROUTES,
    RouteCase,
    RouteRuling,
    judge_route,
    judge_routes,
    may_open,
)
from appraisal.vocabulary import PriceRoute
from appraisal.vocabulary.inquiries import AttemptOutcome, RouteBasis, RouteFault
from registry import facade as registry

NOTE_MIN = 4


def case_of(assignment: Assignment) -> RouteCase:
    """Return what decides which routes are open now."""
    return RouteCase(
        tried={one.route: one.outcome for one in list_attempts_since_price(assignment)},
        is_choosing=assignment.state in CHOOSABLE,
        platforms=count_platforms(),
    )


def rulings_of(assignment: Assignment) -> tuple[RouteRuling, ...]:
    """Return of each route whether it is open now and why."""
    return judge_routes(case_of(assignment))


def begin_attempt(
    work: Work,
    assignment: Assignment,
    route: PriceRoute,
    *,
    basis: RouteBasis,
    note: str,
    outcome: AttemptOutcome = AttemptOutcome.RUNNING,
    actor: Actor,
    at: datetime,
) -> RouteAttempt:
    """Open a route that is open now on this basis; raise Refusal with the article if it is not.

    A joint request or a law that demands an appraisal ends the route that runs.
    """
    ruling = judge_route(route, case_of(assignment))
    if not may_open(ruling, basis):
        raise Conflict(f"route_{ruling.reason}", citations=(ruling.citation,))
    running = find_running(assignment.id)
    if running is not None:
        end_attempt(
            work, assignment, running, fault=RouteFault.JOINTLY_LEFT, note=note, actor=actor, at=at
        )
    return write_attempt(
        assignment, route, basis=basis, note=note, outcome=outcome, actor=actor, at=at
    )


def require_proof(basis: RouteBasis, note: str) -> None:
    """Refuse a joint request without what proves it: it goes over the order of the law."""
    if basis is RouteBasis.JOINT_REQUEST and len(note.strip()) < NOTE_MIN:
        raise Refusal(
            "joint_note_missing",
            citations=(FOUR_ROUTES,),
            fields={"basis_note": ["joint_note_missing"]},
        )


def write_attempt(
    assignment: Assignment,
    route: PriceRoute,
    *,
    basis: RouteBasis,
    note: str,
    outcome: AttemptOutcome,
    actor: Actor,
    at: datetime,
) -> RouteAttempt:
    """Write a route down as the next attempt."""
    attempt = RouteAttempt(
        assignment_id=assignment.id,
        turn=len(list_attempts(assignment.id)) + 1,
        route=route,
        basis=basis,
        basis_note=note.strip(),
        outcome=outcome,
        note="",
        opened_by=actor.person_id,
        opened_at=at,
        ended_at=None if outcome is AttemptOutcome.RUNNING else at,
    )
    db.session.add(attempt)
    db.session.flush()
    return attempt


def end_attempt(
    work: Work,
    assignment: Assignment,
    attempt: RouteAttempt,
    *,
    fault: RouteFault,
    outcome: AttemptOutcome = AttemptOutcome.FAILED,
    note: str = "",
    actor: Actor = SYSTEM,
    at: datetime,
) -> None:
    """Write down why a route brought no price; the next one in order is open from here on."""
    attempt.outcome, attempt.fault = outcome, fault
    attempt.note, attempt.ended_at = note.strip(), at
    _close_rows(assignment, attempt, at)
    db.session.flush()
    work.record(
        RouteFailed(
            **assignment.head,
            route=attempt.route.value,
            outcome=outcome.value,
            code=fault.value,
            note=note.strip(),
        ),
        actor=actor,
        at=at,
    )


def _close_rows(assignment: Assignment, attempt: RouteAttempt, at: datetime) -> None:
    """Take nothing more on a route that has ended."""
    find = {
        PriceRoute.NEGOTIATED: find_price_negotiation,
        PriceRoute.DIRECTED_INQUIRY: find_directed_inquiry,
    }.get(attempt.route)
    row = find(assignment.id) if find else None
    if row is not None and row.attempt_id == attempt.id:
        row.closed_at = row.closed_at or at


def attempt_of(attempt_id: int) -> RouteAttempt:
    """Return an attempt by its row."""
    found = db.session.get(RouteAttempt, attempt_id)
    assert found is not None, "a foreign key says so"
    return found


def issue_to_parties(
    kind: papers.PaperKind,
    assignment: Assignment,
    *,
    reference: str,
    data: dict[str, Any],
    actor: Actor,
    at: datetime,
) -> papers.PaperView:
    """Issue a paper of the appraisal that the parties of its case may read."""
    return papers.issue(
        kind,
        reference=reference,
        case_number=assignment.case_number,
        court_id=assignment.court_id,
        court_code=assignment.court_code,
        court_name=assignment.court_name,
        data=data,
        audience=Audience.PARTIES,
        people=[
            party.person_id
            for party in registry.parties_of(assignment.case_number)
            if party.person_id
        ],
        actor=actor,
        at=at,
    )


def contact_of(assignment: Assignment) -> str:
    """Return whom to ask at the court, as papers print it."""
    case = registry.get_case(assignment.case_number)
    return f"{case.judge_name} {case.contact_phone}".strip()


def get_own(no: str, actor: Actor) -> Assignment:
    """Return an appraisal of the actor's own court; raise NotFound or Forbidden."""
    assignment = queries.get_assignment(no)
    require_court(actor, assignment.court_id)
    return assignment
