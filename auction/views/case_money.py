"""What has moved in a case and where it stands; deposits of open lots stay out of it.

The statement of the ledger holds no deposit that is still held, so no page made of it tells how
many people wait for a lot whose bidding has not ended (法释〔2016〕18号 art. 18(2)).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app.kernel.money import Money, total
from app.ledger import chart
from app.ledger import facade as ledger
from app.ledger.vocabulary import MOVING
from auction import queries
from auction.models import BuyerDefault, DistributionRow, Lot, Settlement
from registry.facade import PartyView


@dataclass(frozen=True)
class AccountLine:
    """One account of a case: what came in, what went out and what stood there at a moment."""

    code: str
    came: Money
    went: Money

    @property
    def balance(self) -> Money:
        """Return what stood there."""
        return self.came - self.went


def accounts_at(case_number: str, parties: Sequence[PartyView], at: datetime) -> list[AccountLine]:
    """Return every account the case's money touched up to a moment, in the order of the chart."""
    came: dict[str, list[Money]] = {}
    went: dict[str, list[Money]] = {}
    for transfer in ledger.statement(case_number).transfers:
        if transfer.step in MOVING and transfer.at <= at:
            came.setdefault(transfer.credit, []).append(transfer.amount)
            went.setdefault(transfer.debit, []).append(transfer.amount)
    owed = {chart.party(party.id) for party in parties}
    own = f"case:{case_number}:"
    codes = sorted(code for code in {*came, *went} if code.startswith(own) or code in owed)
    lines = [
        AccountLine(code, total(came.get(code, ())), total(went.get(code, ()))) for code in codes
    ]
    return [line for line in lines if line.came.fen >= line.went.fen]


@dataclass(frozen=True)
class SaleMoney:
    """The money of one sale of a case."""

    lot: Lot
    settlement: Settlement
    default: BuyerDefault | None
    rows: Sequence[DistributionRow]


def lots_of_money(case_number: str) -> list[SaleMoney]:
    """Return the sales of a case that have a price, oldest first."""
    found = []
    for lot in queries.list_lots_of_case(case_number):
        settlement = queries.find_settlement(lot.id)
        if settlement is not None:
            default = queries.find_default(lot.id)
            rows = queries.list_distribution(lot.id)
            found.append(SaleMoney(lot, settlement, default, rows))
    return found
