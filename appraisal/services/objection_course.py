"""The way of art. 23: to the agency, its explanation, the association's professional review."""

from collections.abc import Sequence
from datetime import date, datetime

from app.documents import facade as papers
from app.kernel.actors import SYSTEM, Actor, require_court
from app.kernel.calendar import end_of_day, local_date
from app.kernel.citation import Citation
from app.kernel.errors import Conflict, NotFound, Refusal
from app.kernel.facts import Audience, stamp
from app.media import facade as media
from app.store import db, unit_of_work
from appraisal.facts.objections import (
    ExpertReviewCommissioned,
    ExpertReviewConcluded,
    ObjectionAnswered,
    ObjectionDisputed,
    ObjectionHandedOver,
    ObjectionUnanswered,
)
from appraisal.models import Assignment
from appraisal.models.objection import ExpertConclusion, ExpertReview, Objection, ObjectionAnswer
from appraisal.queries import objections
from appraisal.rules.objections import answer_due, dispute_due
from appraisal.services import evidence
from appraisal.services.objection_door import (
    TEXT_MAX,
    GivenFile,
    ingest_files,
    lock_both,
    require_objector,
)
from appraisal.services.objection_ends import act, close, party_people, send_back
from appraisal.vocabulary.objections import (
    ObjectionAction,
    ObjectionGround,
    ObjectionOutcome,
    ObjectionState,
    ReviewFinding,
)

TO_THE_AGENCY = Citation("法释〔2018〕15号", "第23条第1款")


def hand_to_agency(objection_no: str, *, actor: Actor, at: datetime) -> Objection:
    """Hand an objection to the agency, which explains within five days (art. 23(1))."""
    with unit_of_work() as work:
        assignment, objection = lock_both(objection_no)
        require_court(actor, assignment.court_id)
        due_at = answer_due(at)
        act(objection, ObjectionAction.HAND_OVER, actor=actor, at=at, due_at=due_at)
        objection.handed_over_at = at
        paper = papers.issue(
            papers.PaperKind.OBJECTION_TRANSFER,
            reference=objection.no,
            case_number=assignment.case_number,
            court_id=assignment.court_id,
            court_code=assignment.court_code,
            court_name=assignment.court_name,
            data={
                "appraisal_no": assignment.no,
                "objection_no": objection.no,
                "agency_name": assignment.agency_name or "",
                "asset_title": assignment.asset_title,
                "objection_text": objection.text,
                "due_at": due_at,
            },
            audience=Audience.COURT,
            people=[objection.person_id] if objection.person_id else [],
            agencies=[objection.agency_code or ""],
            actor=actor,
            at=at,
        )
        fact = ObjectionHandedOver(
            **head_of(assignment, objection),
            agency_code=objection.agency_code or "",
            due_at=stamp(due_at),
            paper_no=paper.no,
            paper_sha256=paper.sha256,
        )
        work.record(fact, actor=actor, at=at)
    return objection


def head_of(assignment: Assignment, objection: Objection) -> dict[str, str]:
    """Return the fields every fact of an objection begins with."""
    return {
        "case_number": assignment.case_number,
        "appraisal_no": assignment.no,
        "asset_no": assignment.asset_no,
        "objection_no": objection.no,
    }


def answer_objection(
    objection_no: str,
    *,
    text: str,
    files: Sequence[GivenFile] = (),
    actor: Actor,
    at: datetime,
) -> ObjectionAnswer:
    """Take the agency's explanation, until its five days are over; the same twice is one."""
    _require_text(text, "text")
    objection = objections.get_objection(objection_no)
    require_own_agency(objection, actor)
    assignment = objections.get_assignment_of(objection)
    place = media.MediaPlace(assignment.case_number, assignment.court_id, objection.agency_code)
    views = ingest_files(files, place=place, actor=actor, at=at)
    with unit_of_work() as work:
        assignment, objection = lock_both(objection_no)
        earlier = objections.find_answer(objection.id)
        if earlier is not None and earlier.text == text.strip():
            return earlier
        if objection.due_at is not None and at >= objection.due_at:
            raise Refusal("answer_late", citations=(TO_THE_AGENCY,))
        due_at = dispute_due(at)
        act(objection, ObjectionAction.ANSWER, actor=actor, at=at, due_at=due_at)
        answer = ObjectionAnswer(
            objection_id=objection.id,
            text=text.strip(),
            media=[view.id for view in views],
            answered_by=actor.person_id,
            answered_at=at,
        )
        db.session.add(answer)
        fact = ObjectionAnswered(
            **head_of(assignment, objection),
            agency_code=objection.agency_code or "",
            files=[view.sha256 for view in views],
            due_at=stamp(due_at),
        )
        work.record(fact, actor=actor, at=at)
    return answer


def require_own_agency(objection: Objection, actor: Actor) -> None:
    """Hide from an agency what was not handed over to it (ACC-02)."""
    is_own = actor.agency_code is not None and actor.agency_code == objection.agency_code
    if not is_own or objection.handed_over_at is None:
        raise NotFound("objection", objection.no)


def accept_answer(objection_no: str, *, actor: Actor, at: datetime) -> Objection:
    """Be content with the explanation: the report stands as far as this objection goes."""
    with unit_of_work() as work:
        assignment, objection = lock_both(objection_no)
        require_objector(objection, assignment, actor)
        act(objection, ObjectionAction.BE_SATISFIED, actor=actor, at=at)
        close(work, assignment, objection, ObjectionOutcome.EXPLAINED, actor=actor, at=at)
    return objection


def dispute_answer(objection_no: str, *, reason: str, actor: Actor, at: datetime) -> Objection:
    """Contradict the explanation in time; the association has to review (art. 23(1))."""
    _require_text(reason, "reason")
    with unit_of_work() as work:
        assignment, objection = lock_both(objection_no)
        require_objector(objection, assignment, actor)
        if objection.due_at is not None and at >= objection.due_at:
            raise Refusal("dispute_late", citations=(Citation("明槌平台规则", "P17"),))
        act(objection, ObjectionAction.DISPUTE, actor=actor, at=at)
        fact = ObjectionDisputed(**head_of(assignment, objection), reason=reason.strip())
        work.record(fact, actor=actor, at=at)
    return objection


def close_undisputed(objection_no: str, *, at: datetime) -> bool:
    """End an objection whose explanation nobody contradicted in its days; False if not due."""
    with unit_of_work() as work:
        assignment, objection = lock_both(objection_no)
        if not _is_due(objection, ObjectionState.ANSWERED, at):
            return False
        act(objection, ObjectionAction.BE_SATISFIED, actor=SYSTEM, at=at)
        close(work, assignment, objection, ObjectionOutcome.EXPLAINED, actor=SYSTEM, at=at)
    return True


def note_silence(objection_no: str, *, at: datetime) -> bool:
    """Let an objection the agency did not explain go to the association; False if not due."""
    with unit_of_work() as work:
        assignment, objection = lock_both(objection_no)
        if not _is_due(objection, ObjectionState.WITH_AGENCY, at):
            return False
        act(objection, ObjectionAction.FALL_SILENT, actor=SYSTEM, at=at)
        fact = ObjectionUnanswered(
            **head_of(assignment, objection), agency_code=objection.agency_code or ""
        )
        work.record(fact, actor=SYSTEM, at=at)
    return True


def _is_due(objection: Objection, state: ObjectionState, at: datetime) -> bool:
    return objection.state is state and objection.due_at is not None and objection.due_at <= at


def commission_review(
    objection_no: str,
    *,
    association: str,
    questions: str,
    due_on: date,
    actor: Actor,
    at: datetime,
) -> ExpertReview:
    """Ask the association for a professional review within the period the court sets (art. 23)."""
    _require_text(questions, "questions")
    if not association.strip():
        raise Refusal("association_missing", fields={"association": ["association_missing"]})
    if due_on <= local_date(at):
        raise Refusal("review_due_past", fields={"due_on": ["review_due_past"]})
    with unit_of_work() as work:
        assignment, objection = lock_both(objection_no)
        require_court(actor, assignment.court_id)
        act(
            objection,
            ObjectionAction.COMMISSION_REVIEW,
            actor=actor,
            at=at,
            due_at=end_of_day(due_on),
        )
        paper = papers.issue(
            papers.PaperKind.REVIEW_COMMISSION,
            reference=objection.no,
            case_number=assignment.case_number,
            court_id=assignment.court_id,
            court_code=assignment.court_code,
            court_name=assignment.court_name,
            data={
                "appraisal_no": assignment.no,
                "objection_no": objection.no,
                "association": association.strip(),
                "asset_title": assignment.asset_title,
                "questions": questions.strip(),
                "due_on": due_on,
            },
            audience=Audience.PARTIES,
            people=party_people(assignment.case_number),
            agencies=[objection.agency_code or ""],
            actor=actor,
            at=at,
        )
        review = ExpertReview(
            objection_id=objection.id,
            association=association.strip(),
            questions=questions.strip(),
            due_on=due_on,
            paper_no=paper.no,
            commissioned_by=actor.person_id,
            commissioned_at=at,
        )
        db.session.add(review)
        fact = ExpertReviewCommissioned(
            **head_of(assignment, objection),
            association=review.association,
            due_on=due_on.isoformat(),
            paper_no=paper.no,
            paper_sha256=paper.sha256,
        )
        work.record(fact, actor=actor, at=at)
    return review


def conclude_review(
    objection_no: str,
    *,
    finding: ReviewFinding,
    summary: str,
    concluded_on: date,
    paper: GivenFile,
    correction: str = "",
    actor: Actor,
    at: datetime,
) -> ExpertConclusion:
    """Enter what the association concluded: the report stands, or the agency corrects it (art. 23).

    The price follows the conclusion (art. 26); nobody may object to it (art. 24).
    """
    _require_text(summary, "summary")
    if concluded_on > local_date(at):
        raise Refusal("review_in_future", fields={"concluded_on": ["review_in_future"]})
    assignment = objections.get_assignment_of(objections.get_objection(objection_no))
    require_court(actor, assignment.court_id)
    place = media.MediaPlace(assignment.case_number, assignment.court_id)
    file = media.ingest_pdf(paper.source, paper.filename, place=place, actor=actor, at=at)
    with unit_of_work() as work:
        assignment, objection = lock_both(objection_no)
        review = objections.find_expert_review(objection.id)
        if review is None:
            raise Conflict("review_not_commissioned", citations=(TO_THE_AGENCY,))
        act(objection, ObjectionAction.CONCLUDE_REVIEW, actor=actor, at=at)
        conclusion = ExpertConclusion(
            review_id=review.id,
            finding=finding,
            summary=summary.strip(),
            concluded_on=concluded_on,
            media_id=file.id,
            sha256=file.sha256,
            recorded_by=actor.person_id,
            recorded_at=at,
        )
        db.session.add(conclusion)
        fact = ExpertReviewConcluded(
            **head_of(assignment, objection),
            association=review.association,
            finding=finding.value,
            concluded_on=concluded_on.isoformat(),
            paper_sha256=file.sha256,
        )
        work.record(fact, actor=actor, at=at)
        stands = finding is ReviewFinding.NOT_NEGATED
        evidence.note_expert_review(
            assignment,
            objection_no=objection.no,
            reviewer=review.association,
            is_confirmed=stands,
            actor=actor,
            at=at,
        )
        if not stands:
            grounds = [ObjectionGround(name) for name in objection.grounds]
            send_back(assignment, grounds, correction=correction, actor=actor, at=at)
        outcome = ObjectionOutcome.NOT_NEGATED if stands else ObjectionOutcome.CORRECTION
        close(work, assignment, objection, outcome, actor=actor, at=at)
    return conclusion


def _require_text(text: str, field: str) -> None:
    if not 4 <= len(text.strip()) <= TEXT_MAX:
        raise Refusal("reason_needed", fields={field: ["reason_needed"]})
