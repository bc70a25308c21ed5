"""What is due in negotiations, inquiries and objections, which have rows of their own."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from sqlalchemy import select

from app.kernel.calendar import local_date
from app.store import db
from appraisal.models import Assignment
from appraisal.models.inquiry import DirectedInquiry, NetworkInquiry, PriceNegotiation
from appraisal.models.objection import Objection
from appraisal.rules.dues import Due, period_due, set_due
from appraisal.vocabulary.deadlines import DeadlineStep as Step
from appraisal.vocabulary.inquiries import InquiryStage
from appraisal.vocabulary.objections import ObjectionState

#: What an open objection waits for. Those left out wait for the objector's own word.
_STEPS: Mapping[ObjectionState, Step] = {
    ObjectionState.FILED: Step.FORWARD_OBJECTION,
    ObjectionState.UNDER_RULING: Step.RULE_OBJECTION,
    ObjectionState.WITH_AGENCY: Step.ANSWER_OBJECTION,
    ObjectionState.IN_REVIEW: Step.EXPERT_REVIEW,
}


def objection_dues(assignments: Sequence[Assignment]) -> Iterator[Due]:
    """Yield who must move in every open objection, and until when (arts. 22, 23)."""
    by_id = {row.id: row for row in assignments}
    for row in db.session.scalars(
        select(Objection).where(
            Objection.assignment_id.in_(by_id),
            Objection.state.in_(_STEPS),
            Objection.due_at.is_not(None),
        )
    ):
        assert row.due_at is not None
        yield _due(
            _STEPS[row.state],
            by_id[row.assignment_id],
            since=row.state_since,
            due_at=row.due_at,
            subject=row.no,
        )


def inquiry_dues(assignments: Sequence[Assignment]) -> Iterator[Due]:
    """Yield the running days of negotiations and inquiries (arts. 4, 6, 11)."""
    by_id = {row.id: row for row in assignments}
    for talk in db.session.scalars(
        select(PriceNegotiation).where(
            PriceNegotiation.assignment_id.in_(by_id), PriceNegotiation.closed_at.is_(None)
        )
    ):
        about = by_id[talk.assignment_id]
        yield _due(Step.NEGOTIATE, about, since=talk.opened_at, due_at=talk.ends_at)
    for letter in db.session.scalars(
        select(DirectedInquiry).where(
            DirectedInquiry.assignment_id.in_(by_id), DirectedInquiry.closed_at.is_(None)
        )
    ):
        yield _due(
            Step.ANSWER_INQUIRY,
            by_id[letter.assignment_id],
            since=letter.sent_at,
            due_at=letter.ends_at,
            who=letter.body_name,
        )
    for inquiry in db.session.scalars(
        select(NetworkInquiry).where(
            NetworkInquiry.assignment_id.in_(by_id), NetworkInquiry.stage == InquiryStage.ASKING
        )
    ):
        yield _due(
            Step.NETWORK_EXTENDED if inquiry.extended_at else Step.NETWORK_REPORT,
            by_id[inquiry.assignment_id],
            since=inquiry.extended_at or inquiry.opened_at,
            due_at=inquiry.decides_at,
        )


def _due(
    step: Step,
    assignment: Assignment,
    *,
    since: datetime,
    due_at: datetime,
    subject: str = "",
    who: str = "",
) -> Due:
    """Return one line: counted by the lawbook, or with the day the court set."""
    make = set_due if step in _SET else period_due
    if step is Step.ANSWER_OBJECTION:
        who = assignment.agency_name or ""
    return make(
        step,
        asset_no=assignment.asset_no,
        begins_on=local_date(since),
        due_at=due_at,
        subject=subject or assignment.asset_no,
        who=who,
    )


#: Steps whose day the court names.
_SET = frozenset({Step.NEGOTIATE, Step.ANSWER_INQUIRY, Step.EXPERT_REVIEW})
