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
        granted = _granted(assignment, appointment)
        earlier = [row for row in granted if row.ground is RespiteGround.EXTENSION]
        fault = judge_respite(
            ground, days, asked_on=asked_on, due_at=assignment.due_at, earlier=len(earlier)
        )
        if fault is not None:
            raise Refusal(fault.value, citations=(MORE_TIME,), fields={"days": [fault.value]})
        row = _add_days(
            assignment,
            appointment,
            ground=ground,
            days=days,
            asked_on=asked_on,
            reason=reason.strip(),
            actor=actor,
            at=at,
        )
        fact = RespiteGranted(
            **assignment.head,
            agency_code=assignment.agency_code or "",
            agency_name=assignment.agency_name or "",
            ground=str(ground),
            days=days,
            reason=row.reason,
            due_at=stamp(row.due_at),
        )
        work.record(fact, actor=actor, at=at)
    return row


def rest(
    assignment: Assignment, *, days: int, since: date, reason: str, actor: Actor, at: datetime
) -> None:
    """Give back the days for which the court let the work rest (art. 19(1)); joins the caller.

    Nothing is due while the report lies with the court, so nothing moves then.
    """
    is_awaited = assignment.state in REPORT_AWAITED | {AssignmentState.CORRECTING}
    if assignment.due_at is None or not is_awaited or not days:
        return
    _add_days(
        assignment,
        queries.get_appointment(assignment),
        ground=RespiteGround.COURT_DELAY,
        days=days,
        asked_on=since,
        reason=reason,
        actor=actor,
        at=at,
    )


def _granted(assignment: Assignment, appointment: Appointment) -> list[Respite]:
    respites = queries.list_respites(assignment.id)
    return [row for row in respites if row.turn == appointment.turn]


def _add_days(
    assignment: Assignment,
    appointment: Appointment,
    *,
    ground: RespiteGround,
    days: int,
    asked_on: date,
    reason: str,
    actor: Actor,
    at: datetime,
) -> Respite:
    """Count the end anew from the start of the turn with every day that was given in it."""
    assert assignment.due_at is not None
    granted = _granted(assignment, appointment)
    if assignment.state is AssignmentState.CORRECTING:
        due_at = _correction_due(assignment, granted, days)
    else:
        moved = [*((row.ground, row.days) for row in granted), (ground, days)]
        due_at = _report_due(appointment, moved)
    row = Respite(
        assignment_id=assignment.id,
        turn=appointment.turn,
        ground=ground,
        days=days,
        asked_on=asked_on,
        reason=reason,
        was_due_at=assignment.due_at,
        due_at=due_at,
        granted_by=actor.person_id,
        granted_at=at,
    )
    db.session.add(row)
    assignment.due_at = due_at
    return row


def _report_due(appointment: Appointment, moved: Sequence[tuple[RespiteGround, int]]) -> datetime:
    """Return when the report of a turn is due with every day it was given (art. 19)."""
    return report_due(
        appointment.commissioned_at,
        suspended_days=sum(days for ground, days in moved if ground is RespiteGround.COURT_DELAY),
        extension_days=[days for ground, days in moved if ground is RespiteGround.EXTENSION],
        is_reissue=appointment.is_reissue,
    )


def _correction_due(assignment: Assignment, granted: Sequence[Respite], days: int) -> datetime:
    """Return when a correction is due with what the court took since it sent the report back."""
    report = queries.get_report(assignment)
    returned_at = queries.list_reviews([report.id])[-1].reviewed_at
    taken = sum(row.days for row in granted if row.granted_at >= returned_at)
    return correction_due(returned_at, suspended_days=taken + days)
