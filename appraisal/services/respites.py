"""Move the days of a report: an extension asked for in time, or time the court itself took."""

from datetime import date, datetime

from app.kernel.actors import Actor, require_court
from app.kernel.calendar import local_date
from app.kernel.citation import Citation
from app.kernel.errors import IllegalMove, Refusal
from app.kernel.facts import stamp
from app.store import db, unit_of_work
from appraisal import queries
from appraisal.facts import RespiteGranted
from appraisal.models import Respite
from appraisal.rules.respites import judge_respite, moved_due
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
        turn = queries.get_appointment(assignment).turn
        earlier = [
            row
            for row in queries.list_respites(assignment.id)
            if row.turn == turn and row.ground is RespiteGround.EXTENSION
        ]
        fault = judge_respite(
            ground, days, asked_on=asked_on, due_at=assignment.due_at, earlier=len(earlier)
        )
        if fault is not None:
            raise Refusal(fault.value, citations=(MORE_TIME,), fields={"days": [fault.value]})
        due_at = moved_due(assignment.due_at, days)
        row = Respite(
            assignment_id=assignment.id,
            turn=turn,
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
        fact = RespiteGranted(
            case_number=assignment.case_number,
            appraisal_no=no,
            asset_no=assignment.asset_no,
            agency_code=assignment.agency_code or "",
            agency_name=assignment.agency_name or "",
            ground=str(ground),
            days=days,
            reason=row.reason,
            due_at=stamp(due_at),
        )
        work.record(fact, actor=actor, at=at)
    return row
