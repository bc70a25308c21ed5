"""Questions about a lot: anybody who signed in asks, the court answers for everybody to read."""

import hashlib
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert

from app.kernel.actors import Actor, require_court
from app.kernel.errors import Conflict, NotFound, Refusal
from app.store import db, unit_of_work
from app.store.locks import lock_row
from auction.facts.interest import QuestionAnswered, QuestionAsked
from auction.models import Question
from auction.services.interest import VISITOR, running_lot, visitor_digest

#: Questions of one person on one lot that may wait for an answer at a time (P74).
WAITING_MAX = 5


def ask_question(*, lot_no: str, words: str, actor: Actor, at: datetime) -> None:
    """Ask about a lot until its bidding is over; the same words twice are one question.

    Raises Conflict(lot_over), Refusal(too_many_questions).
    """
    digest = visitor_digest(actor)
    with unit_of_work() as work:
        lot = running_lot(lot_no, at)
        made = db.session.scalar(
            insert(Question)
            .values(lot_id=lot.id, visitor_digest=digest, words=words, asked_at=at)
            .on_conflict_do_nothing()
            .returning(Question.id)
        )
        if made is None:
            return
        waiting = select(func.count()).where(
            Question.lot_id == lot.id,
            Question.visitor_digest == digest,
            Question.answered_at.is_(None),
        )
        if db.session.scalars(waiting).one() > WAITING_MAX:
            raise Refusal("too_many_questions", params={"most": WAITING_MAX})
        work.record(QuestionAsked(lot=lot.no, question=made), actor=VISITOR, at=at)


def answer_question(
    *, lot_no: str, question_id: int, answer: str, actor: Actor, at: datetime
) -> None:
    """Answer as the court of the lot; the same answer twice is once, another is refused.

    Raises Conflict(lot_over, question_answered).
    """
    with unit_of_work() as work:
        lot = running_lot(lot_no, at)
        require_court(actor, lot.court_id)
        question = lock_row(Question, id=question_id)
        if question.lot_id != lot.id:
            raise NotFound("question", question_id)
        if question.answer is not None:
            if question.answer == answer:
                return
            raise Conflict("question_answered")
        question.answer, question.answered_at, question.answered_by = answer, at, actor.label
        digest = hashlib.sha256(f"{question.words}\n{answer}".encode()).hexdigest()
        fact = QuestionAnswered(
            lot=lot.no, case_number=lot.case_number, question=question.id, digest=digest
        )
        work.record(fact, actor=actor, at=at)
