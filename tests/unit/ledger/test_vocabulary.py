"""Payment orders and holds move only as their tables say."""

import pytest

from app.kernel.errors import IllegalMove, Refusal
from app.ledger import chart
from app.ledger.messages import account_words
from app.ledger.vocabulary import (
    HOLD,
    PAYMENT_ORDER,
    HoldAction,
    HoldState,
    OrderAction,
    OrderState,
)


@pytest.mark.parametrize("state", list(OrderState))
@pytest.mark.parametrize("action", list(OrderAction))
def test_an_order_is_paid_or_canceled_once(state: OrderState, action: OrderAction) -> None:
    if state is OrderState.OPEN:
        assert PAYMENT_ORDER.after(state, action) is not OrderState.OPEN
        return
    with pytest.raises(IllegalMove):
        PAYMENT_ORDER.after(state, action)


@pytest.mark.parametrize("state", list(HoldState))
@pytest.mark.parametrize("action", list(HoldAction))
def test_a_hold_ends_once(state: HoldState, action: HoldAction) -> None:
    if state is HoldState.HELD:
        assert HOLD.after(state, action) is not HoldState.HELD
        return
    with pytest.raises(IllegalMove):
        HOLD.after(state, action)


@pytest.mark.parametrize(
    "code",
    [
        chart.BANK,
        chart.suspense("SB1"),
        chart.outgoing("refund-SB1"),
        chart.deposit("（2026）鲁0102执1号", "P1"),
        chart.fees("（2026）鲁0102执1号"),
        chart.funds("（2026）鲁0102执1号"),
        chart.forfeited("（2026）鲁0102执1号"),
        chart.agency("A01"),
        chart.party(7),
        chart.execution_fee("0102"),
    ],
)
def test_the_chart_knows_its_accounts_and_has_words_for_them(code: str) -> None:
    assert chart.require_account(code) == code
    assert account_words(code)


@pytest.mark.parametrize("code", ["", "cash", "case:1", "case:1:deposits", "bank:x", "agency:"])
def test_the_chart_refuses_other_accounts(code: str) -> None:
    with pytest.raises(Refusal, match="unknown_account"):
        chart.require_account(code)
