"""What has moved in a case and where it stands; deposits of open lots stay out of it.

The statement of the ledger holds no deposit that is still held, so no page made of it tells how
many people wait for a lot whose bidding has not ended (法释〔2016〕18号 art. 18(2)).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app.ledger import chart
from app.ledger import facade as ledger
from auction import queries
from auction.models import BuyerDefault, DistributionRow, Lot, Settlement
from auction.views.prices import Why, why_of
from registry.facade import PartyView


def accounts_at(
    case_number: str, parties: Sequence[PartyView], at: datetime
) -> list[ledger.AccountLine]:
    """Return every account the case's money touched up to a moment, in the order of the chart."""
    owed = [chart.party(party.id) for party in parties]
    lines = ledger.standings(case_number, until=at, also=owed)
    return [line for line in lines if line.balance_fen >= 0]


@dataclass(frozen=True)
class SaleMoney:
    """The money of one sale of a case."""

    lot: Lot
    settlement: Settlement
    default: BuyerDefault | None
    rows: Sequence[DistributionRow]
    why: Why


def lots_of_money(case_number: str) -> list[SaleMoney]:
    """Return the sales of a case that have a price, oldest first."""
    found = []
    for lot in queries.list_lots_of_case(case_number):
        settlement = queries.find_settlement(lot.id)
        if settlement is not None:
            default = queries.find_default(lot.id)
            rows = queries.list_distribution(lot.id)
            found.append(SaleMoney(lot, settlement, default, rows, why_of(settlement)))
    return found
