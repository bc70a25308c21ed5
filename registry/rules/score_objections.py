"""When an agency may object to what counts in its score, and what becomes of the objection."""

from datetime import date, datetime

from app import lawbook
from app.kernel.calendar import local_date, workdays_after
from app.kernel.states import StateMachine
from registry.vocabulary.objections import ScoreObjectionAction, ScoreObjectionState

S, A = ScoreObjectionState, ScoreObjectionAction

SCORE_OBJECTION = StateMachine(
    "score_objection",
    {
        (S.OPEN, A.UPHOLD): S.UPHELD,
        (S.OPEN, A.REJECT): S.REJECTED,
        (S.OPEN, A.WITHDRAW): S.WITHDRAWN,
    },
)


def last_day_to_object(recorded_at: datetime) -> date:
    """Return the last day to object to a piece of evidence: ten working days, our policy (P16)."""
    start = local_date(recorded_at)
    return workdays_after(start, lawbook.number("score_objection_workdays", on=start))
