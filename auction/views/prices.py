"""What a price, its parts and what a default gave rest on, as their amounts open on pages."""

from dataclasses import dataclass

from app.kernel.citation import Citation
from app.lawbook import Calculation, Step
from auction.models import DistributionRow, Settlement
from auction.rules import articles


@dataclass(frozen=True)
class Why:
    """The explanations of the amounts of one settlement."""

    price: Calculation
    deposit: Calculation
    balance: Calculation
    supplement: Calculation
    forfeited: Calculation
    top_up: Calculation

    def row(self, row: DistributionRow) -> Calculation:
        """Return what one payment out of the proceeds rests on."""
        cited = tuple(Citation(**citation) for citation in row.citations)
        return Calculation({"amount_fen": row.amount.fen}, cited)


def why_of(settlement: Settlement) -> Why:
    """Return how the amounts of a settlement come about, with their articles."""
    deposit = Step("Deposit, part of the price", settlement.deposit.fen)
    balance = Step("Balance", settlement.balance.fen)
    parts = (articles.DEPOSIT_RETURN, articles.BALANCE)
    rest = (Step("Hammer price", settlement.price.fen), deposit)
    supplement = {"amount_fen": settlement.supplement.fen}
    return Why(
        price=Calculation({"amount_fen": settlement.price.fen}, parts, (), (deposit, balance)),
        deposit=Calculation({"amount_fen": settlement.deposit.fen}, parts[:1]),
        balance=Calculation({"amount_fen": settlement.balance.fen}, parts[1:], (), rest),
        supplement=Calculation(supplement, (articles.DEPOSIT_FORFEITED, articles.TOP_UP)),
        forfeited=Calculation({}, (articles.DEPOSIT_FORFEITED,)),
        top_up=Calculation({}, (articles.TOP_UP,)),
    )
