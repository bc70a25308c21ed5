"""Several lots of one case: stop once what was sold covers what the debtor has to pay."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.kernel.money import Money, total
from app.lawbook.explain import Calculation, Step
from auction.rules import articles
from auction.rules.distribution import COSTS_FIRST, PRO_RATA

#: Which prices count, and from when on, the law does not say.
COUNTING_POLICY = "P88"


@dataclass(frozen=True, slots=True)
class Brought:
    """What one lot of the case brought, in a sale that stands or taken in kind."""

    lot_no: str
    price: Money


@dataclass(frozen=True, slots=True)
class Owed:
    """What the debtor has to pay in the case: debts first, then what the enforcement costs."""

    claims: Money
    execution_fee: Money
    appraisal_fees: Money
    #: Interest and costs that the file does not know, as a judge states them.
    more: Money = Money.ZERO


@dataclass(frozen=True, slots=True)
class Coverage:
    """Whether what was brought covers what is owed, with the steps of the sum."""

    proceeds: Money
    owed: Money
    calculation: Calculation

    @property
    def is_enough(self) -> bool:
        """Say whether the remaining lots are stopped: the price covers all, to the last fen."""
        return self.proceeds >= self.owed


def judge_coverage(brought: Sequence[Brought], owed: Owed) -> Coverage:
    """Add up what the lots brought and what is owed; 法释〔2020〕21号 art. 14.

    The proceeds have to cover the debts and the costs that the debtor bears. A price counts from
    the hammer on (P88).
    """
    proceeds = total(lot.price for lot in brought)
    parts = (owed.claims, owed.execution_fee, owed.appraisal_fees, owed.more)
    whole = total(parts)
    steps = [Step("Price of a lot of the case", lot.price.fen, lot.lot_no) for lot in brought]
    steps += [
        Step("Brought in all", proceeds.fen, "", articles.STOP_WHEN_ENOUGH),
        Step("Claims of the creditors", owed.claims.fen, "", PRO_RATA),
        Step("Execution fee on the claims", owed.execution_fee.fen, "", PRO_RATA),
        Step("Fees of the appraisals of the case", owed.appraisal_fees.fen, "", COSTS_FIRST),
    ]
    if owed.more:
        steps.append(Step("Interest and costs besides, as the judge states", owed.more.fen))
    steps.append(Step("Owed in all", whole.fen, "", articles.STOP_WHEN_ENOUGH))
    result = {"proceeds_fen": proceeds.fen, "owed_fen": whole.fen}
    citations = (articles.STOP_WHEN_ENOUGH, COSTS_FIRST, PRO_RATA)
    return Coverage(
        proceeds, whole, Calculation(result, citations, (COUNTING_POLICY,), tuple(steps))
    )
