"""What an objection leads to: cleared, corrected, given to the next agency, price reopened."""

from collections.abc import Collection
from datetime import datetime

from app.documents import facade as papers
from app.kernel.actors import SYSTEM, Actor
from app.kernel.citation import Citation
from app.kernel.errors import Conflict, Forbidden, Refusal
from app.kernel.facts import Audience
from app.kernel.permissions import COURT_ROLES
from app.store import Work, db
from appraisal import queries
from appraisal.facts.objections import ObjectionClosed, PriceReopened
from appraisal.models import Assignment
from appraisal.models.objection import Objection
from appraisal.queries import objections
from appraisal.rules.objections import may_act, result_standing
from appraisal.rules.periods import materials_due
from appraisal.services import evidence, reports
from appraisal.services.commissioning import pass_on
from appraisal.services.moving import move
from appraisal.vocabulary import AssignmentAction, AssignmentState, ReviewCheck
from appraisal.vocabulary.objections import (
    OBJECTION,
    ObjectionAction,
    ObjectionGround,
    ObjectionOutcome,
    ObjectionState,
    ResultStanding,
)
from registry import facade as registry

NEXT_AGENCY = Citation("法释〔2018〕15号", "第23条第2款")
CORRECT_IT = Citation("法释〔2018〕15号", "第22、23条")

_S = AssignmentState
#: What of the five checks a ground concerns, for the notice to the agency.
_CHECK_OF = {
    ObjectionGround.BASIC_FACTS: ReviewCheck.BASIC_FACTS,
    ObjectionGround.SCOPE: ReviewCheck.SCOPE,
}


def act(
    objection: Objection,
    action: ObjectionAction,
    *,
    actor: Actor,
    at: datetime,
    due_at: datetime | None = None,
) -> None:
    """Bring an objection to the state an action leads to; call it under its row lock.

    Raises Forbidden for a role that may not do it, IllegalMove from a state that knows it not.
    """
    if actor.kind != "system" and not may_act(action, actor.roles):
        raise Forbidden
    objection.state = OBJECTION.after(objection.state, action)
    objection.state_since, objection.due_at = at, due_at


def close(
    work: Work,
    assignment: Assignment,
    objection: Objection,
    outcome: ObjectionOutcome | None,
    *,
    actor: Actor,
    at: datetime,
) -> None:
    """Write down what an objection came to, and free the report once none is open."""
    objection.outcome = outcome
    db.session.flush()
    work.record(
        ObjectionClosed(
            **assignment.head,
            objection_no=objection.no,
            kind=objection.kind.value,
            outcome=(outcome or objection.state).value,
        ),
        # A public entry never says which party acted.
        actor=actor if actor.roles & COURT_ROLES else SYSTEM,
        at=at,
    )
    clear_if_settled(assignment, at=at)


def clear_if_settled(assignment: Assignment, *, at: datetime) -> None:
    """Publish the report as it stands once no objection is open any more (art. 26)."""
    if assignment.state is _S.OBJECTED and not objections.has_open(assignment.id):
        move(assignment, AssignmentAction.CLEAR, actor=SYSTEM, at=at)


def send_back(
    assignment: Assignment,
    grounds: Collection[ObjectionGround],
    *,
    correction: str,
    actor: Actor,
    at: datetime,
) -> None:
    """Let the agency correct its report (arts. 22, 23, 26); one already at it corrects this too."""
    if not correction.strip():
        raise Refusal("correction_missing", fields={"correction": ["correction_missing"]})
    if assignment.state is _S.CORRECTING:
        return
    failed = {_CHECK_OF.get(ground, ReviewCheck.OTHER) for ground in grounds}
    reports.return_report(
        assignment.no,
        checks={check: check not in failed for check in ReviewCheck},
        note=f"{CORRECT_IT}：{correction.strip()}",
        actor=actor,
        at=at,
    )


def replace_agency(
    work: Work, assignment: Assignment, objection: Objection, *, actor: Actor, at: datetime
) -> None:
    """Take the work from the agency: materials back in three days, the next in order (art. 23(2)).

    Every other open objection was about the report that is gone and lapses with it.
    """
    if assignment.state is _S.PUBLISHED:
        move(assignment, AssignmentAction.OBJECT, actor=SYSTEM, at=at)
    if assignment.state is not _S.OBJECTED:
        raise Conflict("objection_wait_for_report", citations=(NEXT_AGENCY,))
    appointment = queries.get_appointment(assignment)
    evidence.note_upheld(assignment, appointment, objection_no=objection.no, actor=actor, at=at)
    lapse_open(work, assignment, outcome=ObjectionOutcome.REPLACED, at=at)
    for attachment in queries.list_attachments(assignment.id):
        attachment.removed_at = at
    _issue_return_notice(assignment, turn=appointment.turn, actor=actor, at=at)
    assignment.window_ends_at = None
    # The draw keeps the article as the reason: it reads the same in every language.
    pass_on(
        work,
        assignment,
        by=AssignmentAction.REPLACE,
        reason=str(NEXT_AGENCY),
        actor=actor,
        at=at,
    )


def _issue_return_notice(assignment: Assignment, *, turn: int, actor: Actor, at: datetime) -> None:
    papers.issue(
        papers.PaperKind.RETURN_NOTICE,
        reference=f"{assignment.no}/{turn}",
        case_number=assignment.case_number,
        court_id=assignment.court_id,
        court_code=assignment.court_code,
        court_name=assignment.court_name,
        data={
            "appraisal_no": assignment.no,
            "agency_name": assignment.agency_name or "",
            "asset_title": assignment.asset_title,
            "reason": "当事人、利害关系人提出的异议成立，依法交由下一顺序评估机构重新评估。",
            "materials_back_by": materials_due(at),
        },
        audience=Audience.COURT,
        agencies=[assignment.agency_code or ""],
        actor=actor,
        at=at,
    )


def lapse_open(
    work: Work, assignment: Assignment, *, outcome: ObjectionOutcome | None = None, at: datetime
) -> None:
    """End what is still open because the report it is about is gone; joins the caller's unit."""
    for objection in objections.list_open_of(assignment.id):
        act(objection, ObjectionAction.LAPSE, actor=SYSTEM, at=at)
        objection.outcome = outcome
        db.session.flush()
        work.record(
            ObjectionClosed(
                **assignment.head,
                objection_no=objection.no,
                kind=objection.kind.value,
                outcome=ObjectionState.LAPSED.value,
            ),
            actor=SYSTEM,
            at=at,
        )


def may_reopen(assignment: Assignment) -> bool:
    """Say whether a price stands that no notice of a sale rests on yet (art. 25)."""
    return (
        assignment.state in {_S.PRICE_FIXED, _S.EXPIRED} and assignment.disposal_started_at is None
    )


def reopen_price(
    work: Work, assignment: Assignment, *, basis: str, actor: Actor, at: datetime
) -> None:
    """Take a price back, so that the way to it begins anew; only before the first notice."""
    move(assignment, AssignmentAction.REOPEN, actor=actor, at=at)
    value = assignment.reference_price
    assignment.reference_price = assignment.price_fixed_at = None
    assignment.price_valid_until = assignment.window_ends_at = None
    work.record(
        PriceReopened(
            **assignment.head,
            value=str(value) if value is not None else "",
            basis=basis,
        ),
        actor=actor,
        at=at,
    )
    if assignment.agency_code is not None and queries.list_appointments(assignment.id):
        evidence.annul_objection(assignment, reason=basis, actor=actor, at=at)


def standing_after(objection: Objection) -> ResultStanding:
    """Return what an objection means for the result it is about: open, stands, corrected, falls."""
    return result_standing(objection.state, objection.outcome)


def party_people(case_number: str) -> list[int]:
    """Return the accounts of a case's parties, who may read its papers."""
    parties = registry.parties_of(case_number)
    return [party.person_id for party in parties if party.person_id is not None]
