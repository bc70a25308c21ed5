"""The table of lawful moves of a commissioned appraisal, over every state and action."""

import pytest

from app.kernel.errors import IllegalMove
from appraisal.vocabulary import ASSIGNMENT, AssignmentAction, AssignmentState

EVERY_PAIR = [(state, action) for state in AssignmentState for action in AssignmentAction]


@pytest.mark.parametrize(("state", "action"), EVERY_PAIR)
def test_a_move_lands_where_the_table_says_or_is_refused(
    state: AssignmentState, action: AssignmentAction
) -> None:
    after = ASSIGNMENT.moves.get((state, action))

    if action is AssignmentAction.RESUME and state is AssignmentState.SUSPENDED:
        assert ASSIGNMENT.after(state, action, back_to=AssignmentState.DRAFTING) == "drafting"
    elif after is None:
        with pytest.raises(IllegalMove):
            ASSIGNMENT.after(state, action)
    else:
        assert ASSIGNMENT.after(state, action) is after


def test_no_report_is_public_before_the_court_has_it() -> None:
    assert ASSIGNMENT.sources(AssignmentAction.PUBLISH) == {
        AssignmentState.REPORTED,
        AssignmentState.NETWORK_INQUIRY,
    }


def test_no_price_is_fixed_while_an_objection_is_open() -> None:
    assert AssignmentState.OBJECTED not in ASSIGNMENT.sources(AssignmentAction.FIX_PRICE)


def test_a_resumption_leads_nowhere_but_back_to_what_could_be_suspended() -> None:
    with pytest.raises(IllegalMove):
        ASSIGNMENT.after(
            AssignmentState.SUSPENDED, AssignmentAction.RESUME, back_to=AssignmentState.SETTLED
        )


def test_every_state_can_be_reached() -> None:
    assert set(ASSIGNMENT.moves.values()) | {AssignmentState.FILED} == set(AssignmentState)
