"""Read the tax table of a notice: who bears what on which ground, and what it leaves open.

法释〔2016〕18号 art. 30: each side bears what the law lays on it; where the law is silent the court
decides. No rate and no amount is made up here: what the notice does not say is unknown.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from auction.vocabulary import Tax, TaxBearer

#: What an empty or partial table leaves open; "another tax" is no tax one can miss.
NAMED = tuple(tax for tax in Tax if tax is not Tax.OTHER)


@dataclass(frozen=True, slots=True)
class TaxLine:
    """One line of the table as published."""

    tax: Tax
    bearer: TaxBearer
    basis: str


@dataclass(frozen=True, slots=True)
class TaxReading:
    """The table by sides; a tax that each side bears for itself stands on both."""

    debtor: Sequence[TaxLine]
    buyer: Sequence[TaxLine]
    #: Taxes the notice says nothing of: neither who bears them nor whether they fall due.
    unlisted: Sequence[Tax]
    #: Taxes listed more than once with different bearers: the court has to say which holds.
    disputed: Sequence[Tax]


def read_taxes(rows: Sequence[Mapping[str, str]]) -> TaxReading:
    """Return the published lines by side, in their order, with what they leave open."""
    lines = [TaxLine(Tax(row["tax"]), TaxBearer(row["bearer"]), row["basis"]) for row in rows]
    bearers = {tax: {line.bearer for line in lines if line.tax is tax} for tax in NAMED}
    return TaxReading(
        debtor=[line for line in lines if line.bearer is not TaxBearer.BUYER],
        buyer=[line for line in lines if line.bearer is not TaxBearer.DEBTOR],
        unlisted=[tax for tax in NAMED if not bearers[tax]],
        disputed=[tax for tax in NAMED if len(bearers[tax]) > 1],
    )
