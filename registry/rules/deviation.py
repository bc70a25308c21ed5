"""Whose doing a deviation is: variance components, shrinking, and sales that did not happen.

Deviation is y = ln(price / appraised). An unsold lot is no missing value: it says that the
value lay below the reserve, so it is left-censored there (fairness 2.2).
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

_STEPS_MAX = 200
_CONVERGED = 1e-10
_ROOT_TWO = math.sqrt(2)
_ROOT_TWO_PI = math.sqrt(2 * math.pi)
#: Beyond this the tail is taken from its expansion: erfc would fall to nothing.
_FAR_BELOW = -20.0


@dataclass(frozen=True)
class Components:
    """One-way variance components of a panel (R08)."""

    n: int
    groups: int
    mean: float
    n0: float
    between: float
    within: float
    tau2: float

    @property
    def strength(self) -> float | None:
        """K = within / between variance: so many sales weigh as much as the panel; None if all."""
        return self.within / self.tau2 if self.tau2 > 0 else None

    @property
    def share(self) -> float:
        """ICC: the share of the variance that is the agency at all."""
        return self.tau2 / (self.tau2 + self.within) if self.tau2 > 0 else 0.0


def components(groups: Mapping[str, Sequence[float]]) -> Components:
    """Split the variance into that within and that between groups."""
    sizes = {name: len(values) for name, values in groups.items() if values}
    n, k = sum(sizes.values()), len(sizes)
    means = {name: math.fsum(groups[name]) / size for name, size in sizes.items()}
    mean = math.fsum(value for values in groups.values() for value in values) / n
    between = math.fsum(size * (means[name] - mean) ** 2 for name, size in sizes.items()) / (k - 1)
    within = math.fsum((value - means[name]) ** 2 for name in sizes for value in groups[name]) / (
        n - k
    )
    n0 = (n - math.fsum(size**2 for size in sizes.values()) / n) / (k - 1)
    return Components(n, k, mean, n0, between, within, max(0.0, (between - within) / n0))


def shrunk(n: float, mean: float, strength: float) -> float:
    """Draw a mean of n sales toward nothing by the strength of the panel."""
    return n / (n + strength) * mean if n else 0.0


def inverse_mills(z: float) -> float:
    """Return phi(z) / Phi(z), how far below its bound a censored value is expected."""
    if z < _FAR_BELOW:
        return -z - 1 / z + 2 / z**3
    return math.exp(-z * z / 2) / _ROOT_TWO_PI / (math.erfc(-z / _ROOT_TWO) / 2)


def expected_below(bound: float, mean: float, sigma: float) -> float:
    """Return what a value is on average when all that is known is that it lies below a bound."""
    return mean - sigma * inverse_mills((bound - mean) / sigma)


def tobit(sold: Sequence[float], bounds: Sequence[float]) -> tuple[float, float]:
    """Return mean and sigma of deviations of which some are only known to lie below bounds.

    Newton on Olsen's form (theta = 1/sigma, gamma = mean/sigma), in which the likelihood has one
    peak; steps are halved when they would overshoot. Needs two sold lots that differ (R14).
    """
    mean = math.fsum(sold) / len(sold)
    sigma = math.sqrt(math.fsum((y - mean) ** 2 for y in sold) / len(sold))
    if sigma <= 0:
        return mean, 0.0
    gamma, theta = mean / sigma, 1 / sigma
    best = _log_likelihood(gamma, theta, sold, bounds)
    for _ in range(_STEPS_MAX):
        step_gamma, step_theta = _newton_step(gamma, theta, sold, bounds)
        size = 1.0
        while size > _CONVERGED:
            tried = gamma + size * step_gamma, theta + size * step_theta
            value = _log_likelihood(*tried, sold, bounds) if tried[1] > 0 else -math.inf
            if value >= best:
                break
            size /= 2
        else:
            break
        gamma, theta, gain = *tried, value - best
        best = value
        if gain < _CONVERGED and abs(size * step_gamma) + abs(size * step_theta) < _CONVERGED:
            break
    return gamma / theta, 1 / theta


def _log_likelihood(
    gamma: float, theta: float, sold: Sequence[float], bounds: Sequence[float]
) -> float:
    seen = math.fsum(math.log(theta) - (theta * y - gamma) ** 2 / 2 for y in sold)
    return seen + math.fsum(_log_below(theta * c - gamma) for c in bounds)


def _log_below(z: float) -> float:
    if z < _FAR_BELOW:
        return -z * z / 2 - math.log(-z * _ROOT_TWO_PI) + math.log1p(-1 / z**2)
    return math.log(math.erfc(-z / _ROOT_TWO) / 2)


def _newton_step(
    gamma: float, theta: float, sold: Sequence[float], bounds: Sequence[float]
) -> tuple[float, float]:
    """Solve the two equations of the peak, taken as a parabola."""
    mills = [(c, inverse_mills(theta * c - gamma), theta * c - gamma) for c in bounds]
    bend = [(c, ratio * (ratio + z)) for c, ratio, z in mills]
    slope_gamma = math.fsum(theta * y - gamma for y in sold) - math.fsum(r for _, r, _ in mills)
    slope_theta = math.fsum(1 / theta - (theta * y - gamma) * y for y in sold) + math.fsum(
        ratio * c for c, ratio, _ in mills
    )
    gg = len(sold) + math.fsum(w for _, w in bend)
    gt = -math.fsum(sold) - math.fsum(w * c for c, w in bend)
    tt = math.fsum(1 / theta**2 + y * y for y in sold) + math.fsum(w * c * c for c, w in bend)
    size = gg * tt - gt * gt
    return (
        (tt * slope_gamma - gt * slope_theta) / size,
        (gg * slope_theta - gt * slope_gamma) / size,
    )


def censored_mean(
    sold: Sequence[tuple[float, float]], bounds: Sequence[tuple[float, float]], sigma: float
) -> float:
    """Return the mean of (weight, deviation) with (weight, bound) below which others lie.

    The spread is the panel's, since one agency has too few sales to tell its own. Where nothing
    was sold there is no peak to climb: each lot then counts as the panel expects one below its
    bound, which is the cautious end.
    """
    weight = math.fsum(w for w, _ in sold) + math.fsum(w for w, _ in bounds)
    if not weight:
        return 0.0
    if not sold:
        return math.fsum(w * expected_below(c, 0.0, sigma) for w, c in bounds) / weight
    known = math.fsum(w * y for w, y in sold)
    mean = known / math.fsum(w for w, _ in sold)
    for _ in range(_STEPS_MAX):
        hidden = math.fsum(w * expected_below(c, mean, sigma) for w, c in bounds)
        earlier, mean = mean, (known + hidden) / weight
        if abs(mean - earlier) < _CONVERGED:
            break
    return mean
