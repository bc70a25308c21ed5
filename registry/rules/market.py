"""What the market alone makes of an appraisal: place, quarter, and the age of the appraisal.

ln(price / appraised) = mean + city + quarter + yearly * age. The effects of cities and quarters are
drawn toward nothing by how few sales they rest on; unsold lots count as censored at their reserve.
What is left over is an agency's own deviation and nothing else is ever held against it.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from registry.rules.deviation import inverse_mills
from registry.rules.scoring.bayes import rounded

#: Policy: a deviation beyond e to this is taken as this; one slip of a keyboard moves nobody far.
DEVIATION_MAX = 1.0
#: Policy: the market speaks from this many sold lots on.
SOLD_MIN = 30
#: Policy: a city or a quarter is taken at half its word at this many lots.
EFFECT_STRENGTH = 20.0
#: Spread within one firm, measured on 1,928 real sales; until the panel tells its own.
SIGMA = 0.127
#: Policy: no panel is taken to be more even than this.
SIGMA_MIN = 0.03
_YEAR = 365.25
_SWEEPS_MAX = 400
_CONVERGED = 1e-7

Cell = tuple[str, str]


@dataclass(frozen=True)
class Sale:
    """One appraised thing that was offered: the price it made, or that it made none."""

    appraised: int
    paid: int | None
    reserve: int
    appraised_on: date
    ended_on: date
    city: str
    nature: str
    failed_rounds: int

    @property
    def is_sold(self) -> bool:
        """Whether somebody bought it."""
        return self.paid is not None

    @property
    def deviation(self) -> float:
        """Ln(price / appraised), or of the reserve below which the value lies if unsold."""
        value = math.log((self.paid or self.reserve) / self.appraised)
        return min(max(value, -DEVIATION_MAX), DEVIATION_MAX)

    @property
    def years(self) -> float:
        """How old the appraisal was at the end."""
        return max((self.ended_on - self.appraised_on).days, 0) / _YEAR

    @property
    def cell(self) -> Cell:
        """City and quarter."""
        return self.city, f"{self.ended_on.year}-{(self.ended_on.month + 2) // 3}"


def read_sale(measure: Mapping[str, Any]) -> Sale | None:
    """Read the measure of a sale; None where a value is missing that nothing can stand in for."""
    appraised, paid = int(measure["appraised"]), measure.get("price")
    reserve = measure.get("reserve")
    if appraised <= 0 or (paid is not None and int(paid) <= 0):
        return None
    return Sale(
        appraised=appraised,
        paid=None if paid is None else int(paid),
        # Without a reserve all that is known of an unsold lot is that it is worth less.
        reserve=int(reserve) if reserve and int(reserve) > 0 else appraised,
        appraised_on=date.fromisoformat(measure["appraised_on"]),
        ended_on=date.fromisoformat(measure["ended_on"]),
        city=str(measure.get("region_code") or "")[:4],
        nature=str(measure.get("nature") or ""),
        failed_rounds=int(measure.get("failed_rounds") or 0),
    )


@dataclass(frozen=True)
class Market:
    """The effects of a panel's market, as they are kept with the run."""

    mean: float = 0.0
    yearly: float = 0.0
    sigma: float = SIGMA
    city: Mapping[str, float] = field(default_factory=dict)
    quarter: Mapping[str, float] = field(default_factory=dict)
    lots: int = 0
    sold: int = 0

    def expected(self, sale: Sale) -> float:
        """Return what the market lets expect of a lot whoever appraised it."""
        city, quarter = sale.cell
        own = self.city.get(city, 0.0) + self.quarter.get(quarter, 0.0)
        return self.mean + own + self.yearly * sale.years

    def left_over(self, sale: Sale) -> float:
        """Return the deviation, or the bound of an unsold lot, that the market does not explain."""
        return sale.deviation - self.expected(sale)

    def as_dict(self) -> dict[str, Any]:
        """Return the plain form that is kept."""
        return {
            "mean": self.mean,
            "yearly": self.yearly,
            "sigma": self.sigma,
            "city": dict(self.city),
            "quarter": dict(self.quarter),
            "lots": self.lots,
            "sold": self.sold,
        }


@dataclass
class _Sums:
    """Sums of one cell: enough to fit effects without going through the lots again."""

    n: int = 0
    age: float = 0.0
    age_square: float = 0.0
    value: float = 0.0
    value_square: float = 0.0
    value_age: float = 0.0

    def add(self, value: float, age: float) -> None:
        self.n += 1
        self.age += age
        self.age_square += age * age
        self.add_value(value, age)

    def add_value(self, value: float, age: float) -> None:
        self.value += value
        self.value_square += value * value
        self.value_age += value * age


class _Fit:
    """Backfitting over cells, with the unsold lots filled in anew in every round (EM)."""

    def __init__(self, sales: Sequence[Sale]) -> None:
        self.sold: dict[Cell, _Sums] = defaultdict(_Sums)
        self.all: dict[Cell, _Sums] = defaultdict(_Sums)
        self.unsold = [
            (sale.cell, sale.deviation, sale.years) for sale in sales if not sale.is_sold
        ]
        for sale in sales:
            if sale.is_sold:
                self.sold[sale.cell].add(sale.deviation, sale.years)
        self.mean, self.yearly, self.sigma = 0.0, 0.0, SIGMA
        self.city: dict[str, float] = defaultdict(float)
        self.quarter: dict[str, float] = defaultdict(float)
        self.hidden = 0.0

    def at(self, cell: Cell) -> float:
        return self.mean + self.city[cell[0]] + self.quarter[cell[1]]

    def fill_in(self) -> None:
        """Put the unsold lots at what they are expected to be worth below their bounds."""
        self.all = defaultdict(_Sums)
        for cell, sums in self.sold.items():
            self.all[cell] = _Sums(**vars(sums))
        self.hidden = 0.0
        for cell, bound, years in self.unsold:
            middle = self.at(cell) + self.yearly * years
            z = (bound - middle) / self.sigma
            ratio = inverse_mills(z)
            self.all[cell].add(middle - self.sigma * ratio, years)
            # What is unknown of a hidden value, beside the square of what it is filled in with.
            self.hidden += self.sigma**2 * (1 - z * ratio - ratio * ratio)

    def sweep(self) -> None:
        """Fit each effect in turn to what the others leave over."""
        cells = self.all.items()
        self._line()
        for effects, place in ((self.city, 0), (self.quarter, 1)):
            left: dict[str, float] = defaultdict(float)
            count: dict[str, int] = defaultdict(int)
            for cell, sums in cells:
                left[cell[place]] += self._left(cell, sums) + sums.n * effects[cell[place]]
                count[cell[place]] += sums.n
            for name, total in left.items():
                effects[name] = total / (count[name] + EFFECT_STRENGTH)
            # Where all is fitted the effects sum to nothing; starting there saves many rounds.
            middle = sum(effects.values()) / len(effects)
            for name in effects:
                effects[name] -= middle

    def _line(self) -> None:
        """Fit mean and age together, for apart they would creep toward each other."""
        n = age = value = value_age = 0.0
        square = EFFECT_STRENGTH
        for (city, quarter), sums in self.all.items():
            own = self.city[city] + self.quarter[quarter]
            n, age, square = n + sums.n, age + sums.age, square + sums.age_square
            value += sums.value - own * sums.n
            value_age += sums.value_age - own * sums.age
        size = n * square - age * age
        self.mean = (square * value - age * value_age) / size
        self.yearly = (n * value_age - age * value) / size

    def _left(self, cell: Cell, sums: _Sums) -> float:
        return sums.value - sums.n * self.at(cell) - self.yearly * sums.age

    def spread(self) -> None:
        """Take the spread anew from what the effects leave over, the hidden part included."""
        square = self.hidden
        for cell, sums in self.all.items():
            at, slope = self.at(cell), self.yearly
            square += sums.value_square - 2 * at * sums.value - 2 * slope * sums.value_age
            square += sums.n * at * at + 2 * at * slope * sums.age + slope**2 * sums.age_square
        n = sum(sums.n for sums in self.all.values())
        self.sigma = max(math.sqrt(max(square, 0.0) / n), SIGMA_MIN)

    def run(self) -> None:
        """Go on until nothing moves any more."""
        for _ in range(_SWEEPS_MAX):
            was = self.mean, self.yearly, self.sigma, *self.city.values(), *self.quarter.values()
            self.fill_in()
            self.sweep()
            self.spread()
            now = self.mean, self.yearly, self.sigma, *self.city.values(), *self.quarter.values()
            moved = (abs(a - b) for a, b in zip(was, now, strict=False))
            if len(was) == len(now) and max(moved) < _CONVERGED:
                return


def fit_market(sales: Iterable[Sale]) -> Market:
    """Fit the market to all lots of the panel; too few sold lots tell nothing of it."""
    lots = sorted(
        sales, key=lambda sale: (sale.ended_on, sale.city, sale.appraised, sale.deviation)
    )
    sold = sum(sale.is_sold for sale in lots)
    if sold < SOLD_MIN:
        return Market(lots=len(lots), sold=sold)
    fit = _Fit(lots)
    fit.run()
    return Market(
        mean=rounded(fit.mean),
        yearly=rounded(fit.yearly),
        sigma=rounded(fit.sigma),
        city={name: rounded(fit.city[name]) for name in sorted(fit.city)},
        quarter={name: rounded(fit.quarter[name]) for name in sorted(fit.quarter)},
        lots=len(lots),
        sold=sold,
    )
