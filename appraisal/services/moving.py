"""Move an appraisal: the right role, the lawful state, and since when it stands there."""

from datetime import datetime

from app.kernel.actors import Actor
from app.kernel.errors import Forbidden
from appraisal.models import Assignment
from appraisal.rules.movers import may_move
from appraisal.vocabulary import ASSIGNMENT, AssignmentAction


def move(
    assignment: Assignment,
    action: AssignmentAction,
    *,
    actor: Actor,
    at: datetime,
) -> None:
    """Bring an appraisal to the state an action leads to; call it under the row lock.

    Raises Forbidden for a role that may not do it, IllegalMove from a state that knows it not. A
    resumption leads back to the state that was left.
    """
    if actor.kind != "system" and not may_move(action, actor.roles):
        raise Forbidden
    before = assignment.state
    assignment.state = ASSIGNMENT.after(before, action, back_to=assignment.suspended_from)
    if assignment.state is not before:
        assignment.state_since = at
