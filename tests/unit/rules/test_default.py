"""The deposit of a buyer in default is used in the order of the law, to the last fen."""

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.kernel.errors import Refusal
from app.kernel.money import Money
from app.lawbook.calculations import calculate
from auction.rules.default import Loss, Use, price_difference, use_offline, use_online
from tests.support.cases import CALCULATORS

AMOUNTS = st.integers(0, 10**12).map(Money)
LOSSES = st.builds(Loss, AMOUNTS, AMOUNTS, AMOUNTS)
ONLINE_LOSSES = st.builds(Loss, AMOUNTS, AMOUNTS)


def answer(**inputs: Any) -> dict[str, Any]:
    return dict(calculate("default", inputs, CALCULATORS).result)


@given(deposit=AMOUNTS, loss=ONLINE_LOSSES, case=AMOUNTS, more=st.none() | AMOUNTS)
def test_a_forfeited_deposit_is_used_to_the_last_fen(
    deposit: Money, loss: Loss, case: Money, more: Money | None
) -> None:
    poured = use_online(deposit, loss, case_debt=case, property_debt=more)

    assert sum(line.used.fen for line in poured.lines) == deposit.fen
    assert all(line.used <= line.asked for line in poured.lines)
    assert poured.used(Use.REFUND) == Money.ZERO


@given(deposit=AMOUNTS, loss=ONLINE_LOSSES, case=AMOUNTS, more=AMOUNTS)
def test_no_use_gets_a_fen_before_the_one_above_it_is_whole(
    deposit: Money, loss: Loss, case: Money, more: Money
) -> None:
    lines = use_online(deposit, loss, case_debt=case, property_debt=more).lines

    for above, below in pairwise(lines):
        assert above.used == above.asked or not below.used


@given(deposit=AMOUNTS, loss=LOSSES)
def test_offline_the_rest_goes_back_to_the_buyer(deposit: Money, loss: Loss) -> None:
    poured = use_offline(deposit, loss)

    assert sum(line.used.fen for line in poured.lines) == deposit.fen
    assert poured.used(Use.REFUND).fen == max(0, deposit.fen - loss.whole().fen)
    assert poured.top_up.fen == max(0, loss.whole().fen - deposit.fen)


@given(deposit=AMOUNTS, loss=ONLINE_LOSSES, case=AMOUNTS)
def test_a_buyer_owes_more_only_when_the_deposit_is_used_up(
    deposit: Money, loss: Loss, case: Money
) -> None:
    poured = use_online(deposit, loss, case_debt=case, property_debt=None)

    if poured.top_up:
        assert poured.used(Use.COST) + poured.used(Use.DIFFERENCE) == deposit


def test_what_is_left_over_names_the_policy_and_waits_for_a_judge() -> None:
    poured = use_online(Money(100), Loss(Money(10)), case_debt=Money(20), property_debt=Money(30))

    assert poured.used(Use.RESIDUAL) == Money(40)
    assert poured.calculation.policies == ("P8",)


def test_a_deposit_that_is_used_up_names_no_policy() -> None:
    poured = use_online(Money(10), Loss(Money(10)), case_debt=Money(20), property_debt=None)

    assert poured.calculation.policies == ()


def test_a_dearer_second_sale_leaves_no_difference() -> None:
    assert price_difference(Money(100), Money(105)) == Money.ZERO
    assert price_difference(Money(105), Money(100)) == Money(5)


def test_costs_and_difference_beyond_the_deposit_are_topped_up() -> None:
    found = answer(
        track="ONLINE",
        original_price_fen=17_756_0000,
        reauction_price_fen=14_517_0000,
        deposit_fen=1_000_0000,
        cost_loss_fen=100_0000,
    )

    assert (found["to_cost_fen"], found["to_difference_fen"]) == (1_000_000, 9_000_000)
    assert found["top_up_due_fen"] == 23_390_000


def test_offline_the_first_commission_is_taken_too() -> None:
    found = answer(
        track="OFFLINE",
        original_price_fen=1000,
        reauction_price_fen=900,
        deposit_fen=150,
        cost_loss_fen=20,
        original_commission_fen=40,
    )

    assert found["to_commission_fen"] == 30
    assert found["refund_to_buyer_fen"] == 0
    assert found["top_up_due_fen"] == 10


def test_the_notice_deposit_cannot_exceed_what_was_prepaid() -> None:
    with pytest.raises(Refusal) as refusal:
        answer(stage="SELL_OFF", prepaid_fen=10, notice_deposit_fen=11)

    assert refusal.value.fields == {"notice_deposit_fen": "out_of_range"}
