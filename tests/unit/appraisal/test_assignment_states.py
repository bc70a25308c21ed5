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

    if after is None:
        with pytest.raises(IllegalMove):
            ASSIGNMENT.after(state, action)
    else:
        assert ASSIGNMENT.after(state, action) is after


def test_no_report_is_public_before_the_court_has_it() -> None:
    assert ASSIGNMENT.sources(AssignmentAction.PUBLISH) == {AssignmentState.REPORTED}


def test_no_price_is_fixed_before_the_report_is_public() -> None:
    assert ASSIGNMENT.sources(AssignmentAction.FIX_PRICE) == {AssignmentState.PUBLISHED}


def test_every_state_can_be_reached() -> None:
    assert set(ASSIGNMENT.moves.values()) | {AssignmentState.ROUTED} == set(AssignmentState)
