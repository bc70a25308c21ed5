"""Give the agency what it needs: a list with every commission, more when the court has more."""

from collections.abc import Sequence
from datetime import datetime

from app.documents import facade as papers
from app.kernel.actors import Actor, require_court
from app.kernel.citation import Citation
from app.kernel.errors import IllegalMove, Refusal
from app.store import Work, db, unit_of_work
from appraisal import queries
from appraisal.facts import MaterialsHandedOver
from appraisal.models import Assignment, Handover
from appraisal.services.letters import send_letter
from appraisal.vocabulary import REPORT_AWAITED, AssignmentState

HANDED_OVER = Citation("法释〔2018〕15号", "第17条")


def hand_over(no: str, *, items: Sequence[str], actor: Actor, at: datetime) -> Handover:
    """Give the agency in turn further material, listed on a paper of its own (art. 17)."""
    require_court(actor, queries.get_assignment(no).court_id)
    listed = [item.strip() for item in items if item.strip()]
    if not listed:
        raise Refusal("no_materials", citations=(HANDED_OVER,), fields={"items": ["no_materials"]})
    with unit_of_work() as work:
        assignment = queries.get_assignment_for_update(no)
        if assignment.state not in REPORT_AWAITED | {AssignmentState.CORRECTING}:
            raise IllegalMove("assignment", str(assignment.state), "hand_over")
        return list_materials(work, assignment, items=listed, actor=actor, at=at)


def list_materials(
    work: Work, assignment: Assignment, *, items: Sequence[str], actor: Actor, at: datetime
) -> Handover:
    """Write down what the agency in turn receives; joins the caller's unit of work."""
    turn = len(queries.list_appointments(assignment.id))
    number = len(queries.list_handovers(assignment.id)) + 1
    paper = send_letter(
        papers.PaperKind.TRANSFER_LIST,
        assignment,
        reference=f"{assignment.no}/{number}",
        data={"agency_name": assignment.agency_name, "items": list(items), "handed_over_at": at},
        actor=actor,
        at=at,
    )
    row = Handover(
        assignment_id=assignment.id,
        turn=turn,
        items=list(items),
        handed_over_by=actor.person_id,
        handed_over_at=at,
        paper_no=paper.no,
    )
    db.session.add(row)
    db.session.flush()
    work.record(
        MaterialsHandedOver(
            **assignment.head,
            agency_code=assignment.agency_code or "",
            agency_name=assignment.agency_name or "",
            items=len(items),
            paper_no=paper.no,
        ),
        actor=actor,
        at=at,
    )
    return row
