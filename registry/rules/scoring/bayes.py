"""What few observations tell: shrunk means, decay, and bounds by hand (fairness 2.4).

Floats are right here and only here: a score is an estimate, and is rounded when it is kept.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from statistics import NormalDist

#: Digits a stored score keeps.
DIGITS = 6
_STEPS_MAX = 300
_TINY = 1e-300
_EXACT = 1e-15


@dataclass(frozen=True)
class Counts:
    """Observations that went well among all, each weighed by its age."""

    good: float
    all: float

    @property
    def rate(self) -> float:
        """The plain share; 0 of nothing."""
        return self.good / self.all if self.all else 0.0


@dataclass(frozen=True)
class Prior:
    """What is expected before anything is known, and how many observations that is worth."""

    mean: float
    strength: float


def rounded(value: float) -> float:
    """Return a number as it is stored; never a negative zero."""
    return round(value, DIGITS) + 0.0


def posterior_mean(counts: Counts, prior: Prior) -> float:
    """Return the mean that ranks: with no evidence the prior, with much the plain share."""
    return (counts.good + prior.strength * prior.mean) / (counts.all + prior.strength)


def decay(age_days: int, half_life_days: int = 365) -> float:
    """Return what an observation of this age still weighs."""
    return math.exp2(-max(age_days, 0) / half_life_days)


def decayed(observations: Iterable[tuple[float, float]]) -> Counts:
    """Sum (weight, outcome 0..1) exactly, so that the order of reading changes nothing."""
    pairs = list(observations)
    return Counts(
        math.fsum(weight * outcome for weight, outcome in pairs),
        math.fsum(weight for weight, _ in pairs),
    )


def wilson(counts: Counts, alpha: float = 0.10) -> tuple[float, float]:
    """Return the Wilson interval of a share; its low end promotes (R05)."""
    if not counts.all:
        return 0.0, 1.0
    n, p, z = counts.all, counts.rate, NormalDist().inv_cdf(1 - alpha / 2)
    center = (p + z * z / (2 * n)) / (1 + z * z / n)
    half = z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    return max(center - half, 0.0), min(center + half, 1.0)


def beta_below(x: float, a: float, b: float) -> float:
    """Return P(theta < x) for theta ~ Beta(a, b): the regularized incomplete beta function.

    By its continued fraction (modified Lentz); beyond the mean the mirror image converges faster.
    """
    if x <= 0:
        return 0.0
    if x >= 1:
        return 1.0
    if x > (a + 1) / (a + b + 2):
        return 1.0 - beta_below(1.0 - x, b, a)
    log_front = math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b)
    front = math.exp(log_front + a * math.log(x) + b * math.log1p(-x)) / a
    c, d = 1.0, 1.0 / _safe(1.0 - (a + b) * x / (a + 1))
    fraction = d
    for m in range(1, _STEPS_MAX):
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        change = 1.0
        for term in (even, odd):
            d = 1.0 / _safe(1.0 + term * d)
            c = _safe(1.0 + term / c)
            change = c * d
            fraction *= change
        if abs(change - 1.0) < _EXACT:
            break
    return front * fraction


def _safe(value: float) -> float:
    return value if abs(value) > _TINY else _TINY


def tail(counts: Counts, prior: Prior, below: float) -> float:
    """Return how likely the true share lies below a bound; only above .90 does it demote (R06)."""
    good = counts.good + prior.strength * prior.mean
    bad = counts.all - counts.good + prior.strength * (1 - prior.mean)
    return beta_below(below, good, bad)
