"""Take an inquiry or an appraisal back (法释〔2018〕15号 art. 29)."""

from datetime import datetime

from app.documents import facade as papers
from app.kernel.actors import Actor, require_court
from app.kernel.citation import Citation
from app.kernel.errors import Refusal
from app.ledger import facade as ledger
from app.store import db, unit_of_work
from appraisal import queries
from appraisal.documents import WITHDRAWAL_GROUNDS
from appraisal.facts import AppraisalWithdrawn
from appraisal.models import Assignment, Withdrawal
from appraisal.services.letters import send_letter
from appraisal.services.moving import move
from appraisal.services.objection_ends import lapse_open
from appraisal.vocabulary import (
    OPEN_COMMISSION,
    AssignmentAction,
    AssignmentState,
    WithdrawalGround,
)
from registry import facade as registry

MUST_WITHDRAW = Citation("法释〔2018〕15号", "第29条")


def withdraw_appraisal(
    no: str, *, ground: WithdrawalGround, reason: str, actor: Actor, at: datetime
) -> Withdrawal:
    """End the way to a price before there is one; a judge decides.

    A basic fee that was not paid need not be paid any more; one that was paid is settled by the
    reasonable actual expense (art. 32). The asset may be filed again.
    """
    if not reason.strip():
        raise Refusal(
            "reason_needed", citations=(MUST_WITHDRAW,), fields={"reason": ["reason_needed"]}
        )
    require_court(actor, queries.get_assignment(no).court_id)
    with unit_of_work() as work:
        assignment = queries.get_assignment_for_update(no)
        left = assignment.suspended_from or assignment.state
        move(assignment, AssignmentAction.WITHDRAW, actor=actor, at=at)
        assignment.suspended_from, assignment.due_at = None, None
        assignment.withdrawn_at = at
        _end_suspension(assignment, at=at)
        _let_go(assignment, left, actor=actor, at=at)
        lapse_open(work, assignment, at=at)
        paper = send_letter(
            papers.PaperKind.WITHDRAWAL_NOTICE,
            assignment,
            reference=no,
            data={
                "agency_name": assignment.agency_name,
                "ground": WITHDRAWAL_GROUNDS[ground],
                "reason": reason.strip(),
            },
            actor=actor,
            at=at,
        )
        row = Withdrawal(
            assignment_id=assignment.id,
            ground=ground,
            reason=reason.strip(),
            decided_by=actor.person_id,
            paper_no=paper.no,
            withdrawn_at=at,
        )
        db.session.add(row)
        work.record(
            AppraisalWithdrawn(
                **assignment.head, ground=ground.value, reason=row.reason, paper_no=paper.no
            ),
            actor=actor,
            at=at,
        )
    return row


def _end_suspension(assignment: Assignment, *, at: datetime) -> None:
    row = queries.find_open_suspension(assignment.id)
    if row is not None:
        row.ended_at = at


def _let_go(assignment: Assignment, left: AssignmentState, *, actor: Actor, at: datetime) -> None:
    """Free whoever was bound: the applicant of an unpaid order, the agency of its commission."""
    if left in {AssignmentState.FEE_PENDING, AssignmentState.STALLED}:
        ledger.cancel_order(assignment.no, actor=actor, at=at)
    if left in OPEN_COMMISSION and assignment.agency_code:
        registry.count_commission(code=assignment.agency_code, opened=-1)
