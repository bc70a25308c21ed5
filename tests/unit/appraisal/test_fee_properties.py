"""What holds of every fee, whatever the regime, the outcome and the figures."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.kernel.money import Money
from appraisal.rules.fees import (
    FeeFacts,
    FeeOutcome,
    LotFacts,
    Regime,
    appraisal_fee,
    settle_fee,
    settle_fee_of_lots,
)
from tests.support.cases import TODAY

SCHEDULES = st.sampled_from(["RE_1995_971", "LAND_1994_2017", "ASSET_SC_2012_827"])
AMOUNTS = st.integers(0, 10**13).map(Money)
VALUES = st.integers(1, 10**12).map(Money)
DISPOSED = (FeeOutcome.SOLD, FeeOutcome.IN_KIND)
SHANDONG = (Regime.SD54_PURE, Regime.SD54_WITH_FS15)


def facts_of(regime: Regime, outcome: FeeOutcome, figures: dict[str, Money]) -> FeeFacts:
    """Return the facts of a settlement from drawn figures."""
    return FeeFacts(schedule="RE_1995_971", regime=regime, outcome=outcome, **figures)


FIGURES = st.fixed_dictionaries(
    {
        "appraisal": AMOUNTS,
        "basic_fee": AMOUNTS,
        "disposal_price": AMOUNTS,
        "actual_expense": AMOUNTS,
    }
)


@pytest.mark.parametrize("regime", list(Regime))
@pytest.mark.parametrize("outcome", list(FeeOutcome))
@given(figures=FIGURES)
def test_fee_and_refund_are_what_was_paid_in_every_regime_and_outcome(
    regime: Regime, outcome: FeeOutcome, figures: dict[str, Money]
) -> None:
    """The balance due is what is paid after the basic fee (domain 4.3)."""
    result = settle_fee(facts_of(regime, outcome, figures), on=TODAY).result

    paid = figures["basic_fee"].fen + result["balance_due_fen"]
    assert result["total_fee_fen"] + result["refund_fen"] == paid
    assert 0 in (result["refund_fen"], result["balance_due_fen"])


@pytest.mark.parametrize("regime", list(Regime))
@pytest.mark.parametrize("outcome", DISPOSED)
@given(figures=FIGURES, more=AMOUNTS, schedule=SCHEDULES)
def test_a_higher_price_never_costs_less_inside_a_regime(
    regime: Regime, outcome: FeeOutcome, figures: dict[str, Money], more: Money, schedule: str
) -> None:
    def fee_at(price: Money) -> int:
        facts = FeeFacts(schedule, regime, outcome, **{**figures, "disposal_price": price})
        return int(settle_fee(facts, on=TODAY).result["total_fee_fen"])

    price = figures["disposal_price"]
    most = appraisal_fee(schedule, figures["appraisal"], on=TODAY).result["fee_fen"]

    assert fee_at(price) <= fee_at(price + more) <= most


@pytest.mark.parametrize("regime", SHANDONG)
@pytest.mark.parametrize("outcome", [FeeOutcome.FAILED, FeeOutcome.WITHDRAWN])
@given(figures=FIGURES)
def test_nothing_is_charged_beyond_the_basic_fee_when_nothing_was_sold(
    regime: Regime, outcome: FeeOutcome, figures: dict[str, Money]
) -> None:
    """鲁高法〔2016〕54号 (24): whatever the agency really spent."""
    result = settle_fee(facts_of(regime, outcome, figures), on=TODAY).result

    assert result["balance_due_fen"] == 0
    assert "balance_paid_from" not in result
    assert result["total_fee_fen"] <= figures["basic_fee"].fen


@pytest.mark.parametrize("regime", list(Regime))
@given(figures=FIGURES)
def test_a_replaced_agency_gives_the_whole_basic_fee_back(
    regime: Regime, figures: dict[str, Money]
) -> None:
    result = settle_fee(facts_of(regime, FeeOutcome.REAPPOINTED, figures), on=TODAY).result

    assert result["total_fee_fen"] == result["balance_due_fen"] == 0
    assert result["refund_fen"] == figures["basic_fee"].fen


@pytest.mark.parametrize("regime", list(Regime))
@pytest.mark.parametrize("outcome", list(FeeOutcome))
@given(figures=FIGURES)
def test_a_report_issued_again_changes_no_other_line(
    regime: Regime, outcome: FeeOutcome, figures: dict[str, Money]
) -> None:
    facts = facts_of(regime, outcome, figures)
    again = FeeFacts(facts.schedule, regime, outcome, **figures, is_reissued=True)

    plain = dict(settle_fee(facts, on=TODAY).result)
    found = dict(settle_fee(again, on=TODAY).result)
    line = found.pop("reissue_fee_fen")

    assert found == plain
    base = min(figures["appraisal"], figures["disposal_price"])
    whole = appraisal_fee(
        facts.schedule, base if outcome in DISPOSED else figures["appraisal"], on=TODAY
    )
    assert line == Money(whole.result["fee_fen"]).share(Fraction(3, 10)).fen


@given(
    schedule=SCHEDULES,
    basic=AMOUNTS,
    values=st.lists(VALUES, min_size=1, max_size=6),
    regime=st.sampled_from(list(Regime)),
    outcomes=st.lists(st.sampled_from(list(FeeOutcome)), min_size=6, max_size=6),
    percents=st.lists(st.integers(0, 200), min_size=6, max_size=6),
)
def test_lots_share_one_report_without_losing_a_fen(
    schedule: str,
    basic: Money,
    values: list[Money],
    regime: Regime,
    outcomes: list[FeeOutcome],
    percents: list[int],
) -> None:
    """P10: every lot balances by itself, and the shares of the basic fee add up to it."""
    lots = [
        LotFacts(str(place), value, outcome, value.share(Fraction(percent, 100)), Money(1_000))
        for place, (value, outcome, percent) in enumerate(
            zip(values, outcomes, percents, strict=False)
        )
    ]
    result = settle_fee_of_lots(schedule, regime, basic, lots, on=TODAY).result

    assert sum(result[f"lot_{lot.name}_basic_fen"] for lot in lots) == basic.fen
    for lot in lots:
        name = f"lot_{lot.name}"
        balance = result.get(f"{name}_balance_fen", 0)
        refund = result.get(f"{name}_refund_fen", 0)
        assert result[f"{name}_fee_fen"] + refund == result[f"{name}_basic_fen"] + balance


@given(schedule=SCHEDULES, values=st.lists(VALUES, min_size=1, max_size=6))
def test_lots_all_sold_at_their_value_bear_the_whole_fee(
    schedule: str, values: list[Money]
) -> None:
    lots = [
        LotFacts(str(place), value, FeeOutcome.SOLD, value) for place, value in enumerate(values)
    ]
    result = settle_fee_of_lots(schedule, Regime.FS15_PURE, Money(500), lots, on=TODAY).result

    whole = appraisal_fee(schedule, Money(sum(value.fen for value in values)), on=TODAY)
    assert sum(result[f"lot_{lot.name}_fee_fen"] for lot in lots) == whole.result["fee_fen"]


@given(base=AMOUNTS, percent=st.integers(-100, 100), schedule=SCHEDULES)
def test_a_fee_floats_inside_its_band_or_not_at_all(
    base: Money, percent: int, schedule: str
) -> None:
    result = appraisal_fee(schedule, base, on=TODAY, float_percent=percent).result

    if "fee_fen" in result:
        assert result["allowed_min_fen"] <= result["fee_fen"] <= result["allowed_max_fen"]
    else:
        assert result["accepted"] is False
    assert result["allowed_min_fen"] <= result["guide_fee_fen"] <= result["allowed_max_fen"]
    widest = 20 if schedule == "ASSET_SC_2012_827" else 0
    assert ("fee_fen" in result) == (abs(percent) <= widest)
