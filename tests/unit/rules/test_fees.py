"""What an appraisal costs and how it is settled, in every regime."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.kernel.errors import Refusal
from app.kernel.money import Money
from app.lawbook.calculations import calculate
from appraisal.rules.fees import (
    FeeFacts,
    FeeOutcome,
    LotFacts,
    Regime,
    appraisal_fee,
    settle_fee,
    settle_fee_of_lots,
    split,
)
from tests.support.cases import CALCULATORS, TODAY

AMOUNTS = st.integers(0, 10**13).map(Money)
FACTS = st.builds(
    FeeFacts,
    schedule=st.sampled_from(["RE_1995_971", "LAND_1994_2017", "ASSET_SC_2012_827"]),
    regime=st.sampled_from(list(Regime)),
    outcome=st.sampled_from(list(FeeOutcome)),
    appraisal=AMOUNTS,
    basic_fee=AMOUNTS,
    disposal_price=AMOUNTS,
    actual_expense=AMOUNTS,
    is_reissued=st.booleans(),
)


def settle(outcome: str, **changes: Any) -> dict[str, Any]:
    inputs = {
        "schedule": "RE_1995_971",
        "outcome": outcome,
        "appraisal_fen": 500_000_000,
        "basic_fee_prepaid_fen": 300_000,
        **changes,
    }
    found = calculate("appraisal_settlement", inputs, CALCULATORS, on=TODAY)
    return dict(found.result)


@given(facts=FACTS)
def test_fee_and_refund_are_basic_fee_and_balance(facts: FeeFacts) -> None:
    result = settle_fee(facts, on=TODAY).result

    total, refund, balance = (
        result[name] for name in ("total_fee_fen", "refund_fen", "balance_due_fen")
    )
    assert total + refund == facts.basic_fee.fen + balance
    assert refund == 0 or balance == 0


@given(base=AMOUNTS, more=AMOUNTS)
def test_a_higher_base_never_costs_less(base: Money, more: Money) -> None:
    lower = appraisal_fee("RE_1995_971", base, on=TODAY).result["fee_fen"]
    higher = appraisal_fee("RE_1995_971", base + more, on=TODAY).result["fee_fen"]

    assert lower <= higher


@given(facts=FACTS)
def test_a_failed_sale_under_shandong_never_costs_more_than_the_basic_fee(facts: FeeFacts) -> None:
    if facts.regime is Regime.FS15_PURE or facts.outcome in (FeeOutcome.SOLD, FeeOutcome.IN_KIND):
        return
    assert settle_fee(facts, on=TODAY).result["total_fee_fen"] <= facts.basic_fee.fen


def test_a_sale_below_the_appraisal_takes_the_deal_price_as_base() -> None:
    result = settle("SOLD", disposal_price_fen=400_000_000)

    assert result["fee_base_fen"] == 400_000_000
    assert result["total_fee_fen"] == 1_250_000


def test_in_kind_the_assignee_pays_the_balance() -> None:
    result = settle("IN_KIND", in_kind_price_fen=350_000_000)

    assert result["fee_base_fen"] == 350_000_000
    assert result["balance_paid_from"] == "ASSIGNEE"


def test_under_the_national_rule_alone_the_expense_may_exceed_the_basic_fee() -> None:
    result = settle("FAILED", regime="FS15_PURE", reasonable_actual_expense_fen=420_000)

    assert result["total_fee_fen"] == 420_000
    assert result["balance_due_fen"] == 120_000
    assert result["balance_paid_from"] == "APPLICANT"


def test_a_failed_sale_below_the_basic_fee_refunds_the_rest() -> None:
    result = settle("FAILED", reasonable_actual_expense_fen=180_000)

    assert result == {"total_fee_fen": 180_000, "balance_due_fen": 0, "refund_fen": 120_000}


def test_a_basic_fee_above_the_whole_fee_is_refunded_in_part() -> None:
    result = settle("SOLD", disposal_price_fen=10_000_000, basic_fee_prepaid_fen=100_000)

    assert (result["balance_due_fen"], result["refund_fen"]) == (0, 50_000)


def test_a_failed_sale_needs_the_actual_expense() -> None:
    with pytest.raises(Refusal) as refusal:
        settle("FAILED")

    assert refusal.value.fields == {"reasonable_actual_expense_fen": "required"}


def test_a_report_issued_again_is_a_line_of_its_own() -> None:
    result = settle("SOLD", disposal_price_fen=500_000_000, reissued=True)

    assert result["total_fee_fen"] == 1_500_000
    assert result["reissue_fee_fen"] == 450_000


@pytest.mark.parametrize(("percent", "fee"), [(20, 9_060_000), (-20, 6_040_000), (0, 7_550_000)])
def test_a_fee_floats_up_to_twenty_percent(percent: int, fee: int) -> None:
    found = appraisal_fee(
        "ASSET_SC_2012_827", Money(3_000_000_000), on=TODAY, float_percent=percent
    )

    assert found.result["fee_fen"] == fee


@pytest.mark.parametrize(("schedule", "percent"), [("ASSET_SC_2012_827", 21), ("RE_1995_971", 1)])
def test_a_fee_may_not_float_further(schedule: str, percent: int) -> None:
    found = appraisal_fee(schedule, Money(3_000_000_000), on=TODAY, float_percent=percent)

    assert found.result["accepted"] is False
    assert found.result["error"] == "FLOAT_OUT_OF_RANGE"
    assert "fee_fen" not in found.result


@given(amount=AMOUNTS, weights=st.lists(AMOUNTS, min_size=1, max_size=8))
def test_nothing_is_lost_in_a_split(amount: Money, weights: list[Money]) -> None:
    if not any(weights):
        with pytest.raises(ValueError, match="nothing"):
            split(amount, weights)
        return
    parts = split(amount, weights)

    assert sum(part.fen for part in parts) == amount.fen


def test_a_lot_sold_below_its_appraisal_bears_its_share_on_its_own_base() -> None:
    lots = [
        LotFacts("A", Money(300_000_000), FeeOutcome.SOLD, Money(150_000_000)),
        LotFacts("B", Money(200_000_000), FeeOutcome.SOLD, Money(220_000_000)),
    ]

    found = settle_fee_of_lots("RE_1995_971", Regime.SD54_WITH_FS15, Money(300_000), lots, on=TODAY)

    assert found.result["lot_A_fee_fen"] == 450_000
    assert found.result["lot_B_fee_fen"] == 600_000
    assert found.result["lot_A_basic_fen"] + found.result["lot_B_basic_fen"] == 300_000


@pytest.mark.parametrize(
    "lots",
    [[], [{"id": "A"}], [{"id": "A", "outcome": "REAPPOINTED", "appraisal_fen": 0}]],
    ids=repr,
)
def test_lots_that_cannot_be_split_are_refused(lots: list[Any]) -> None:
    inputs = {"schedule": "RE_1995_971", "basic_fee_prepaid_fen": 1, "lots": lots}

    with pytest.raises(Refusal) as refusal:
        calculate("appraisal_settlement", inputs, CALCULATORS, on=TODAY)

    assert refusal.value.code == "invalid_input"


@pytest.mark.parametrize("outcome", [FeeOutcome.SOLD, FeeOutcome.FAILED])
def test_settling_without_the_figure_it_turns_on_is_a_fault_of_the_program(
    outcome: FeeOutcome,
) -> None:
    facts = FeeFacts("RE_1995_971", Regime.SD54_WITH_FS15, outcome, Money(1), Money(1))
    lots = [LotFacts("A", Money(1), outcome)]

    with pytest.raises(ValueError, match="price"):
        settle_fee(facts, on=TODAY)
    with pytest.raises(ValueError, match="price"):
        settle_fee_of_lots("RE_1995_971", facts.regime, Money(1), lots, on=TODAY)


def test_a_report_over_nothing_cannot_be_split() -> None:
    lots = [LotFacts("A", Money(0), FeeOutcome.SOLD, Money(1))]

    with pytest.raises(ValueError, match="nothing"):
        settle_fee_of_lots("RE_1995_971", Regime.FS15_PURE, Money(1), lots, on=TODAY)


def test_two_lots_of_one_name_are_refused() -> None:
    lot = {"id": "A", "appraisal_fen": 1, "outcome": "SOLD", "disposal_price_fen": 1}
    inputs = {"schedule": "RE_1995_971", "basic_fee_prepaid_fen": 1, "lots": [lot, lot]}

    with pytest.raises(Refusal) as refusal:
        calculate("appraisal_settlement", inputs, CALCULATORS, on=TODAY)

    assert refusal.value.fields == {"lots": "named_twice"}
