"""What a panel may decide about price, step, deposit and priority."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.kernel.errors import Refusal
from app.kernel.money import Money
from auction.rules import articles, prices
from auction.vocabulary import Round
from tests.support.cases import TODAY

REFERENCE = Money(163_409_400)
GOOD = prices.PanelDecision(
    round=Round.FIRST,
    start_price=Money(114_386_580),
    bid_step=Money(500_000),
    deposit=Money(12_000_000),
    priority=(prices.PriorityFinding("co-owner", is_confirmed=True, rank=1),),
)


def judge(previous_start: Money | None = None, **changes: object) -> list[tuple[str, str]]:
    faults = prices.judge_panel_decision(
        replace(GOOD, **changes), reference=REFERENCE, previous_start=previous_start, on=TODAY
    )
    assert all(fault.citations for fault in faults)
    return [(fault.field, fault.code) for fault in faults]


def test_a_lawful_decision_stands() -> None:
    assert judge() == []


def test_a_start_price_one_fen_below_70_percent_is_refused() -> None:
    assert judge(start_price=Money(114_386_579)) == [("start_price", "start_price_below_minimum")]


def test_a_minimum_rounds_up_to_the_fen() -> None:
    assert prices.first_minimum(Money(101), on=TODAY) == Money(71)
    assert prices.second_minimum(Money(17_902_291), on=TODAY) == Money(14_321_833)


def test_a_second_start_price_may_fall_by_20_percent_but_not_by_a_fen_more() -> None:
    first = Money(114_386_580)
    least = Money(91_509_264)

    assert judge(first, round=Round.SECOND, start_price=least, deposit=Money(9_000_000)) == []
    assert judge(
        first, round=Round.SECOND, start_price=Money(least.fen - 1), deposit=Money(9_000_000)
    ) == [("start_price", "start_price_below_minimum")]


def test_a_second_round_needs_a_first() -> None:
    assert judge(round=Round.SECOND) == [("start_price", "previous_round_missing")]


def test_a_sell_off_takes_the_second_start_price_as_it_is() -> None:
    second = Money(91_509_264)
    sell_off = {"round": Round.SELL_OFF, "deposit": Money(9_000_000)}

    assert judge(second, start_price=second, **sell_off) == []
    assert judge(second, start_price=second + Money(1), **sell_off) == [
        ("start_price", "sell_off_price_differs")
    ]


@pytest.mark.parametrize(
    ("deposit", "faults"),
    [
        (5_719_328, [("deposit", "deposit_out_of_bounds")]),
        (5_719_329, []),
        (22_877_316, []),
        (22_877_317, [("deposit", "deposit_out_of_bounds")]),
    ],
)
def test_a_deposit_is_5_to_20_percent_of_the_start_price(deposit: int, faults: list) -> None:
    assert judge(deposit=Money(deposit)) == faults


def test_a_decision_without_step_is_none() -> None:
    assert judge(bid_step=Money.ZERO) == [("bid_step", "bid_step_missing")]


def test_nobody_holding_priority_is_a_decision_but_silence_is_not() -> None:
    assert judge(priority=()) == []
    assert judge(priority=None) == [("priority", "priority_not_decided")]


@pytest.mark.parametrize(("is_confirmed", "rank"), [(True, None), (True, 0), (False, 1)])
def test_a_confirmed_holder_has_a_rank_and_nobody_else_has(
    *, is_confirmed: bool, rank: int | None
) -> None:
    finding = prices.PriorityFinding("tenant", is_confirmed=is_confirmed, rank=rank)

    assert judge(priority=(finding,)) == [("priority", "priority_rank_missing")]


def test_several_faults_become_one_refusal_that_names_them_all() -> None:
    decision = replace(GOOD, start_price=Money(1_000_000), bid_step=Money.ZERO)
    faults = prices.judge_panel_decision(
        decision, reference=REFERENCE, previous_start=None, on=TODAY
    )

    with pytest.raises(Refusal) as refusal:
        prices.refuse(faults)

    assert refusal.value.code == "start_price_below_minimum"
    assert set(refusal.value.fields) == {"start_price", "bid_step", "deposit"}
    assert articles.START_PRICE in refusal.value.citations
    assert refusal.value.params["minimum"] == Money(114_386_580)


def test_no_fault_is_no_refusal() -> None:
    prices.refuse(())


@given(start=st.integers(1, 10**14))
def test_the_least_deposit_never_exceeds_the_greatest(start: int) -> None:
    bounds = prices.deposit_bounds(Money(start), on=TODAY)

    assert bounds.maximum is not None
    if start >= 7:
        assert bounds.minimum <= bounds.maximum
    assert bounds.minimum.fen * 20 >= start
    assert bounds.maximum.fen * 5 <= start


@given(deposit=st.integers(0, 10**12), claim=st.integers(0, 10**12))
def test_an_applicant_pays_only_what_the_claim_leaves(deposit: int, claim: int) -> None:
    payable = prices.payable_deposit(Money(deposit), applicant_claim=Money(claim))

    assert payable.fen == max(0, deposit - claim)


def test_any_other_bidder_pays_the_whole_deposit() -> None:
    assert prices.payable_deposit(Money(5), applicant_claim=None) == Money(5)


def test_a_deposit_on_the_traditional_track_has_no_ceiling() -> None:
    bounds = prices.offline_deposit_bounds(Money(1_000_001), on=TODAY)

    assert bounds.minimum == Money(50_001)
    assert bounds.maximum_whole_yuan is None
    assert bounds.hold(Money(1_000_001))


@pytest.mark.parametrize(
    ("claim", "payable", "set_off"),
    [(None, 1000, 0), (0, 1000, 0), (150, 850, 150), (200, 800, 200), (999, 800, 200)],
)
def test_a_prepaid_sell_off_lets_the_applicant_off_the_named_deposit_alone(
    claim: int | None, payable: int, set_off: int
) -> None:
    given = None if claim is None else Money(claim)

    found = prices.entry_after_set_off(Money(1000), Money(200), applicant_claim=given)

    assert found == (Money(payable), Money(set_off))
