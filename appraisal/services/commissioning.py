"""Ask for the basic fee, commission the agency whose turn it is, take its answer."""

from datetime import datetime

from app.documents import facade as papers
from app.kernel.actors import SYSTEM, Actor, require_court
from app.kernel.errors import Conflict, Refusal
from app.kernel.facts import Audience, stamp
from app.kernel.money import Money
from app.store import Work, db, unit_of_work
from appraisal import queries
from appraisal.documents import commission_values
from appraisal.facts import (
    AgenciesExhausted,
    AppraisalCommissioned,
    AssignmentAccepted,
    AssignmentRefused,
)
from appraisal.models import Appointment, Assignment
from appraisal.rules.periods import report_due
from appraisal.services import evidence, fee_accounts
from appraisal.services.materials import list_materials
from appraisal.services.moving import move
from appraisal.vocabulary import ASSIGNMENT, AssignmentAction, AssignmentState
from registry import facade as registry


def ask_basic_fee(
    no: str,
    *,
    amount: Money,
    schedule: str,
    due_at: datetime,
    reason: str = "",
    actor: Actor,
    at: datetime,
) -> Assignment:
    """Ask the applicant to pay the basic fee in advance; the court sets it, the law does not.

    After a stall it is asked for again, with a new day.
    """
    assignment = queries.get_assignment(no)
    require_court(actor, assignment.court_id)
    fee_accounts.applicant_of(assignment)
    if not amount:
        raise Refusal("no_fee", fields={"amount": ["no_fee"]})
    with unit_of_work() as work:
        assignment = queries.get_assignment_for_update(no)
        name_agencies(assignment, actor=actor, at=at)
        move(assignment, AssignmentAction.ASK_FEE, actor=actor, at=at)
        _name_agency(assignment)
        fee_accounts.open_account(
            work,
            assignment,
            amount=amount,
            schedule=schedule,
            due_at=due_at,
            reason=reason,
            actor=actor,
            at=at,
        )
    return assignment


def name_agencies(assignment: Assignment, *, actor: Actor, at: datetime) -> None:
    """Note that the choice of the agencies holds (art. 16); nothing changes until there is one."""
    if assignment.state is not AssignmentState.ROUTED:
        return
    draw = registry.find_draw(assignment.asset_no)
    if draw is not None and draw.order:
        move(assignment, AssignmentAction.NAME_AGENCIES, actor=actor, at=at)


def commission_after_payment(no: str, *, at: datetime) -> Assignment:
    """Send the commission once the basic fee has arrived; hearing of it twice changes nothing."""
    with unit_of_work() as work:
        assignment = queries.get_assignment_for_update(no)
        if assignment.state not in {AssignmentState.FEE_PENDING, AssignmentState.STALLED}:
            return assignment
        commission_secured(work, assignment, at=at)
    return assignment


def commission_secured(work: Work, assignment: Assignment, *, at: datetime) -> None:
    """Send the commission once the fee is paid or guaranteed; call it under the row lock."""
    move(assignment, AssignmentAction.COMMISSION, actor=SYSTEM, at=at)
    _send_commission(work, assignment, actor=SYSTEM, at=at)


def accept_assignment(no: str, *, actor: Actor, at: datetime) -> Assignment:
    """Take the work; the thirty days have run since the commission."""
    with unit_of_work() as work:
        assignment = queries.get_assignment_for_update(no)
        queries.require_agency(assignment, actor)
        move(assignment, AssignmentAction.ACCEPT, actor=actor, at=at)
        assignment.accepted_at = at
        appointment = queries.get_appointment(assignment)
        appointment.accepted_at = at
        work.record(
            AssignmentAccepted(
                **assignment.head,
                agency_code=assignment.agency_code or "",
                agency_name=assignment.agency_name or "",
            ),
            actor=actor,
            at=at,
        )
        evidence.note_answer(assignment, appointment, actor=actor, at=at)
    return assignment


def refuse_assignment(no: str, *, reason: str, actor: Actor, at: datetime) -> Assignment:
    """Refuse the work with a reason that is published; the next in order takes its place."""
    if not reason.strip():
        raise Refusal("reason_needed", fields={"reason": ["reason_needed"]})
    with unit_of_work() as work:
        assignment = queries.get_assignment_for_update(no)
        queries.require_agency(assignment, actor)
        ASSIGNMENT.after(assignment.state, AssignmentAction.PASS_ON)
        appointment = queries.get_appointment(assignment)
        appointment.refused_at, appointment.refusal = at, reason
        work.record(
            AssignmentRefused(
                **assignment.head,
                agency_code=appointment.agency_code,
                agency_name=appointment.agency_name,
                rank=appointment.rank,
                reason=reason,
            ),
            actor=actor,
            at=at,
        )
        pass_on(work, assignment, by=AssignmentAction.PASS_ON, reason=reason, actor=actor, at=at)
        evidence.note_answer(assignment, appointment, refusal=reason, actor=actor, at=at)
    return assignment


def pass_on(
    work: Work,
    assignment: Assignment,
    *,
    by: AssignmentAction,
    reason: str,
    actor: Actor,
    at: datetime,
) -> None:
    """Give the work to the next drawn agency, or say that none is left (arts. 16, 19)."""
    registry.mark_fallen(
        asset_no=assignment.asset_no,
        agency_code=assignment.agency_code or "",
        reason=reason,
        actor=actor,
        at=at,
    )
    registry.count_commission(code=assignment.agency_code or "", opened=-1)
    db.session.flush()
    agency = registry.draw_result(assignment.asset_no).next_agency
    if agency is None:
        move(assignment, AssignmentAction.EXHAUST, actor=actor, at=at)
        assignment.agency_code = assignment.agency_name = assignment.due_at = None
        work.record(
            AgenciesExhausted(
                **assignment.head,
            ),
            actor=actor,
            at=at,
        )
        return
    move(assignment, by, actor=actor, at=at)
    _name_agency(assignment)
    _send_commission(work, assignment, actor=SYSTEM, at=at)


def commission_again(no: str, *, actor: Actor, at: datetime) -> Assignment:
    """Commission from a new draw after every agency of the first one refused; the fee is paid."""
    assignment = queries.get_assignment(no)
    require_court(actor, assignment.court_id)
    with unit_of_work() as work:
        assignment = queries.get_assignment_for_update(no)
        move(assignment, AssignmentAction.COMMISSION, actor=actor, at=at)
        _name_agency(assignment)
        _send_commission(work, assignment, actor=actor, at=at)
    return assignment


def _name_agency(assignment: Assignment) -> None:
    """Write down whose turn it is by the draw that holds; raise Conflict when it is nobody's."""
    draw = registry.draw_result(assignment.asset_no)
    agency = draw.next_agency
    if agency is None:
        raise Conflict("no_agency_left")
    assignment.draw_no = draw.no
    assignment.rank = [drawn.code for drawn in draw.order].index(agency.code) + 1
    assignment.agency_code, assignment.agency_name = agency.code, agency.name


def _send_commission(work: Work, assignment: Assignment, *, actor: Actor, at: datetime) -> None:
    """Issue the commission to the agency whose turn it is and start its thirty days (art. 19)."""
    asset = registry.get_asset(assignment.asset_no)
    case = registry.get_case(assignment.case_number)
    due_at = report_due(at)
    assignment.commissioned_at, assignment.due_at = at, due_at
    assignment.accepted_at = None
    turn = len(queries.list_appointments(assignment.id)) + 1
    registry.count_commission(code=assignment.agency_code or "", opened=1)
    values = commission_values(assignment, asset=asset, case=case, due_at=due_at)
    paper = papers.issue(
        papers.PaperKind.APPRAISAL_COMMISSION,
        reference=f"{assignment.no}/{turn}",
        case_number=assignment.case_number,
        court_id=assignment.court_id,
        court_code=assignment.court_code,
        court_name=assignment.court_name,
        data=values,
        audience=Audience.PARTIES,
        people=[party.person_id for party in case.parties if party.person_id],
        agencies=[assignment.agency_code or ""],
        actor=actor,
        at=at,
    )
    db.session.add(
        Appointment(
            assignment_id=assignment.id,
            turn=turn,
            rank=assignment.rank,
            agency_code=assignment.agency_code,
            agency_name=assignment.agency_name,
            commissioned_at=at,
            paper_no=paper.no,
        )
    )
    db.session.flush()
    items = [*values["materials"], f"评估委托书（{paper.no}）"]
    list_materials(work, assignment, items=items, actor=actor, at=at)
    work.record(
        AppraisalCommissioned(
            **assignment.head,
            agency_code=assignment.agency_code or "",
            agency_name=assignment.agency_name or "",
            rank=assignment.rank or 0,
            due_at=stamp(due_at),
            paper_no=paper.no,
            paper_sha256=paper.sha256,
        ),
        actor=actor,
        at=at,
    )
