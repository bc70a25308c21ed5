"""What a panel tells of its mean and of how far its members differ (fairness 2.4, R07)."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import fsum, inf

from registry.rules.scoring.bayes import Counts, Prior, rounded

#: Policy: a panel tells its own mean and strength from this many known members on.
MEMBERS_MIN = 10
#: Policy: a member is known from this many observations on (decayed).
KNOWN_FROM = 5.0


@dataclass(frozen=True)
class Moments:
    """The moments of a panel of shares."""

    mean: float
    variance: float
    strength_raw: float
    strength: float


def moments(panel: Sequence[Counts], low: float = 5, high: float = 50) -> Moments:
    """Estimate mean and strength by moments; the strength is kept within bounds.

    E[S] = (k-1) p (1-p) + tau2 ((N - sum n^2 / N) - (k-1)), where the true shares have mean p
    and variance tau2. A panel that differs no more than chance gets the upper bound.
    """
    k = len(panel)
    everything = fsum(member.all for member in panel)
    mean = fsum(member.good for member in panel) / everything
    spread = fsum(member.all * (member.rate - mean) ** 2 for member in panel)
    chance = mean * (1 - mean)
    size = everything - fsum(member.all**2 for member in panel) / everything
    variance = (spread - (k - 1) * chance) / (size - (k - 1))
    raw = chance / variance - 1 if variance > 0 else inf
    return Moments(mean, variance, raw, min(max(raw, low), high))


def panel_prior(
    panel: Sequence[Counts], default: Prior, *, low: float = 5, high: float = 50
) -> tuple[Prior, int]:
    """Return the prior a panel gives, and how many members told it; 0 means the default holds.

    A panel in which everybody is perfect, or nobody ever is, tells nothing of the next member.
    """
    known = [member for member in panel if member.all >= KNOWN_FROM]
    if len(known) < MEMBERS_MIN:
        return default, 0
    found = moments(known, low, high)
    if not 0 < found.mean < 1:
        return default, 0
    return Prior(rounded(found.mean), rounded(found.strength)), len(known)
