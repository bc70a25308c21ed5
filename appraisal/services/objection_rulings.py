"""The court's ruling on an objection, and its review by the higher court (民事诉讼法 art. 236)."""

from collections.abc import Collection
from datetime import datetime

from app.documents import facade as papers
from app.kernel.actors import SYSTEM, Actor, require_court
from app.kernel.citation import Citation
from app.kernel.errors import Conflict, Forbidden, NotFound, Refusal
from app.kernel.facts import Audience, stamp
from app.kernel.permissions import Permission
from app.store import Work, db, unit_of_work
from appraisal import queries
from appraisal.facts.objections import ObjectionRuled, RulingReviewAsked, RulingReviewed
from appraisal.models import Assignment
from appraisal.models.objection import (
    Objection,
    ObjectionRuling,
    ReviewDecision,
    RulingReview,
)
from appraisal.queries import objections
from appraisal.rules.objections import may_act, review_end, ruling_outcome, transfer_due
from appraisal.services import evidence
from appraisal.services.objection_course import head_of
from appraisal.services.objection_door import lock_both
from appraisal.services.objection_ends import (
    act,
    close,
    may_reopen,
    party_people,
    reopen_price,
    replace_agency,
    send_back,
)
from appraisal.vocabulary import AssignmentState
from appraisal.vocabulary.objections import (
    RULING,
    ObjectionAction,
    ObjectionGround,
    ObjectionKind,
    ObjectionOutcome,
    ObjectionState,
    RulingAction,
    RulingState,
    judged_grounds,
)
from registry import facade as registry

RULED_BY = Citation("民事诉讼法", "第236条")

#: The words of the paper, which is always in Chinese.
GROUND_WORDS = {
    ObjectionGround.BASIC_FACTS: "财产基本信息错误",
    ObjectionGround.SCOPE: "超出财产范围或者遗漏财产",
    ObjectionGround.QUALIFICATION: "评估机构或者评估人员不具备相应评估资质",
    ObjectionGround.PROCEDURE: "评估程序严重违法",
    ObjectionGround.STANDARD: "参照标准",
    ObjectionGround.METHOD: "计算方法",
    ObjectionGround.RESULT: "评估结果",
}
_OUTCOME_WORDS = {
    ObjectionOutcome.REJECTED: "驳回异议请求。",
    ObjectionOutcome.CORRECTION: "异议成立，由评估机构予以补正。",
    ObjectionOutcome.REPLACED: "异议成立，由下一顺序评估机构重新进行评估。",
    ObjectionOutcome.RESULT_OUT: "异议成立，该询价结果不计入参考价。",
}


def state_of(ruling: ObjectionRuling) -> RulingState:
    """Return where a ruling stands by what has been asked and decided about it."""
    review = objections.find_ruling_review(ruling.id)
    if review is None:
        return RulingState.MADE
    if objections.find_review_decision(review.id) is None:
        return RulingState.REVIEW_ASKED
    return RulingState.REVIEWED


def rule_on_objection(
    objection_no: str,
    *,
    upheld: Collection[ObjectionGround],
    reasons: str,
    correction: str = "",
    actor: Actor,
    at: datetime,
) -> ObjectionRuling:
    """Rule on the grounds of art. 22; what of art. 23 is left goes to the agency (art. 23(2)).

    (1) or (2) upheld: the agency corrects. (3) or (4) upheld: the next agency in order. Of two
    who rule at once the second is told that it is ruled.
    """
    if len(reasons.strip()) < 4:
        raise Refusal("reason_needed", fields={"reasons": ["reason_needed"]})
    with unit_of_work() as work:
        assignment, objection = lock_both(objection_no)
        require_court(actor, assignment.court_id)
        if objections.find_ruling(objection.id) is not None:
            raise Conflict("objection_ruled", citations=(RULED_BY,))
        judged = judged_grounds([ObjectionGround(name) for name in objection.grounds])
        if not set(upheld) <= judged:
            raise Refusal("ground_not_judged", fields={"upheld": ["ground_not_judged"]})
        outcome = ruling_outcome(upheld, assignment.route)
        goes_on = outcome is ObjectionOutcome.REJECTED and objection.kind is ObjectionKind.MIXED
        action = ObjectionAction.GO_ON if goes_on else ObjectionAction.RULE
        due_at = transfer_due(at) if goes_on else None
        act(objection, action, actor=actor, at=at, due_at=due_at)
        ruling = _write(
            work, assignment, objection, judged, upheld, outcome, reasons, actor=actor, at=at
        )
        if not goes_on:
            _carry_out(work, assignment, objection, outcome, upheld, correction, actor=actor, at=at)
    return ruling


def _carry_out(
    work: Work,
    assignment: Assignment,
    objection: Objection,
    outcome: ObjectionOutcome,
    upheld: Collection[ObjectionGround],
    correction: str,
    *,
    actor: Actor,
    at: datetime,
) -> None:
    """Do what the ruling leads to while the report is still in the court's hands."""
    if outcome is ObjectionOutcome.CORRECTION:
        send_back(assignment, upheld, correction=correction, actor=actor, at=at)
    elif outcome is ObjectionOutcome.REPLACED:
        replace_agency(work, assignment, objection, actor=actor, at=at)
    close(work, assignment, objection, outcome, actor=actor, at=at)


def _write(
    work: Work,
    assignment: Assignment,
    objection: Objection,
    judged: Collection[ObjectionGround],
    upheld: Collection[ObjectionGround],
    outcome: ObjectionOutcome,
    reasons: str,
    *,
    actor: Actor,
    at: datetime,
) -> ObjectionRuling:
    """Write the ruling down, issue its paper and record it."""
    until = review_end(at)
    turns = queries.list_appointments(assignment.id)
    paper = papers.issue(
        papers.PaperKind.OBJECTION_RULING,
        reference=objection.no,
        case_number=assignment.case_number,
        court_id=assignment.court_id,
        court_code=assignment.court_code,
        court_name=assignment.court_name,
        data={
            "appraisal_no": assignment.no,
            "objection_no": objection.no,
            "asset_title": assignment.asset_title,
            "objector": objection.name,
            "grounds": [GROUND_WORDS[ground] for ground in sorted(judged)],
            "reasons": reasons.strip(),
            "outcome": _OUTCOME_WORDS[outcome],
            "review_until": until,
        },
        audience=Audience.PARTIES,
        people=party_people(assignment.case_number),
        agencies=[objection.agency_code or ""],
        actor=actor,
        at=at,
    )
    ruling = ObjectionRuling(
        objection_id=objection.id,
        judged=sorted(judged),
        upheld=sorted(upheld),
        outcome=outcome,
        reasons=reasons.strip(),
        turn=turns[-1].turn if turns else None,
        paper_no=paper.no,
        ruled_by=actor.person_id,
        ruled_at=at,
        review_until=until,
    )
    db.session.add(ruling)
    fact = ObjectionRuled(
        **head_of(assignment, objection),
        judged=list(ruling.judged),
        upheld=list(ruling.upheld),
        outcome=outcome.value,
        review_until=stamp(until),
        paper_no=paper.no,
        paper_sha256=paper.sha256,
    )
    work.record(fact, actor=actor, at=at)
    return ruling


def ask_review(objection_no: str, *, reasons: str, actor: Actor, at: datetime) -> RulingReview:
    """Ask the higher court to review a ruling, within ten days of it; any party, once."""
    if len(reasons.strip()) < 4:
        raise Refusal("reason_needed", fields={"reasons": ["reason_needed"]})
    with unit_of_work() as work:
        assignment, objection = lock_both(objection_no)
        party_id = _asking_party(assignment, objection, actor)
        ruling = objections.find_ruling(objection.id)
        if ruling is None:
            raise NotFound("ruling", objection_no)
        if not may_act(RulingAction.ASK_REVIEW, actor.roles):
            raise Forbidden
        RULING.after(state_of(ruling), RulingAction.ASK_REVIEW)
        if at >= ruling.review_until:
            raise Refusal("ruling_review_late", citations=(RULED_BY,))
        review = RulingReview(
            ruling_id=ruling.id,
            party_id=party_id,
            reasons=reasons.strip(),
            asked_by=actor.person_id,
            asked_at=at,
        )
        db.session.add(review)
        work.record(RulingReviewAsked(**head_of(assignment, objection)), actor=actor, at=at)
    return review


def _asking_party(assignment: Assignment, objection: Objection, actor: Actor) -> int | None:
    """Return which party asks; the court enters what came on paper, a stranger finds nothing."""
    for party in registry.parties_of(assignment.case_number):
        if party.person_id is not None and party.person_id == actor.person_id:
            return party.id
    if actor.may(Permission.MANAGE_APPRAISALS):
        require_court(actor, assignment.court_id)
        return objection.party_id
    raise NotFound("objection", objection.no)


def decide_review(
    objection_no: str,
    *,
    is_reversed: bool,
    upheld: Collection[ObjectionGround] = (),
    court_name: str,
    decision_no: str,
    reasons: str,
    correction: str = "",
    actor: Actor,
    at: datetime,
) -> ReviewDecision:
    """Enter what the higher court decided; a reversal undoes what the ruling led to.

    A rejection that is reversed corrects the report or takes it from the agency; where the price
    stands already it is opened again before the first notice (P20). An upheld ground that is
    reversed no longer counts against the agency.
    """
    fields = {
        name: ["reason_needed"]
        for name, text in (("court_name", court_name), ("decision_no", decision_no))
        if not text.strip()
    }
    if fields:
        raise Refusal("reason_needed", fields=fields)
    with unit_of_work() as work:
        assignment, objection = lock_both(objection_no)
        require_court(actor, assignment.court_id)
        if not may_act(RulingAction.DECIDE_REVIEW, actor.roles):
            raise Forbidden
        ruling = objections.find_ruling(objection.id)
        if ruling is None:
            raise NotFound("ruling", objection_no)
        RULING.after(state_of(ruling), RulingAction.DECIDE_REVIEW)
        review = objections.find_ruling_review(ruling.id)
        assert review is not None
        decision = ReviewDecision(
            review_id=review.id,
            is_reversed=is_reversed,
            court_name=court_name.strip(),
            decision_no=decision_no.strip(),
            reasons=reasons.strip(),
            recorded_by=actor.person_id,
            recorded_at=at,
        )
        db.session.add(decision)
        fact = RulingReviewed(
            **head_of(assignment, objection),
            is_reversed=is_reversed,
            court_name=decision.court_name,
            decision_no=decision.decision_no,
        )
        work.record(fact, actor=actor, at=at)
        if is_reversed and ruling.outcome is ObjectionOutcome.REJECTED:
            _uphold_after_all(
                work, assignment, objection, ruling, upheld, correction, decision.decision_no,
                actor=actor, at=at,
            )  # fmt: skip
        elif is_reversed:
            objection.outcome = ObjectionOutcome.REJECTED
            evidence.annul_objection(
                assignment,
                turn=ruling.turn,
                objection_no=objection.no,
                reason=decision.decision_no,
                actor=actor,
                at=at,
            )
    return decision


def _uphold_after_all(
    work: Work,
    assignment: Assignment,
    objection: Objection,
    ruling: ObjectionRuling,
    upheld: Collection[ObjectionGround],
    correction: str,
    decision_no: str,
    *,
    actor: Actor,
    at: datetime,
) -> None:
    """Do what should have been ruled, as far as the report still stands."""
    judged = {ObjectionGround(name) for name in ruling.judged}
    if not upheld or not set(upheld) <= judged:
        raise Refusal("ground_not_judged", fields={"upheld": ["ground_not_judged"]})
    outcome = ruling_outcome(upheld, assignment.route)
    if may_reopen(assignment):
        reopen_price(work, assignment, basis=decision_no, actor=SYSTEM, at=at)
    elif outcome is ObjectionOutcome.CORRECTION:
        send_back(assignment, upheld, correction=correction, actor=actor, at=at)
    elif outcome is ObjectionOutcome.REPLACED and assignment.state in {
        AssignmentState.PUBLISHED,
        AssignmentState.OBJECTED,
    }:
        replace_agency(work, assignment, objection, actor=actor, at=at)
    if objection.state is ObjectionState.CONCLUDED:
        close(work, assignment, objection, outcome, actor=actor, at=at)
