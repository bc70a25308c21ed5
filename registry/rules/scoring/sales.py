"""Sold against expected: whoever gets the hard lots is not held to the easy ones' rate (R18)."""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from registry.rules.market import Sale
from registry.rules.scoring.bayes import rounded

#: Policy: a cell of the lot mix is taken at half its word at this many lots.
CELL_STRENGTH = 20.0
#: Policy: the share of lots expected to sell before the panel has shown any.
SOLD_SHARE = 0.7
#: Policy: steps of the reserve against the appraisal, in percent.
DISCOUNT_STEP = 10


def observed_over_expected(sold: float, expected: float, strength: float) -> float:
    """Return O/E drawn toward 1 (gamma-Poisson): ten lots sold as expected are worth nothing."""
    return (sold + strength) / (expected + strength)


def lot_cell(sale: Sale) -> str:
    """Name the cell of the lot mix: nature, discount of the reserve, rounds failed before."""
    discount = 100 - 100 * sale.reserve // sale.appraised
    return f"{sale.nature}|{max(discount, 0) // DISCOUNT_STEP}|{min(sale.failed_rounds, 3)}"


def lot_mix(sales: Iterable[Sale]) -> tuple[dict[str, float], float]:
    """Return the share sold of each cell, drawn toward the panel's, and the panel's share."""
    lots, sold = Counter[str](), Counter[str]()
    for sale in sales:
        cell = lot_cell(sale)
        lots[cell] += 1
        sold[cell] += sale.is_sold
    if not lots:
        return {}, SOLD_SHARE
    overall = (sold.total() + CELL_STRENGTH * SOLD_SHARE) / (lots.total() + CELL_STRENGTH)
    shares = {
        cell: rounded((sold[cell] + CELL_STRENGTH * overall) / (lots[cell] + CELL_STRENGTH))
        for cell in sorted(lots)
    }
    return shares, rounded(overall)


def expected_sold(
    sales: Sequence[tuple[float, Sale]], shares: Mapping[str, float], overall: float
) -> float:
    """Return how many of (weight, lot) the panel would have sold."""
    return math.fsum(weight * shares.get(lot_cell(sale), overall) for weight, sale in sales)
