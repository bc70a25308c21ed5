"""Payment orders and holds move only as their tables say."""

import pytest

from app.kernel.errors import IllegalMove, Refusal
from app.kernel.money import Money
from app.ledger import articles, chart, reasons
from app.ledger.desk_vocabulary import ProposalKind
from app.ledger.messages import PURPOSES, account_words
from app.ledger.messages.vouchers import PURPOSE_SENTENCES
from app.ledger.services.outbox import WORDS
from app.ledger.vocabulary import (
    HOLD,
    ORDER_PURPOSES,
    PAYMENT_ORDER,
    HoldAction,
    HoldState,
    OrderAction,
    OrderState,
    Purpose,
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


@pytest.mark.parametrize("purpose", sorted(ORDER_PURPOSES))
def test_whoever_pays_reads_what_for_and_by_which_article(purpose: Purpose) -> None:
    assert PURPOSE_SENTENCES[purpose]
    assert WORDS[purpose]
    assert reasons.why_ordered(purpose, Money(1)).citations


def test_each_top_up_rests_on_an_article_of_its_own() -> None:
    found = [
        reasons.why_ordered(purpose, Money(1)).citations
        for purpose in (Purpose.TOP_UP, Purpose.IN_KIND_TOP_UP, Purpose.BALANCE_FEE)
    ]
    assert len(set(found)) == len(found)


@pytest.mark.parametrize("purpose", list(Purpose))
def test_every_amount_of_the_desk_rests_on_something(purpose: Purpose) -> None:
    assert PURPOSES[purpose]
    why = reasons.why_moved(purpose, Money(1))
    assert why.citations or why.policies
    assert bool(why.citations) == (purpose not in {Purpose.SUSPENSE, Purpose.REFUND})


@pytest.mark.parametrize("kind", list(ProposalKind))
def test_what_two_people_decide_names_its_policies(kind: ProposalKind) -> None:
    why = reasons.why_proposed(
        kind, chart.party(1) if kind is ProposalKind.PAYOUT else "", Money(1)
    )
    assert len(why.policies) > 1
    assert "P37" in why.policies
    assert articles.of_account(chart.party(1))
