"""The market model: what place, quarter and age explain is held against nobody."""

import math
import random
from dataclasses import replace
from datetime import date, timedelta

import pytest

from registry.rules import ratios
from registry.rules.deviation import censored_mean, components, tobit
from registry.rules.market import Market, Sale, fit_market, read_sale
from registry.vocabulary import AgencyField
from tests.support.ranking import real_sales

ENDED = date(2026, 2, 2)
APPRAISED = 100_000_000


def offered(ratio: float, **changes: object) -> Sale:
    """Return a lot that would bring so much of its appraisal; below the reserve it stays unsold."""
    value = int(APPRAISED * ratio)
    lot = Sale(APPRAISED, value, APPRAISED * 7 // 10, ENDED, ENDED, "3701", "housing", 0)
    lot = replace(lot, **changes)
    return lot if value >= lot.reserve else replace(lot, paid=None)


def many(seed: int, n: int, mean: float, spread: float, **changes: object) -> list[Sale]:
    chance = random.Random(seed)
    return [offered(math.exp(chance.gauss(mean, spread)), **changes) for _ in range(n)]


def test_the_market_sees_through_lots_that_stayed_unsold() -> None:
    """Fairness 2.2: with reserve 0.7 and a true over-appraisal of 0.30 the sold show only 0.19."""
    lots = many(1, 4_000, -0.30, 0.20)
    sold = [lot.deviation for lot in lots if lot.is_sold]

    market = fit_market(lots)

    assert sum(not lot.is_sold for lot in lots) / len(lots) == pytest.approx(0.37, abs=0.04)
    assert math.fsum(sold) / len(sold) == pytest.approx(-0.19, abs=0.02)
    assert market.mean == pytest.approx(-0.30, abs=0.02)
    assert market.sigma == pytest.approx(0.20, abs=0.02)


def test_place_quarter_and_age_are_told_apart() -> None:
    lots = []
    for city, effect in (("3701", 0.10), ("3702", -0.10)):
        for month in (1, 4):
            for years in (0, 1, 2):
                ended = date(2026, month, 15)
                appraised_on = ended - timedelta(days=365 * years)
                mean = effect + (0.04 if month == 1 else -0.04) - 0.05 * years
                lots += many(
                    month + years,
                    150,
                    mean,
                    0.05,
                    city=city,
                    ended_on=ended,
                    appraised_on=appraised_on,
                )

    market = fit_market(lots)

    assert market.yearly == pytest.approx(-0.05, abs=0.01)
    assert market.city["3701"] - market.city["3702"] == pytest.approx(0.20, abs=0.02)
    assert market.quarter["2026-1"] - market.quarter["2026-2"] == pytest.approx(0.08, abs=0.02)


def test_a_city_with_three_lots_is_hardly_believed() -> None:
    lots = many(3, 400, 0.0, 0.1) + many(4, 3, -0.3, 0.01, city="3799")

    market = fit_market(lots)

    assert -0.08 < market.city["3799"] < 0


def test_too_few_sales_tell_nothing_of_the_market() -> None:
    market = fit_market(many(5, 29, -0.1, 0.05))

    assert market == Market(lots=29, sold=29)


def test_the_order_of_reading_changes_nothing() -> None:
    lots = many(6, 300, -0.2, 0.2) + many(7, 200, 0.0, 0.2, city="3702")
    shuffled = lots[:]
    random.Random(8).shuffle(shuffled)

    assert fit_market(shuffled) == fit_market(lots)


def test_one_slip_of_the_keyboard_is_cut_down() -> None:
    assert offered(1.0, paid=1).deviation == -1.0
    assert offered(1.0, paid=APPRAISED * 1_000).deviation == 1.0


def test_a_sale_without_a_value_is_passed_over() -> None:
    measure = {
        "appraised": "0",
        "price": "5",
        "appraised_on": "2026-01-01",
        "ended_on": "2026-02-01",
    }

    assert read_sale(measure) is None
    read = read_sale({**measure, "appraised": "100", "price": None})
    assert read is not None
    assert (read.is_sold, read.deviation) == (False, 0.0)


def test_an_agency_that_sold_nothing_is_judged_with_care() -> None:
    """All that is known is that six values lie below 0.7: nowhere is there a peak to climb."""
    bound = math.log(0.7)

    mean = censored_mean([], [(1.0, bound)] * 6, 0.127)

    assert bound - 0.127 < mean < bound


def test_more_unsold_lots_never_raise_the_mean() -> None:
    sold = [(1.0, -0.05), (1.0, 0.02), (1.0, -0.1)]
    means = [censored_mean(sold, [(1.0, math.log(0.7))] * n, 0.127) for n in range(6)]

    assert means == sorted(means, reverse=True)


def test_nothing_unsold_leaves_the_plain_mean() -> None:
    values = [-0.2, -0.1, 0.05, 0.1]

    assert tobit(values, [])[0] == pytest.approx(-0.0375)
    assert tobit([0.1, 0.1], []) == (0.1, 0.0)


def kr_lots() -> tuple[list[Sale], list[str]]:
    rows = real_sales()

    def units(text: str) -> int:
        return round(float(text) * 10**10)

    lots = [
        Sale(
            units(row["appraisal_100m_krw"]),
            units(row["hammer_100m_krw"]),
            units(row["reserve_100m_krw"]),
            date.fromisoformat(row["appraisal_date"]),
            date.fromisoformat(row["sale_date"]),
            row["city"],
            row["usage"],
            int(row["failed_rounds"]),
        )
        for row in rows
    ]
    return lots, [row["appraiser"] for row in rows]


def test_real_sales_give_the_strength_that_is_published() -> None:
    """Fairness 2.2 on the larger file: aging 5.2 % a year, ICC 0.065, K 14.3."""
    lots, firms = kr_lots()
    market = fit_market(lots)
    left: dict[str, list[float]] = {}
    for lot, firm in zip(lots, firms, strict=True):
        left.setdefault(firm, []).append(market.left_over(lot))

    found = components(left)

    assert market.yearly == pytest.approx(-0.052, abs=0.006)
    assert found.share == pytest.approx(0.065, abs=0.01)
    assert found.strength == pytest.approx(14.3, abs=2)


def test_the_pooled_ratio_study_of_real_sales() -> None:
    lots, _ = kr_lots()
    pairs = [(lot.appraised, lot.paid) for lot in lots if lot.paid is not None]

    found = ratios.study(pairs)

    assert found is not None
    assert found.prb is not None
    assert (round(found.median, 3), round(found.cod, 1)) == (1.017, 10.1)
    assert (round(found.prd, 3), round(found.prb, 3)) == (0.994, -0.005)


def test_no_sales_make_no_study() -> None:
    assert ratios.study([]) is None


def test_equal_prices_leave_concentration_and_slope_open() -> None:
    found = ratios.study([(90, 100), (90, 100)])

    assert found is not None
    assert (found.prb, found.mki, found.cod) == (None, None, 0.0)


def test_the_accepted_spread_depends_on_the_profession() -> None:
    assert ratios.cod_range(None) == ratios.COD_RANGE
    assert ratios.cod_range(AgencyField.LAND)[1] == 25
