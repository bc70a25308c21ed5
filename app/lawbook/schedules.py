"""Fee schedules: marginal tiers on a base, summed exactly and rounded once."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from app.kernel.citation import Citation
from app.kernel.money import Money
from app.lawbook.explain import Step

_PPM = 1_000_000


@dataclass(frozen=True, slots=True)
class Tier:
    """One band of a schedule: everything above the band before, up to and with its edge."""

    upper: Money | None
    rate: Fraction

    @property
    def per_mille(self) -> str:
        """The rate in per mille, such as 2.5."""
        exact = Decimal(self.rate.numerator * 1000) / Decimal(self.rate.denominator)
        return f"{exact.normalize():f}"


@dataclass(frozen=True, slots=True)
class Schedule:
    """Marginal tiers (差额定率累进), with a least charge and a flat sum for the first band."""

    code: str
    tiers: tuple[Tier, ...]
    minimum: Money
    flat_first: Money
    #: How far the fee may float to either side of the guide price; none if it may not.
    float_percent_max: int | None

    def charge(self, base: Money, citation: Citation) -> tuple[Money, tuple[Step, ...]]:
        """Return the fee on a base and the steps that lead to it.

        P1: the tiers are summed exactly and rounded half up to the fen once.
        """
        steps: list[Step] = []
        exact = Fraction(self.flat_first.fen)
        if self.flat_first:
            steps.append(Step("Flat sum of the first band", self.flat_first.fen, "", citation))
        lower = Money.ZERO
        for tier in self.tiers:
            if base <= lower:
                break
            upper = base if tier.upper is None else min(base, tier.upper)
            part = Fraction(upper.fen - lower.fen) * tier.rate
            exact += part
            if tier.rate:
                note = f"({upper.yuan} - {lower.yuan}) × {tier.per_mille} ‰"
                steps.append(Step("Part in this band", _half_up(part), note, citation))
            lower = upper
        fee = Money(_half_up(exact))
        if fee < self.minimum:
            fee = self.minimum
            steps.append(Step("Least charge applies", fee.fen, "", citation))
        return fee, tuple(steps)


def parse_schedule(code: str, raw: dict[str, Any]) -> Schedule:
    """Build a schedule from a rule pack, refusing bands that do not rise."""
    tiers: list[Tier] = []
    edge = 0
    for row in raw["tiers"]:
        upper_yuan, rate_ppm = row["upper_yuan"], row["rate_ppm"]
        if tiers and tiers[-1].upper is None:
            raise ValueError(f"{code}: a band follows the open one")
        if upper_yuan is not None and upper_yuan <= edge:
            raise ValueError(f"{code}: the bands do not rise at {upper_yuan}")
        if not 0 <= rate_ppm <= _PPM:
            raise ValueError(f"{code}: {rate_ppm} ppm is no rate")
        upper = None if upper_yuan is None else Money(upper_yuan * 100)
        tiers.append(Tier(upper, Fraction(rate_ppm, _PPM)))
        edge = upper_yuan or edge
    if not tiers or tiers[-1].upper is not None:
        raise ValueError(f"{code}: the last band must be open")
    extra = {"minimum_fen": 0, "flat_first_fen": 0, "float_percent_max": None, **raw}
    return Schedule(
        code,
        tuple(tiers),
        Money(extra["minimum_fen"]),
        Money(extra["flat_first_fen"]),
        extra["float_percent_max"],
    )


def _half_up(exact: Fraction) -> int:
    """Round half up, as P1 says."""
    return int(exact + Fraction(1, 2))
