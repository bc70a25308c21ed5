"""Find what concerns the fee of an appraisal."""

from collections.abc import Sequence

from sqlalchemy import select

from app.store import db
from appraisal.models import (
    Assignment,
    FeeSettlement,
)
from appraisal.queries.assignments import LIST_MAX
from appraisal.vocabulary import AssignmentState


def list_fee_pending(case_numbers: Sequence[str]) -> Sequence[Assignment]:
    """Return the appraisals of some cases that wait for the basic fee."""
    return db.session.scalars(
        select(Assignment)
        .where(
            Assignment.state == AssignmentState.FEE_PENDING,
            Assignment.case_number.in_(case_numbers),
        )
        .limit(LIST_MAX)
    ).all()


def find_settlement(assignment_id: int) -> FeeSettlement | None:
    """Return the settlement of the fee."""
    return db.session.scalar(
        select(FeeSettlement).where(FeeSettlement.assignment_id == assignment_id)
    )
