"""Ratio studies of appraised value over sale price, as the IAAO standard computes them."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from registry.vocabulary import AgencyField

#: Accepted ranges (IAAO Standard on Ratio Studies; the wider CODs by kind are from memory).
MEDIAN_RANGE = (0.90, 1.10)
COD_RANGE = (5.0, 15.0)
COD_RANGES = {
    AgencyField.REAL_ESTATE: (5.0, 15.0),
    AgencyField.LAND: (5.0, 25.0),
    AgencyField.ASSETS: (5.0, 20.0),
    AgencyField.MINING: (5.0, 25.0),
    AgencyField.JEWELRY: (5.0, 20.0),
}
PRD_RANGE = (0.98, 1.03)
PRB_RANGE = (-0.05, 0.05)
#: Outside of this a PRB is unacceptable, not only poor.
PRB_OUTER = (-0.10, 0.10)
MKI_RANGE = (0.95, 1.05)


@dataclass(frozen=True)
class RatioStudy:
    """How even a set of appraisals is against what was paid."""

    n: int
    median: float
    mean: float
    weighted_mean: float
    #: Average deviation from the median, in percent of it.
    cod: float
    #: Above 1: dear things are appraised too low against cheap ones.
    prd: float
    #: The same as a slope; None where all values are the same.
    prb: float | None
    #: Gini of the appraisals over that of the prices, both in the order of the prices.
    mki: float | None
    ki: float


def gini(ordered: Sequence[int]) -> float:
    """Return the Gini concentration of values in a given order (Quintos 2020)."""
    n, total = len(ordered), sum(ordered)
    ranked = sum(rank * value for rank, value in enumerate(ordered, start=1))
    return (2 * ranked / total - (n + 1)) / n


def study(pairs: Sequence[tuple[int, int]]) -> RatioStudy | None:
    """Study (appraised, paid) pairs, both above zero and in one unit; None of no pairs."""
    if not pairs:
        return None
    ratios = [appraised / paid for appraised, paid in pairs]
    n, middle, mean = len(pairs), median(ratios), math.fsum(ratios) / len(pairs)
    weighted = sum(appraised for appraised, _ in pairs) / sum(paid for _, paid in pairs)
    away = [(ratio - middle) / middle for ratio in ratios]
    sizes = [math.log2((appraised / middle + paid) / 2) for appraised, paid in pairs]
    by_paid = sorted(pairs, key=lambda pair: pair[1])
    of_appraised = gini([appraised for appraised, _ in by_paid])
    of_paid = gini([paid for _, paid in by_paid])
    return RatioStudy(
        n=n,
        median=middle,
        mean=mean,
        weighted_mean=weighted,
        cod=100 * math.fsum(abs(part) for part in away) / n,
        prd=mean / weighted,
        prb=_slope(sizes, away),
        mki=of_appraised / of_paid if of_paid else None,
        ki=of_appraised - of_paid,
    )


def _slope(xs: Sequence[float], ys: Sequence[float]) -> float | None:
    """Return the slope of the least-squares line; None where all x are the same."""
    x_mean, y_mean = math.fsum(xs) / len(xs), math.fsum(ys) / len(ys)
    square = math.fsum((x - x_mean) ** 2 for x in xs)
    if not square:
        return None
    return math.fsum((x - x_mean) * (y - y_mean) for x, y in zip(xs, ys, strict=True)) / square


def cod_range(field: AgencyField | None) -> tuple[float, float]:
    """Return the accepted COD of a profession; below the range chasing of sales is suspected."""
    return COD_RANGES.get(field, COD_RANGE) if field is not None else COD_RANGE
