"""Let the work rest by order of the court, and let it go on (法释〔2018〕15号 art. 28)."""

from datetime import datetime, timedelta

from app.documents import facade as papers
from app.kernel.actors import Actor, require_court
from app.kernel.calendar import local_date
from app.kernel.citation import Citation
from app.kernel.errors import Refusal
from app.kernel.facts import stamp
from app.store import db, unit_of_work
from appraisal import queries
from appraisal.documents import SUSPENSION_GROUNDS
from appraisal.facts import AppraisalResumed, AppraisalSuspended
from appraisal.models import Assignment, Suspension
from appraisal.rules.periods import last_day
from appraisal.services.inquiry_days import move_inquiry_days
from appraisal.services.letters import send_letter
from appraisal.services.moving import move
from appraisal.services.respites import rest
from appraisal.vocabulary import AssignmentAction, SuspensionGround

MAY_SUSPEND = Citation("法释〔2018〕15号", "第28条")


def suspend_appraisal(
    no: str, *, ground: SuspensionGround, reason: str, actor: Actor, at: datetime
) -> Suspension:
    """Stop every clock of the agency or the platforms until the cause is gone.

    A judge decides; the decision goes to the parties and the agency as a paper.
    """
    _require_reason(reason)
    require_court(actor, queries.get_assignment(no).court_id)
    with unit_of_work() as work:
        assignment = queries.get_assignment_for_update(no)
        left = assignment.state
        move(assignment, AssignmentAction.SUSPEND, actor=actor, at=at)
        assignment.suspended_from = left
        turns = queries.list_appointments(assignment.id)
        number = len(queries.list_suspensions(assignment.id)) + 1
        paper = send_letter(
            papers.PaperKind.SUSPENSION_DECISION,
            assignment,
            reference=f"{no}/{number}",
            data={
                "agency_name": assignment.agency_name,
                "ground": SUSPENSION_GROUNDS[ground],
                "reason": reason.strip(),
                "from_at": at,
            },
            actor=actor,
            at=at,
        )
        row = Suspension(
            assignment_id=assignment.id,
            turn=turns[-1].turn if turns else None,
            ground=ground,
            reason=reason.strip(),
            decided_by=actor.person_id,
            paper_no=paper.no,
            began_at=at,
        )
        db.session.add(row)
        work.record(
            AppraisalSuspended(
                **assignment.head,
                ground=ground.value,
                reason=row.reason,
                paper_no=paper.no,
            ),
            actor=actor,
            at=at,
        )
    return row


def resume_appraisal(no: str, *, reason: str, actor: Actor, at: datetime) -> Assignment:
    """Go on where the work was stopped; the days it rested are nobody's (art. 19(1))."""
    _require_reason(reason)
    require_court(actor, queries.get_assignment(no).court_id)
    with unit_of_work() as work:
        assignment = queries.get_assignment_for_update(no)
        move(assignment, AssignmentAction.RESUME, actor=actor, at=at)
        assignment.suspended_from = None
        row = queries.get_open_suspension(assignment.id)
        row.ended_at, row.end_reason = at, reason.strip()
        days = (local_date(at) - local_date(row.began_at)).days
        rest(
            assignment,
            days=days,
            since=local_date(row.began_at),
            reason=row.reason,
            actor=actor,
            at=at,
        )
        move_inquiry_days(assignment, timedelta(days=days))
        paper = send_letter(
            papers.PaperKind.RESUMPTION_NOTICE,
            assignment,
            reference=f"{no}/{len(queries.list_suspensions(assignment.id))}",
            data={
                "agency_name": assignment.agency_name,
                "suspended_days": str(days),
                "report_due": last_day(assignment.due_at) if assignment.due_at else None,
            },
            actor=actor,
            at=at,
        )
        work.record(
            AppraisalResumed(
                **assignment.head,
                reason=row.end_reason,
                days=days,
                due_at=stamp(assignment.due_at) if assignment.due_at else "",
                paper_no=paper.no,
            ),
            actor=actor,
            at=at,
        )
    return assignment


def _require_reason(reason: str) -> None:
    if not reason.strip():
        raise Refusal(
            "reason_needed", citations=(MAY_SUSPEND,), fields={"reason": ["reason_needed"]}
        )
