"""Ask the body that knows a public price, take its answer, or note that none came (arts. 5, 6)."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import IO

from app.documents import facade as papers
from app.kernel.actors import Actor
from app.kernel.calendar import end_of_day, local_date
from app.kernel.citation import Citation
from app.kernel.errors import Conflict, Refusal
from app.kernel.money import Money
from app.media import facade as media
from app.store import db, unit_of_work
from appraisal import queries
from appraisal.facts.inquiries import InquiryLetterAnswered, InquiryLetterSent
from appraisal.models import Assignment
from appraisal.models.inquiry import DirectedInquiry
from appraisal.queries.inquiries import find_directed_inquiry, get_directed_inquiry
from appraisal.rules.routes import ARTICLES, VALIDITY, is_lawful_validity
from appraisal.services.attempts import (
    NOTE_MIN,
    attempt_of,
    begin_attempt,
    contact_of,
    end_attempt,
    get_own,
    issue_to_parties,
    require_proof,
)
from appraisal.services.moving import move
from appraisal.services.price_fixing import fix_price_at
from appraisal.vocabulary import AssignmentAction, AssignmentState, PriceRoute
from appraisal.vocabulary.inquiries import AttemptOutcome, PublicPrice, RouteBasis, RouteFault
from registry import facade as registry

ASKED_WHERE = ARTICLES[PriceRoute.DIRECTED_INQUIRY]
ANSWER_STANDS = Citation("法释〔2018〕15号", "第6条")
#: Art. 6 leaves the period to the court; two months at most is our policy, ten days the proposal.
WINDOW_MAX = timedelta(days=60)
WINDOW_PROPOSED = timedelta(days=10)
#: An answer stamped before the end may still wait for the row's lock.
DRAIN = timedelta(minutes=1)
PRICE_WORDS = {
    PublicPrice.TAX_BASE: "计税基准价",
    PublicPrice.GOVERNMENT_PRICE: "政府定价",
    PublicPrice.GUIDANCE_PRICE: "政府指导价",
}


@dataclass(frozen=True)
class Answer:
    """What a body answered, with its paper."""

    value: Money
    valid_until: date
    #: When the court received it.
    received_at: datetime
    source: IO[bytes] | Path | bytes
    filename: str


def open_directed_inquiry(
    no: str,
    *,
    body_name: str,
    price_kind: PublicPrice,
    questions: str,
    last_day: date,
    basis: RouteBasis,
    basis_note: str,
    actor: Actor,
    at: datetime,
) -> DirectedInquiry:
    """Send the letter with its requirements and its last day (arts. 5, 6)."""
    get_own(no, actor)
    ends_at = end_of_day(last_day)
    if not at < ends_at <= at + WINDOW_MAX:
        raise Refusal("bad_last_day", fields={"last_day": ["bad_last_day"]})
    require_proof(basis, basis_note)
    with unit_of_work() as work:
        assignment = queries.get_assignment_for_update(no)
        attempt = begin_attempt(
            work,
            assignment,
            PriceRoute.DIRECTED_INQUIRY,
            basis=basis,
            note=basis_note,
            actor=actor,
            at=at,
        )
        move(assignment, AssignmentAction.INQUIRE_DIRECTED, actor=actor, at=at)
        assignment.route = PriceRoute.DIRECTED_INQUIRY
        paper = _issue_letter(
            assignment,
            reference=f"{no}/{attempt.turn}",
            body_name=body_name,
            questions=[f"该财产的{PRICE_WORDS[price_kind]}", *questions.splitlines()],
            last_day=last_day,
            actor=actor,
            at=at,
        )
        inquiry = DirectedInquiry(
            attempt_id=attempt.id,
            assignment_id=assignment.id,
            body_name=body_name,
            price_kind=price_kind,
            questions=questions.strip(),
            last_day=last_day,
            ends_at=ends_at,
            paper_no=paper.no,
            sent_at=at,
        )
        db.session.add(inquiry)
        work.record(
            InquiryLetterSent(
                **assignment.head,
                body_name=body_name,
                price_kind=price_kind.value,
                last_day=last_day.isoformat(),
                paper_no=paper.no,
            ),
            actor=actor,
            at=at,
        )
    return inquiry


def _issue_letter(
    assignment: Assignment,
    *,
    reference: str,
    body_name: str,
    questions: list[str],
    last_day: date,
    actor: Actor,
    at: datetime,
) -> papers.PaperView:
    return issue_to_parties(
        papers.PaperKind.INQUIRY_LETTER,
        assignment,
        reference=reference,
        data={
            "appraisal_no": assignment.no,
            "body_name": body_name,
            "asset_title": assignment.asset_title,
            "asset_address": registry.get_asset(assignment.asset_no).address,
            "questions": [line.strip() for line in questions if line.strip()],
            "due_on": last_day,
            "contact": contact_of(assignment),
        },
        actor=actor,
        at=at,
    )


def take_answer(no: str, *, answer: Answer, actor: Actor, at: datetime) -> Assignment:
    """Take the body's answer: received in time, it is the reference price (art. 6).

    Nobody may object to it (art. 24). The answer's own paper is kept under its digest.
    """
    assignment = get_own(no, actor)
    inquiry = get_directed_inquiry(assignment)
    _check(inquiry, answer, at)
    paper = media.ingest_pdf(
        answer.source,
        answer.filename,
        place=media.MediaPlace(assignment.case_number, assignment.court_id),
        actor=actor,
        at=at,
    )
    with unit_of_work() as work:
        assignment, inquiry = _running(no)
        attempt = attempt_of(inquiry.attempt_id)
        attempt.outcome, attempt.ended_at = AttemptOutcome.PRICED, at
        inquiry.closed_at, inquiry.answered_at = at, answer.received_at
        inquiry.value, inquiry.valid_until = answer.value, answer.valid_until
        inquiry.media_id, inquiry.sha256 = paper.id, paper.sha256
        work.record(
            InquiryLetterAnswered(
                **assignment.head,
                body_name=inquiry.body_name,
                value=str(answer.value),
                valid_until=answer.valid_until.isoformat(),
                sha256=paper.sha256,
            ),
            actor=actor,
            at=at,
        )
        fix_price_at(
            work,
            assignment,
            value=answer.value,
            valid_until=answer.valid_until,
            sha256=paper.sha256,
            findings=[
                ["询价对象", inquiry.body_name],
                ["价格种类", PRICE_WORDS[inquiry.price_kind]],
                ["复函摘要值", f"SHA-256 {paper.sha256}"],
            ],
            citations=[ASKED_WHERE, ANSWER_STANDS, VALIDITY],
            actor=actor,
            at=at,
        )
    return assignment


def _check(inquiry: DirectedInquiry, answer: Answer, at: datetime) -> None:
    """An answer counts when it came within the days; the court may type it in later."""
    if not answer.value:
        raise Refusal("no_value", fields={"value": ["no_value"]})
    if not is_lawful_validity(answer.valid_until, on=local_date(at)):
        raise Refusal(
            "price_validity", citations=(VALIDITY,), fields={"valid_until": ["price_validity"]}
        )
    earliest = inquiry.sent_at.replace(second=0, microsecond=0)
    if not earliest <= answer.received_at <= at:
        raise Refusal("bad_received_at", fields={"received_at": ["bad_received_at"]})
    if answer.received_at >= inquiry.ends_at:
        raise Refusal("answer_late", citations=(ANSWER_STANDS,))


def _running(no: str) -> tuple[Assignment, DirectedInquiry]:
    assignment = queries.get_assignment_for_update(no)
    inquiry = get_directed_inquiry(assignment)
    if assignment.state is not AssignmentState.DIRECTED_INQUIRY or inquiry.closed_at is not None:
        raise Conflict("letter_closed", citations=(ANSWER_STANDS,))
    return assignment, inquiry


def note_no_price(no: str, *, note: str, actor: Actor, at: datetime) -> Assignment:
    """Write down that the body answered without a price, so that the next route opens (art. 7)."""
    get_own(no, actor)
    if len(note.strip()) < NOTE_MIN:
        raise Refusal("reason_needed", fields={"note": ["reason_needed"]})
    with unit_of_work() as work:
        assignment, inquiry = _running(no)
        end_attempt(
            work,
            assignment,
            attempt_of(inquiry.attempt_id),
            fault=RouteFault.ANSWER_WITHOUT_PRICE,
            note=note,
            actor=actor,
            at=at,
        )
    return assignment


def end_directed_inquiry(no: str, *, at: datetime) -> bool:
    """Note that no answer came in time; False while the days run or when it was closed already."""
    with unit_of_work() as work:
        assignment = queries.get_assignment_for_update(no)
        inquiry = find_directed_inquiry(assignment.id)
        if inquiry is None or inquiry.closed_at is not None or at < inquiry.ends_at + DRAIN:
            return False
        if assignment.state is not AssignmentState.DIRECTED_INQUIRY:
            return False
        attempt = attempt_of(inquiry.attempt_id)
        end_attempt(work, assignment, attempt, fault=RouteFault.NO_ANSWER, at=at)
    return True
