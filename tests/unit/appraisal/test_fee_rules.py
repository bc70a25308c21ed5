"""Which schedule fits where, what a court's setting proposes, and what a settlement never does."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.kernel.errors import IllegalMove
from app.kernel.money import Money
from app.lawbook.rules import build_book
from appraisal.rules.basic_fee import (
    BasicFeeRule,
    least_valid_until,
    propose_basic_fee,
    reminder_at,
)
from appraisal.rules.fees import (
    FeeFacts,
    FeeOutcome,
    LotFacts,
    Regime,
    settle_fee,
    settle_fee_of_lots,
    settle_unstarted,
)
from appraisal.rules.schedules import ScheduleFit, is_known, schedules_for
from appraisal.vocabulary.fees import (
    FEE_ACCOUNT,
    GUARANTEE,
    FeeAction,
    FeeBasis,
    FeeState,
    GuaranteeAction,
    GuaranteeState,
)
from registry.vocabulary import AssetNature

DAY = date(2026, 3, 4)
SHANDONG, SICHUAN = "370102", "510104"
FEN = st.integers(0, 10**12)


def test_a_house_in_shandong_is_charged_by_the_national_reference() -> None:
    (only,) = schedules_for(AssetNature.HOUSING, SHANDONG, on=DAY)

    assert (only.code, only.fit) == ("RE_1995_971", ScheduleFit.NATIONAL_REFERENCE)


@pytest.mark.parametrize(
    ("region", "best", "fit"),
    [
        (SICHUAN, "ASSET_SC_2012_827", ScheduleFit.OF_THE_REGION),
        (SHANDONG, "ASSET_SC_2012_827", ScheduleFit.OTHER_REGION),
    ],
)
def test_a_table_of_a_province_fits_there_and_is_an_example_elsewhere(
    region: str, best: str, fit: ScheduleFit
) -> None:
    found = schedules_for(AssetNature.EQUIPMENT, region, on=DAY)

    assert (found[0].code, found[0].fit) == (best, fit)
    assert len(found) == 1


def test_a_schedule_holds_only_on_its_days_and_only_for_appraisals() -> None:
    assert is_known("LAND_1994_2017", on=DAY)
    assert not is_known("LAND_1994_2017", on=date(1994, 12, 31))
    assert not is_known("EXEC_FEE_2006_A14", on=DAY)
    assert not is_known("nothing", on=DAY)


def table(**changes: Any) -> dict[str, Any]:
    entry = {
        "key": "schedule.k", "unit": "tiers", "instrument": "x", "article": "1",
        "from": date(2020, 1, 1), "until": None, "mark": "V", "subject": "land", "region": "37",
        "value": {"tiers": [{"upper_yuan": None, "rate_ppm": 1}]},
    }  # fmt: skip
    return {**entry, **changes}


def test_two_schedules_of_one_region_on_one_day_stop_the_book() -> None:
    with pytest.raises(ValueError, match="two schedules of land"):
        build_book([table(), table(key="schedule.other", **{"from": date(2021, 1, 1)})])
    build_book([table(), table(key="schedule.other", region="51")])
    build_book(
        [table(until=date(2020, 12, 31)), table(key="schedule.o", **{"from": date(2021, 1, 1)})]
    )


@pytest.mark.parametrize("region", ["3", "0101", "山东", "9137", 37])
def test_a_region_that_is_none_stops_the_book(region: object) -> None:
    with pytest.raises(ValueError, match="no region"):
        build_book([table(region=region)])


@pytest.mark.parametrize(
    ("rule", "fee"),
    [
        (BasicFeeRule(FeeBasis.FIXED, fixed_sum=Money(200_000)), 200_000),
        # 15,000 yuan by 971号 on 5,000,000.
        (BasicFeeRule(FeeBasis.SHARE, share_bp=2000, cap=Money(10_000_000)), 300_000),
        (BasicFeeRule(FeeBasis.SHARE, share_bp=2000, cap=Money(250_000)), 250_000),
        (
            BasicFeeRule(FeeBasis.SHARE, share_bp=1, cap=Money(250_000), minimum=Money(100_000)),
            100_000,
        ),
    ],
)
def test_the_setting_of_a_court_leads_to_the_basic_fee(rule: BasicFeeRule, fee: int) -> None:
    found = propose_basic_fee(
        rule, schedule="RE_1995_971", estimated_value=Money(500_000_000), on=DAY
    )

    assert found.result == {"basic_fee_fen": fee}
    assert found.steps[-1].amount_fen == fee
    assert "P21" in found.policies


def test_a_reminder_never_comes_before_the_asking() -> None:
    now = datetime(2026, 3, 4, tzinfo=UTC)

    assert reminder_at(now + timedelta(days=7), asked_at=now) == now + timedelta(days=5)
    assert reminder_at(now + timedelta(days=1), asked_at=now) == now
    assert least_valid_until(DAY) == DAY + timedelta(days=180)


@given(
    regime=st.sampled_from(list(Regime)), outcome=st.sampled_from(list(FeeOutcome)),
    appraised=FEN, price=FEN, basic=FEN, expense=FEN,
)  # fmt: skip
def test_whatever_was_paid_is_earned_or_goes_back(
    regime: Regime, outcome: FeeOutcome, appraised: int, price: int, basic: int, expense: int
) -> None:
    result = settle_fee(
        FeeFacts(
            "RE_1995_971", regime, outcome, Money(appraised), Money(basic), Money(price),
            Money(expense),
        ),
        on=DAY,
    ).result  # fmt: skip

    assert result["total_fee_fen"] + result["refund_fen"] == basic + result["balance_due_fen"]
    if outcome is FeeOutcome.FAILED and regime is not Regime.FS15_PURE:
        assert result["balance_due_fen"] == 0
        assert result["total_fee_fen"] <= basic


@given(appraised=FEN, low=FEN, more=FEN, regime=st.sampled_from(list(Regime)))
def test_a_higher_price_never_lowers_the_fee(
    appraised: int, low: int, more: int, regime: Regime
) -> None:
    fees = [
        settle_fee(
            FeeFacts(
                "RE_1995_971", regime, FeeOutcome.SOLD, Money(appraised), Money(0), Money(price)
            ),
            on=DAY,
        ).result["total_fee_fen"]
        for price in (low, low + more)
    ]

    assert fees[0] <= fees[1]


def test_a_report_issued_twice_again_costs_twice_its_line() -> None:
    facts = FeeFacts(
        "RE_1995_971", Regime.FS15_PURE, FeeOutcome.SOLD, Money(500_000_000), Money(300_000),
        Money(500_000_000), is_reissued=True,
    )  # fmt: skip
    twice = FeeFacts(**{name: getattr(facts, name) for name in facts.__slots__} | {"reissues": 2})

    assert settle_fee(facts, on=DAY).result["reissue_fee_fen"] == 450_000
    assert settle_fee(twice, on=DAY).result["reissue_fee_fen"] == 900_000


def test_a_lot_that_stayed_unsold_bears_no_line_for_the_second_report() -> None:
    lots = [
        LotFacts("A", Money(300_000_000), FeeOutcome.SOLD, Money(330_000_000)),
        LotFacts("B", Money(200_000_000), FeeOutcome.FAILED, None, Money(100_000)),
    ]

    result = settle_fee_of_lots(
        "RE_1995_971", Regime.SD54_WITH_FS15, Money(300_000), lots, on=DAY, reissues=1
    ).result

    assert result["lot_A_reissue_fee_fen"] == 270_000
    assert "lot_B_reissue_fee_fen" not in result


def test_where_nobody_worked_the_whole_basic_fee_goes_back() -> None:
    result = settle_unstarted(Money(200_000)).result

    assert (result["total_fee_fen"], result["refund_fen"]) == (0, 200_000)


LAWFUL = {
    (FeeState.BASIC_DUE, FeeAction.SECURE): FeeState.BASIC_PAID,
    (FeeState.BASIC_DUE, FeeAction.LAPSE): FeeState.SETTLED,
    (FeeState.BASIC_PAID, FeeAction.CHARGE): FeeState.BALANCE_DUE,
    (FeeState.BASIC_PAID, FeeAction.GIVE_BACK): FeeState.REFUND_DUE,
    (FeeState.BALANCE_DUE, FeeAction.CLOSE): FeeState.SETTLED,
    (FeeState.REFUND_DUE, FeeAction.CLOSE): FeeState.SETTLED,
}


@pytest.mark.parametrize("state", list(FeeState))
@pytest.mark.parametrize("action", list(FeeAction))
def test_the_fee_account_moves_by_its_table_alone(state: FeeState, action: FeeAction) -> None:
    """Domain 4.3."""
    if (state, action) in LAWFUL:
        assert FEE_ACCOUNT.after(state, action) is LAWFUL[state, action]
        return
    with pytest.raises(IllegalMove):
        FEE_ACCOUNT.after(state, action)


@pytest.mark.parametrize("state", list(GuaranteeState))
@pytest.mark.parametrize("action", list(GuaranteeAction))
def test_an_insurers_letter_is_looked_at_once(
    state: GuaranteeState, action: GuaranteeAction
) -> None:
    ends = {
        GuaranteeAction.ACCEPT: GuaranteeState.ACCEPTED,
        GuaranteeAction.RETURN: GuaranteeState.RETURNED,
    }
    if state is GuaranteeState.HANDED_IN:
        assert GUARANTEE.after(state, action) is ends[action]
        return
    with pytest.raises(IllegalMove):
        GUARANTEE.after(state, action)
