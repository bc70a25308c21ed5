"""Every state of a draw against every action: lawful moves land, all others are refused."""

import pytest

from app.kernel.errors import IllegalMove
from registry.rules.draw_states import DRAW
from registry.vocabulary import DrawAction, DrawState

LAWFUL = {
    ("draft", "open_negotiation"): "negotiating",
    ("negotiating", "agree"): "agreed",
    ("negotiating", "end_negotiation"): "draft",
    ("agreed", "notify"): "notified",
    ("draft", "freeze"): "frozen",
    ("frozen", "close_entropy"): "entropy_closed",
    ("entropy_closed", "perform"): "drawn",
    ("drawn", "correct"): "entropy_closed",
    ("drawn", "notify"): "notified",
    ("notified", "overrule"): "void",
    **{
        (state, "void"): "void"
        for state in ("draft", "negotiating", "agreed", "frozen", "entropy_closed", "drawn")
    },
}


@pytest.mark.parametrize("action", DrawAction)
@pytest.mark.parametrize("state", DrawState)
def test_a_draw_makes_its_lawful_moves_and_no_others(state: DrawState, action: DrawAction) -> None:
    if (state, action) in LAWFUL:
        assert DRAW.after(state, action) == LAWFUL[(state, action)]
    else:
        with pytest.raises(IllegalMove):
            DRAW.after(state, action)
