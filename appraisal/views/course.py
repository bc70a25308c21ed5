"""Gather what the court did with an appraisal beside its main steps, and what it may do now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.kernel.calendar import local_date
from appraisal import messages, queries
from appraisal.models import Assignment, Handover, SurveyCall, Suspension, Withdrawal
from appraisal.rules.validity import is_price_used_up
from appraisal.vocabulary import SURVEY_CALLED_IN
from registry import facade as registry


@dataclass(frozen=True)
class Course:
    """Calls, handovers, rests and the withdrawal of one appraisal."""

    handovers: Sequence[Handover]
    calls: Sequence[SurveyCall]
    suspensions: Sequence[Suspension]
    withdrawal: Withdrawal | None
    #: Whether the parties may be called to the site now.
    may_call: bool
    #: Where they are called to, as the form proposes.
    address: str
    #: Whether the price of a sale under way has outlived its time.
    is_used_up: bool
    suspension_grounds: Mapping[Any, Any]
    withdrawal_grounds: Mapping[Any, Any]


def course_of(assignment: Assignment, now: datetime) -> Course:
    """Gather the course of an appraisal."""
    return Course(
        handovers=queries.list_handovers(assignment.id),
        calls=queries.list_survey_calls(assignment.id),
        suspensions=queries.list_suspensions(assignment.id),
        withdrawal=queries.find_withdrawal(assignment.id),
        may_call=assignment.state in SURVEY_CALLED_IN,
        address=registry.get_asset(assignment.asset_no).address,
        is_used_up=assignment.price_valid_until is not None
        and is_price_used_up(assignment.price_valid_until, on=local_date(now), is_disposing=True),
        suspension_grounds=messages.SUSPENSION_GROUNDS,
        withdrawal_grounds=messages.WITHDRAWAL_GROUNDS,
    )
