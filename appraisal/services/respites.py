"""Move the days of a report: an extension asked for in time, or time the court itself took."""

from collections.abc import Sequence
from datetime import date, datetime

from app.kernel.actors import Actor, require_court
from app.kernel.calendar import local_date
from app.kernel.citation import Citation
from app.kernel.errors import IllegalMove, Refusal
from app.kernel.facts import stamp
from app.store import db, unit_of_work
from appraisal import queries
from appraisal.facts import RespiteGranted
from appraisal.models import Appointment, Assignment, Respite
from appraisal.rules.periods import correction_due, report_due
from appraisal.rules.respites import judge_respite
from appraisal.vocabulary import REPORT_AWAITED, AssignmentState, RespiteGround

MORE_TIME = Citation("法释〔2018〕15号", "第19条")


def grant_respite(
    no: str,
    *,
    ground: RespiteGround,
    days: int,
    asked_on: date,
    reason: str,
    actor: Actor,
    at: datetime,
) -> Respite:
    """Give the agency in turn more days, while its report or correction is awaited (art. 19).

    What the court delayed never counts as late: the day from which lateness is counted moves.
    The end is counted anew from the start of the turn with everything granted in it, so that it
    is the day the calculator names.
    """
    if not reason.strip():
        raise Refusal("reason_needed", fields={"reason": ["reason_needed"]})
    if asked_on > local_date(at):
        raise Refusal("respite_in_future", fields={"asked_on": ["respite_in_future"]})
    require_court(actor, queries.get_assignment(no).court_id)
    with unit_of_work() as work:
        assignment = queries.get_assignment_for_update(no)
        is_correcting = assignment.state is AssignmentState.CORRECTING
        is_awaited = assignment.state in REPORT_AWAITED
        # Art. 19(2) extends the report; three days for a correction are extended by nobody.
        may_be_moved = is_awaited or (is_correcting and ground is RespiteGround.COURT_DELAY)
        if assignment.due_at is None or not may_be_moved:
            raise IllegalMove("assignment", str(assignment.state), "grant_respite")
        appointment = queries.get_appointment(assignment)
        granted = [
            row for row in queries.list_respites(assignment.id) if row.turn == appointment.turn
        ]
        earlier = sum(row.ground is RespiteGround.EXTENSION for row in granted)
        fault = judge_respite(
            ground, days, asked_on=asked_on, due_at=assignment.due_at, earlier=earlier
        )
        if fault is not None:
            raise Refusal(fault.value, citations=(MORE_TIME,), fields={"days": [fault.value]})
        due_at = (
            _correction_due(assignment, granted, days)
            if is_correcting
            else _report_due(appointment, granted, ground, days)
        )
        row = Respite(
            assignment_id=assignment.id,
            turn=appointment.turn,
            ground=ground,
            days=days,
            asked_on=asked_on,
            reason=reason.strip(),
            was_due_at=assignment.due_at,
            due_at=due_at,
            granted_by=actor.person_id,
            granted_at=at,
        )
        db.session.add(row)
        assignment.due_at = due_at
        work.record(_granted(assignment, row), actor=actor, at=at)
    return row


def _granted(assignment: Assignment, row: Respite) -> RespiteGranted:
    """Tell of more days for the agency in turn."""
    return RespiteGranted(
        case_number=assignment.case_number,
        appraisal_no=assignment.no,
        asset_no=assignment.asset_no,
        agency_code=assignment.agency_code or "",
        agency_name=assignment.agency_name or "",
        ground=str(row.ground),
        days=row.days,
        reason=row.reason,
        due_at=stamp(row.due_at),
    )


def _report_due(
    appointment: Appointment, granted: Sequence[Respite], ground: RespiteGround, days: int
) -> datetime:
    """Return when the report of a turn is due with every day it was given (art. 19)."""
    given = [*((row.ground, row.days) for row in granted), (ground, days)]
    return report_due(
        appointment.commissioned_at,
        suspended_days=sum(days for why, days in given if why is RespiteGround.COURT_DELAY),
        extension_days=[days for why, days in given if why is RespiteGround.EXTENSION],
    )


def _correction_due(assignment: Assignment, granted: Sequence[Respite], days: int) -> datetime:
    """Return when a correction is due with what the court took since it sent the report back."""
    report = queries.get_report(assignment)
    returned_at = queries.list_reviews([report.id])[-1].reviewed_at
    taken = sum(row.days for row in granted if row.granted_at >= returned_at)
    return correction_due(returned_at, suspended_days=taken + days)
