"""What a price, its parts and what a default gave rest on, as their amounts open on pages."""

from dataclasses import dataclass

from app.kernel.citation import Citation
from app.lawbook import Calculation, Step
from auction.models import DistributionRow, Settlement
from auction.rules import articles
from auction.services.setting_off import SET_OFF_POLICY


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


def _deposit(settlement: Settlement) -> Calculation:
    """Return what the deposit rests on; what an applicant was let off is named (art. 17(2))."""
    result = {"amount_fen": settlement.deposit.fen}
    if not settlement.set_off:
        return Calculation(result, (articles.DEPOSIT_RETURN,))
    cited = articles.DEPOSIT_OF_APPLICANT
    steps = (
        Step("Claim of the applicant, standing for the deposit", settlement.set_off.fen, "", cited),
        Step("Deposit, part of the price", settlement.deposit.fen),
    )
    return Calculation(result, (cited, articles.DEPOSIT_RETURN), (SET_OFF_POLICY,), steps)


def why_of(settlement: Settlement) -> Why:
    """Return how the amounts of a settlement come about, with their articles."""
    deposit = Step("Deposit, part of the price", settlement.deposit.fen)
    balance = Step("Balance", settlement.balance.fen)
    parts = (articles.DEPOSIT_RETURN, articles.BALANCE)
    rest = (Step("Hammer price", settlement.price.fen), deposit)
    supplement = {"amount_fen": settlement.supplement.fen}
    return Why(
        price=Calculation({"amount_fen": settlement.price.fen}, parts, (), (deposit, balance)),
        deposit=_deposit(settlement),
        balance=Calculation({"amount_fen": settlement.balance.fen}, parts[1:], (), rest),
        supplement=Calculation(supplement, (articles.DEPOSIT_FORFEITED, articles.TOP_UP)),
        forfeited=Calculation({}, (articles.DEPOSIT_FORFEITED,)),
        top_up=Calculation({}, (articles.TOP_UP,)),
    )
