"""Who may move an appraisal: every state, every action, every role (domain 4.1)."""

from datetime import UTC, datetime

import pytest

from app.kernel.actors import SYSTEM, Actor
from app.kernel.errors import Forbidden, IllegalMove
from app.kernel.permissions import Role
from appraisal.models import Assignment
from appraisal.rules.movers import MOVERS, may_move
from appraisal.services.moving import move
from appraisal.vocabulary import ASSIGNMENT, AssignmentAction, AssignmentState

AT = datetime(2026, 3, 2, 1, tzinfo=UTC)
A, S = AssignmentAction, AssignmentState
#: The acts that domain 4.1 leaves to a judge alone, to the agency alone, and to nobody.
JUDGE_ONLY = {A.SUSPEND, A.RESUME, A.WITHDRAW, A.REOPEN}
AGENCY_ONLY = {A.ACCEPT, A.PASS_ON, A.RECORD_SURVEY, A.HAND_IN}
BY_ITSELF = {A.STALL, A.EXPIRE}


def someone(*roles: Role) -> Actor:
    return Actor(person_id=1, account="someone", name="某人", roles=frozenset(roles), court_id=1)


def at_state(state: S) -> Assignment:
    suspended_from = S.DRAFTING if state is S.SUSPENDED else None
    return Assignment(state=state, state_since=AT, suspended_from=suspended_from)


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("action", list(A))
def test_a_role_moves_an_appraisal_where_the_table_says_or_not_at_all(
    action: A, role: Role
) -> None:
    for state in S:
        assignment = at_state(state)
        later = AT.replace(day=3)
        lawful = action in ASSIGNMENT.allowed(state)

        if not may_move(action, frozenset({role})):
            with pytest.raises(Forbidden):
                move(assignment, action, actor=someone(role), at=later)
            assert assignment.state is state
        elif not lawful:
            with pytest.raises(IllegalMove):
                move(assignment, action, actor=someone(role), at=later)
            assert assignment.state is state
        else:
            move(assignment, action, actor=someone(role), at=later)
            expected = ASSIGNMENT.moves.get((state, action), S.DRAFTING)
            assert assignment.state is expected
            assert assignment.state_since == (AT if expected is state else later)


@pytest.mark.parametrize(("state", "action"), list(ASSIGNMENT.moves))
def test_the_platform_itself_may_do_all_that_is_lawful(state: S, action: A) -> None:
    assignment = at_state(state)

    move(assignment, action, actor=SYSTEM, at=AT)

    assert assignment.state is ASSIGNMENT.moves[(state, action)]


def test_every_action_names_who_may_do_it() -> None:
    assert set(MOVERS) == set(A)


def test_only_a_judge_suspends_resumes_withdraws_or_reopens() -> None:
    assert {a for a, roles in MOVERS.items() if roles == {Role.JUDGE}} == JUDGE_ONLY


def test_only_the_agency_answers_surveys_and_hands_in() -> None:
    assert {a for a, roles in MOVERS.items() if roles == {Role.AGENCY}} == AGENCY_ONLY


def test_what_falls_due_by_itself_is_nobodys_choice() -> None:
    assert {a for a, roles in MOVERS.items() if not roles} == BY_ITSELF


def test_bidders_inspectors_and_operators_move_nothing() -> None:
    outsiders = frozenset({Role.BIDDER, Role.INSPECTOR, Role.OPERATOR})

    assert not any(may_move(action, outsiders) for action in A)
