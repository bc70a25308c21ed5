"""Appraised value over sale price: the study of a set of sales, with its charts."""

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from statistics import median, quantiles

from app.web.charts import (
    Cloud,
    Gauge,
    Histogram,
    Quartiles,
    TrendChart,
    cloud,
    gauge,
    histogram,
    trend_chart,
)
from registry.queries.sales import SoldAsset
from registry.rules import ratios
from registry.rules.deviation import censored_mean
from registry.rules.market import SIGMA
from registry.vocabulary import AgencyField

#: Below this many sales the spread of an agency says more of chance than of the agency:
#: fourteen sold lots give a reliability of one half (fairness 2.2).
SALES_FEW = 15
#: The span of the pictures; what lies beyond stands at the edge.
_LOWEST, _HIGHEST, _STEP = 0.6, 1.8, 0.05
_PANEL_MIN = 4
_SIZES = tuple(first * 10**power for power in range(3, 13) for first in (1, 2, 5))


@dataclass(frozen=True)
class Statistic:
    """One figure of a study against its accepted range."""

    key: str
    value: float | None
    accepted: tuple[float, float]
    places: int
    chart: Gauge
    #: "good", "poor", "suspicious" or "unknown".
    verdict: str


@dataclass(frozen=True)
class RatioView:
    """A study with everything a page shows of it."""

    unit: str
    study: ratios.RatioStudy
    unsold: int
    #: The ratio once unsold things count as worth less than their reserve; None without any.
    corrected: float | None
    statistics: tuple[Statistic, ...]
    histogram: Histogram
    cloud: Cloud
    #: (reference, appraised, paid, ratio) of each sale, oldest first.
    rows: tuple[tuple[str, str, str, str], ...]

    @property
    def is_small(self) -> bool:
        """Whether chance may explain what is seen."""
        return self.study.n < SALES_FEW


def ratio_views(
    sales: Sequence[SoldAsset], field: AgencyField | None = None, *, rows_max: int = 200
) -> list[RatioView]:
    """Return a study for each currency in which something was sold, the largest first."""
    by_unit = defaultdict(list)
    for asset in sales:
        by_unit[asset.unit].append(asset)
    views = [_view(unit, assets, field, rows_max) for unit, assets in by_unit.items()]
    return sorted((view for view in views if view), key=lambda view: -view.study.n)


@dataclass(frozen=True)
class Comparison:
    """The bare figures of one part of the sales."""

    key: AgencyField | int
    unit: str
    study: ratios.RatioStudy
    unsold: int


def compare_by_field(sales: Sequence[SoldAsset]) -> list[Comparison]:
    """Return the figures of each profession, in the order of professions."""
    return _compare([(asset.field, asset) for asset in sales if asset.field is not None])


def compare_by_court(sales: Sequence[SoldAsset]) -> list[Comparison]:
    """Return the figures of each court for which something was sold."""
    return _compare([(asset.court_id, asset) for asset in sales if asset.court_id is not None])


def _compare(keyed: Sequence[tuple[AgencyField | int, SoldAsset]]) -> list[Comparison]:
    groups = defaultdict(list)
    for key, asset in keyed:
        groups[key, asset.unit].append(asset)
    found = []
    for (key, unit), assets in sorted(groups.items(), key=lambda item: str(item[0])):
        if study := study_of(assets):
            unsold = sum(not asset.sale.is_sold for asset in assets)
            found.append(Comparison(key, unit, study, unsold))
    return found


def study_of(sales: Sequence[SoldAsset]) -> ratios.RatioStudy | None:
    """Return the bare figures of sales in one currency."""
    return ratios.study(_pairs(sales))


def _pairs(sales: Sequence[SoldAsset]) -> list[tuple[int, int]]:
    return [(a.sale.appraised, a.sale.paid) for a in sales if a.sale.paid is not None]


def _view(
    unit: str, assets: Sequence[SoldAsset], field: AgencyField | None, rows_max: int
) -> RatioView | None:
    pairs = _pairs(assets)
    study = ratios.study(pairs)
    if study is None:
        return None
    unsold = [asset.sale for asset in assets if asset.sale.paid is None]
    return RatioView(
        unit=unit,
        study=study,
        unsold=len(unsold),
        corrected=_corrected(assets) if unsold else None,
        statistics=_statistics(study, field),
        histogram=histogram(
            [appraised / paid for appraised, paid in pairs],
            accepted=ratios.MEDIAN_RANGE,
            median=study.median,
            lowest=_LOWEST,
            highest=_HIGHEST,
            step=_STEP,
        ),
        cloud=_cloud(pairs, study),
        rows=tuple(_row(asset) for asset in assets[-rows_max:] if asset.sale.paid is not None),
    )


def _corrected(assets: Sequence[SoldAsset]) -> float:
    """Return appraised over price with unsold lots counted as worth less than their reserve."""
    sold = [(1.0, a.sale.deviation) for a in assets if a.sale.is_sold]
    bounds = [(1.0, a.sale.deviation) for a in assets if not a.sale.is_sold]
    return math.exp(-censored_mean(sold, bounds, SIGMA))


def _statistics(study: ratios.RatioStudy, field: AgencyField | None) -> tuple[Statistic, ...]:
    cod = ratios.cod_range(field)
    return (
        _statistic("median", study.median, ratios.MEDIAN_RANGE, 3, 0.7, 1.3, n=study.n),
        _statistic("cod", study.cod, cod, 1, 0.0, 30.0, n=study.n),
        _statistic("prd", study.prd, ratios.PRD_RANGE, 3, 0.9, 1.1, n=study.n),
        _statistic("prb", study.prb, ratios.PRB_RANGE, 3, -0.15, 0.15, n=study.n),
        _statistic("mki", study.mki, ratios.MKI_RANGE, 3, 0.8, 1.2, n=study.n),
    )


def _statistic(
    key: str,
    value: float | None,
    accepted: tuple[float, float],
    places: int,
    lowest: float,
    highest: float,
    *,
    n: int,
) -> Statistic:
    shown = gauge(value, accepted=accepted, lowest=lowest, highest=highest)
    return Statistic(
        key,
        value,
        accepted,
        places,
        shown,
        _verdict(key, value if n >= SALES_FEW else None, accepted),
    )


def _verdict(key: str, value: float | None, accepted: tuple[float, float]) -> str:
    """Read a figure against its range; of too few sales nothing is said for or against anybody."""
    if value is None:
        return "unknown"
    if accepted[0] <= value <= accepted[1]:
        return "good"
    # More even than markets are: the appraisals may have been made after the prices.
    return "suspicious" if key == "cod" and value < accepted[0] else "poor"


def _cloud(pairs: Sequence[tuple[int, int]], study: ratios.RatioStudy) -> Cloud:
    sizes = [math.log2((appraised / study.median + paid) / 2) for appraised, paid in pairs]
    trend = None
    if study.prb is not None and len(pairs) >= SALES_FEW:
        middle = math.fsum(sizes) / len(sizes)
        low, high = (
            study.median * (1 + study.prb * (size - middle)) for size in (min(sizes), max(sizes))
        )
        trend = (low, high)
    return cloud(
        [
            (paid / 100, appraised / paid, f"{paid / 100:,.0f} · {appraised / paid:.2f}")
            for appraised, paid in pairs
        ],
        accepted=ratios.MEDIAN_RANGE,
        lowest=_LOWEST,
        highest=_HIGHEST,
        step=0.2,
        size_texts=[(size, f"{size:,}") for size in _SIZES],
        trend=trend,
    )


def _row(asset: SoldAsset) -> tuple[str, str, str, str]:
    paid = asset.sale.paid or 0
    return (
        asset.reference,
        f"{asset.sale.appraised / 100:,.0f}",
        f"{paid / 100:,.0f}",
        f"{asset.sale.appraised / paid:.3f}",
    )


@dataclass(frozen=True)
class QuarterView:
    """The median ratio of an agency by quarter, before that of the whole panel."""

    chart: TrendChart
    #: (quarter, median, sales, median of the panel).
    rows: tuple[tuple[str, str, int, str], ...]


def quarter_view(own: Sequence[SoldAsset], panel: Sequence[SoldAsset]) -> QuarterView | None:
    """Lay out the ratios of an agency over the quarters; None with fewer than two of them."""
    mine, all_ = _by_quarter(own), _by_quarter(panel)
    quarters = sorted(mine)
    if len(quarters) < 2:
        return None
    spread = {
        q: quantiles(all_[q], n=4, method="inclusive")
        for q in sorted(all_)
        if quarters[0] <= q <= quarters[-1] and len(all_[q]) >= _PANEL_MIN
    }
    chart = trend_chart(
        [(_middle(q), median(mine[q])) for q in quarters],
        [Quartiles(_middle(q), *edges) for q, edges in spread.items()],
        begins_at=_middle(quarters[0]),
        ends_at=_middle(quarters[-1]),
        places=3,
        is_stepped=False,
    )
    rows = tuple(
        (
            f"{q[0]} Q{q[1]}",
            f"{median(mine[q]):.3f}",
            len(mine[q]),
            f"{spread[q][1]:.3f}" if q in spread else "—",
        )
        for q in quarters
    )
    return QuarterView(chart, rows)


def _by_quarter(sales: Sequence[SoldAsset]) -> dict[tuple[int, int], list[float]]:
    found = defaultdict(list)
    for asset in sales:
        if asset.sale.paid is not None:
            found[_quarter(asset.sale.ended_on)].append(asset.sale.appraised / asset.sale.paid)
    return found


def _quarter(day: date) -> tuple[int, int]:
    return day.year, (day.month + 2) // 3


def _middle(quarter: tuple[int, int]) -> datetime:
    year, number = quarter
    return datetime(year, number * 3 - 1, 15, tzinfo=UTC)
