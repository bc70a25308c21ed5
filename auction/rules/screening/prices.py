"""Prices far from what things brought here (S6), appraisals far from prices (S13).

Both are compared with this platform's own sales only: limits of other places do not travel. Below
so many sales nothing is said (P94).
"""

import math
from collections.abc import Sequence
from statistics import fmean, median, stdev

from auction.rules.screening.limits import limit

#: Sold lots of the same kind and round that a price is compared with.
PEERS_MIN = int(limit("price_peers"))
#: How many standard deviations below them a price is told of.
LOW_Z = -limit("price_z")
#: Sold lots of an agency, and how strongly few of them are drawn to the panel's mean.
AGENCY_LOTS_MIN = int(limit("agency_lots"))
SHRINKING = limit("agency_shrinking")
#: A shrunk mean deviation of so many percent is told of; so is a spread of less than five percent
#: of the median over so many lots (chasing of sale prices).
DEVIATION = limit("appraisal_deviation")
EVEN_LOTS_MIN = int(limit("even_lots"))
EVEN_COD = limit("appraisal_evenness")


def low_price(ratio: float, peers: Sequence[float]) -> dict[str, float] | None:
    """Return how far a price lies below its peers, or None where it does not or few are known.

    Both are prices over appraised values; compared in logarithms, since ratios are.
    """
    if len(peers) < PEERS_MIN or ratio <= 0:
        return None
    logs = [math.log(peer) for peer in peers]
    spread = stdev(logs)
    if spread == 0:
        return None
    distance = (math.log(ratio) - fmean(logs)) / spread
    if distance > LOW_Z:
        return None
    return {"price_z": round(-distance, 1), "price_percent": round(100 * ratio, 1)}


def appraisal_outlier(own: Sequence[float], panel: Sequence[float]) -> dict[str, float] | None:
    """Return how far an agency's appraisals lie from prices, shrunk; None where nothing is odd.

    ``own`` are prices over its appraised values, ``panel`` those of all agencies: the panel's mean
    is the measure, so that a fall of the market is nobody's.
    """
    if len(own) < AGENCY_LOTS_MIN or len(panel) <= len(own):
        return None
    logs = [math.log(ratio) for ratio in own]
    mean = fmean(logs) - fmean(math.log(ratio) for ratio in panel)
    shrunk = 100 * mean * len(own) / (len(own) + SHRINKING)
    middle = median(own)
    cod = 100 * fmean(abs(ratio - middle) for ratio in own) / middle
    found: dict[str, float] = {}
    if abs(shrunk) >= DEVIATION:
        found["appraisal_deviation"] = round(shrunk, 1)
    if len(own) >= EVEN_LOTS_MIN and cod < EVEN_COD:
        found["appraisal_evenness"] = round(cod, 1)
    return found or None
