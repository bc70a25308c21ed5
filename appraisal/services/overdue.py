"""Take a commission from an agency that is late, and excuse a refusal that had a good reason."""

from datetime import datetime, timedelta

from app.documents import facade as papers
from app.kernel.actors import SYSTEM, Actor, require_court
from app.kernel.citation import Citation
from app.kernel.errors import Conflict, IllegalMove, NotFound, Refusal
from app.kernel.facts import stamp
from app.store import unit_of_work
from appraisal import queries
from appraisal.facts import AssignmentOverdue, RefusalExcused
from appraisal.models import Appointment, Assignment
from appraisal.rules.periods import materials_due
from appraisal.services import evidence
from appraisal.services.commissioning import pass_on
from appraisal.services.letters import send_letter
from appraisal.vocabulary import AssignmentAction
from registry import facade as registry
from registry.vocabulary import EvidenceKind

NEXT_IN_ORDER = Citation("法释〔2018〕15号", "第19条第3款")
#: A report stamped before the end of its days may still wait for the row's lock.
DRAIN = timedelta(minutes=1)


def pass_on_overdue(no: str, *, actor: Actor = SYSTEM, at: datetime) -> Assignment:
    """Give the work of an agency whose days are over to the next in order (art. 19(3)).

    Refused while the days run; hearing of it twice changes nothing the second time, since the
    next agency has thirty days of its own. Nobody left: the appraisal waits for a new draw.
    """
    require_court(actor, queries.get_assignment(no).court_id)
    with unit_of_work() as work:
        assignment = queries.get_assignment_for_update(no)
        due_at = assignment.due_at
        # Nothing is due while the report lies with the court or is out; a correction that is late
        # is refused by the table of moves.
        if due_at is None:
            raise IllegalMove("assignment", str(assignment.state), "replace")
        if at < due_at + DRAIN:
            raise Conflict("not_overdue", citations=(NEXT_IN_ORDER,))
        appointment = queries.get_appointment(assignment)
        appointment.lapsed_at = at
        _clear_desk(assignment, at=at)
        back_by = materials_due(at)
        send_letter(
            papers.PaperKind.RETURN_NOTICE,
            assignment,
            reference=f"{no}/{appointment.turn}",
            data={
                "agency_name": appointment.agency_name,
                "reason": str(NEXT_IN_ORDER),
                "materials_back_by": back_by,
            },
            actor=actor,
            at=at,
        )
        work.record(
            AssignmentOverdue(
                **assignment.head,
                agency_code=appointment.agency_code,
                agency_name=appointment.agency_name,
                rank=appointment.rank,
                due_at=stamp(due_at),
                materials_back_by=stamp(back_by),
            ),
            actor=actor,
            at=at,
        )
        pass_on(
            work,
            assignment,
            by=AssignmentAction.REPLACE,
            # The draw keeps the article as the reason: it reads the same in every language.
            reason=str(NEXT_IN_ORDER),
            actor=actor,
            at=at,
        )
        evidence.note_overdue(assignment, appointment, due_at=due_at, actor=actor, at=at)
    return assignment


def _clear_desk(assignment: Assignment, *, at: datetime) -> None:
    """Take the late agency's files off the desk: the next one starts with its own."""
    for attachment in queries.list_attachments(assignment.id):
        attachment.removed_at = at


def excuse_refusal(no: str, *, turn: int, reason: str, actor: Actor, at: datetime) -> Appointment:
    """Accept why an agency refused, so that the refusal no longer counts; once."""
    if not reason.strip():
        raise Refusal("reason_needed", fields={"reason": ["reason_needed"]})
    assignment = queries.get_assignment(no)
    require_court(actor, assignment.court_id)
    with unit_of_work() as work:
        assignment = queries.get_assignment_for_update(no)
        appointments = queries.list_appointments(assignment.id)
        appointment = next((one for one in appointments if one.turn == turn), None)
        if appointment is None or appointment.refused_at is None:
            raise NotFound("refusal", f"{no}/{turn}")
        if appointment.excused_at is not None:
            raise Conflict("refusal_already_excused")
        appointment.excused_at = at
        work.record(
            RefusalExcused(
                **assignment.head,
                agency_code=appointment.agency_code,
                agency_name=appointment.agency_name,
                reason=reason.strip(),
            ),
            actor=actor,
            at=at,
        )
        registry.annul_noted(
            agency_code=appointment.agency_code,
            kind=EvidenceKind.ACCEPTANCE,
            reference=f"{no}/{turn}",
            reason=reason.strip(),
            actor=actor,
            at=at,
        )
    return appointment
