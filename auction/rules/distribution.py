"""How the price is shared out: costs, execution fee, secured, ordinary creditors, debtor."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app import lawbook
from app.kernel.citation import Citation
from app.kernel.money import Money, total
from app.lawbook.explain import Calculation, Step, merge_citations
from auction.rules import articles

EXECUTION_FEE_SCHEDULE = "EXEC_FEE_2006_A14"
PRO_RATA = Citation(articles.CIVIL_PROCEDURE_READING, "第508条")
SECURED_FIRST = Citation(articles.ENFORCEMENT_WORK, "第31条")
#: The law ranks secured claims; what one rank shares among its own is a rule of ours.
SAME_RANK_POLICY = "P47"
DISPUTED = Citation(articles.CIVIL_PROCEDURE_READING, "第510条")
COSTS_FIRST = Citation(articles.ENFORCEMENT_WORK, "第34条")


class ClaimClass(StrEnum):
    """The order in which claims on the proceeds are served."""

    SALE_COST = "sale_cost"
    EXECUTION_FEE = "execution_fee"
    SECURED = "secured"
    ORDINARY = "ordinary"


_BASIS = {
    ClaimClass.SALE_COST: COSTS_FIRST,
    ClaimClass.EXECUTION_FEE: PRO_RATA,
    ClaimClass.SECURED: SECURED_FIRST,
    ClaimClass.ORDINARY: PRO_RATA,
}
#: What the step of a class is called.
LABELS = {
    ClaimClass.SALE_COST: "Cost of the sale",
    ClaimClass.EXECUTION_FEE: "Execution application fee",
    ClaimClass.SECURED: "Secured creditor",
    ClaimClass.ORDINARY: "Ordinary creditor, pro rata",
}


@dataclass(frozen=True, slots=True)
class Claim:
    """What one creditor or one cost may ask from the proceeds."""

    name: str
    amount: Money
    #: Of a secured claim, 1 being the first; claims without one stand in the order given.
    rank: int | None = None


@dataclass(frozen=True, slots=True)
class Share:
    """What one claim gets."""

    claim_class: ClaimClass
    name: str
    claimed: Money
    paid: Money
    citation: Citation
    rank: int | None = None


@dataclass(frozen=True, slots=True)
class Distribution:
    """The proceeds shared out to the last fen."""

    proceeds: Money
    shares: tuple[Share, ...]
    surplus: Money
    calculation: Calculation

    def paid_to(self, claim_class: ClaimClass) -> tuple[Share, ...]:
        """Return the shares of one class."""
        return tuple(share for share in self.shares if share.claim_class is claim_class)


def execution_fee(amount: Money, *, on: date) -> Calculation:
    """Return the execution application fee on the amount enforced; 诉讼费用交纳办法 art. 14(1)."""
    table, citation = lawbook.schedule(EXECUTION_FEE_SCHEDULE, on=on)
    fee, steps = table.charge(amount, citation)
    final = Step("Fee by the schedule", fee.fen, "", citation)
    return Calculation({"fee_fen": fee.fen}, (citation,), ("P1",), (*steps, final))


def cumulated_fee(whole: Money, *, charged: Money, on: date) -> Calculation:
    """Return the fee that one of several plans of a case charges; 诉讼费用交纳办法 art. 14(1).

    The fee is counted on the amount enforced in all, not lot by lot: this plan charges what the
    fee on the ``whole`` exceeds what the plans before it ``charged``.
    """
    fee = execution_fee(whole, on=on)
    due = Money(max(0, int(fee.result["fee_fen"]) - charged.fen))
    (citation,) = fee.citations
    steps = (
        Step("Enforced in the case by this plan and those before it", whole.fen),
        *fee.steps,
        Step("Charged by the plans of other lots of the case", charged.fen),
        Step("Fee of this plan", due.fen, "", citation),
    )
    return Calculation({"fee_fen": due.fen}, fee.citations, fee.policies, steps)


def in_kind_top_up(in_kind_price: Money, claim: Money) -> Money:
    """Return what an assignee must add when the claim is below the price.

    法释〔2020〕21号 art. 16(2).
    """
    return Money(max(0, in_kind_price.fen - claim.fen))


def distribute(
    proceeds: Money,
    *,
    sale_costs: Sequence[Claim],
    execution_fee_due: Money,
    secured: Sequence[Claim],
    ordinary: Sequence[Claim],
) -> Distribution:
    """Share the proceeds out; secured claims come in the order of their rank.

    执行规定 34 (actual costs first), 31 (secured before ordinary); 民诉解释 508 (ordinary
    creditors pro rata). Secured claims of one rank share what their rank gets by their amounts
    (P47). What is left goes back to the debtor.
    """
    shares: list[Share] = []
    left = proceeds
    fee = Claim("execution_fee", execution_fee_due)
    for claim_class, claims in (
        *((ClaimClass.SALE_COST, (cost,)) for cost in sale_costs),
        (ClaimClass.EXECUTION_FEE, (fee,)),
        *((ClaimClass.SECURED, rank) for rank in by_rank(secured)),
        (ClaimClass.ORDINARY, ordinary),
    ):
        for claim, paid in zip(claims, pro_rata(left, claims), strict=True):
            left -= paid
            shares.append(share_of(claim_class, claim, paid))
    return Distribution(proceeds, tuple(shares), left, explain(proceeds, shares, left))


def by_rank(secured: Sequence[Claim]) -> list[tuple[Claim, ...]]:
    """Return secured claims rank by rank; those without a rank come last, one by one."""
    ranks = sorted({claim.rank for claim in secured if claim.rank is not None})
    grouped = [tuple(claim for claim in secured if claim.rank == rank) for rank in ranks]
    return grouped + [(claim,) for claim in secured if claim.rank is None]


def pro_rata(amount: Money, claims: Sequence[Claim]) -> list[Money]:
    """Share an amount by claims; the fen that rounding leaves go to the last creditor.

    Nobody gets more than the claim: a fen too much moves on to the creditor before.
    """
    whole = total(claim.amount for claim in claims)
    if amount >= whole:
        return [claim.amount for claim in claims]
    parts = [amount.fen * claim.amount.fen // whole.fen for claim in claims]
    rest = amount.fen - sum(parts)
    for index in range(len(claims) - 1, -1, -1):
        more = min(rest, claims[index].amount.fen - parts[index])
        parts[index] += more
        rest -= more
    return [Money(part) for part in parts]


def share_of(claim_class: ClaimClass, claim: Claim, paid: Money) -> Share:
    """Return what a claim gets, with the article its class rests on."""
    return Share(claim_class, claim.name, claim.amount, paid, _BASIS[claim_class], claim.rank)


def explain(
    proceeds: Money,
    shares: Sequence[Share],
    surplus: Money,
    *,
    more: Sequence[Step] = (),
    policies: Sequence[str] = (),
) -> Calculation:
    """Turn a distribution into a calculation that opens to its articles.

    ``more`` are steps between the proceeds and the shares, ``policies`` what they rest on.
    """
    steps = [Step("Proceeds", proceeds.fen), *more]
    for share in shares:
        note = share.name if share.paid == share.claimed else f"{share.name}: {share.claimed.yuan}"
        steps.append(Step(LABELS[share.claim_class], share.paid.fen, note, share.citation))
    steps.append(Step("Back to the debtor", surplus.fen, "", PRO_RATA))
    result = {
        "paid": [
            {"class": share.claim_class.value, "name": share.name, "paid_fen": share.paid.fen}
            for share in shares
        ],
        "return_to_debtor_fen": surplus.fen,
    }
    citations = merge_citations([share.citation for share in shares], [PRO_RATA])
    ranks = [share.rank for share in shares if share.rank is not None]
    same_rank = (SAME_RANK_POLICY,) if len(ranks) != len(set(ranks)) else ()
    return Calculation(result, citations, (*policies, *same_rank), tuple(steps))
