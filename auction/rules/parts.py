"""Tell the proceeds of a merged lot apart: what each part brought, bears and pays to whom.

法释〔2020〕21号 art. 15 sells together what is one thing or loses by being split; it does not say
how one price is told apart. P82 and P83 do: by the fixed prices of the parts.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.kernel.money import Money, total
from app.lawbook.explain import Step
from auction.rules.distribution import (
    Claim,
    ClaimClass,
    Distribution,
    Share,
    by_rank,
    explain,
    pro_rata,
    share_of,
)

#: One price told apart by the fixed prices of the parts; costs are borne in the same proportion.
PARTS_POLICY = "P82"
#: What a part does not cover of a claim secured on it is an ordinary claim for the rest.
SHORTFALL_POLICY = "P83"
PART_LABEL = "Part of the price by its fixed price"
BORNE_LABEL = "Costs and fee borne by the part"


@dataclass(frozen=True, slots=True)
class PricedPart:
    """One part of a merged lot and its fixed price."""

    no: str
    title: str
    price: Money


@dataclass(frozen=True, slots=True)
class SecuredClaim:
    """A secured claim and the parts it rests on; none named: on all of them."""

    claim: Claim
    on: tuple[str, ...] = ()


@dataclass(slots=True)
class PartShare:
    """What one part brought, what it bears, and what its secured creditors got out of it."""

    part: PricedPart
    proceeds: Money
    borne: Money
    #: (creditor, amount), by rank.
    paid: list[tuple[str, Money]] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        """Return the plain form that is stored with a plan."""
        return {
            "asset": self.part.no,
            "title": self.part.title,
            "reference_price": str(self.part.price),
            "proceeds": str(self.proceeds),
            "borne": str(self.borne),
            "paid": [{"name": name, "amount": str(amount)} for name, amount in self.paid],
            "left": str(self.left),
        }

    @property
    def left(self) -> Money:
        """Return what remains for ordinary claims and the debtor."""
        return self.proceeds - self.borne - total(amount for _, amount in self.paid)


def apportion(amount: Money, weights: Sequence[Money]) -> list[Money]:
    """Share an amount by weights in whole fen, rounded down; the heaviest takes the fen left over.

    Of equally heavy ones the first takes them (P82). Weights of nothing at all share nothing.
    """
    whole = total(weights)
    if not whole:
        return [Money.ZERO for _ in weights]
    shares = [amount.fen * weight.fen // whole.fen for weight in weights]
    heaviest = max(range(len(weights)), key=lambda place: (weights[place].fen, -place))
    shares[heaviest] += amount.fen - sum(shares)
    return [Money(share) for share in shares]


def prices_of_parts(price: Money, parts: Sequence[PricedPart]) -> list[Money]:
    """Return what each part brought of the one price of a merged lot (P82)."""
    return apportion(price, [part.price for part in parts])


def distribute_parts(
    proceeds: Money,
    parts: Sequence[PricedPart],
    *,
    sale_costs: Sequence[Claim],
    execution_fee_due: Money,
    secured: Sequence[SecuredClaim],
    ordinary: Sequence[Claim],
) -> tuple[Distribution, list[PartShare]]:
    """Share out the proceeds of a merged lot, each secured claim out of its own parts.

    执行规定 34, 31; 民诉解释 508. Costs and fee first, borne by the parts as they brought money
    (P82); then the secured claims rank by rank; what is left of all parts is for the ordinary
    claims, among them what secured ones lack (P83). Shares come in the order of
    ``distribute``: costs, fee, secured by rank, ordinary; then one per secured claim for its lack.
    """
    shares: list[Share] = []
    left = proceeds
    fee = Claim("execution_fee", execution_fee_due)
    dues = [(ClaimClass.SALE_COST, cost) for cost in sale_costs]
    for claim_class, claim in (*dues, (ClaimClass.EXECUTION_FEE, fee)):
        paid = min(left, claim.amount)
        left -= paid
        shares.append(share_of(claim_class, claim, paid))
    brought = prices_of_parts(proceeds, parts)
    table = [
        PartShare(part, amount, borne)
        for part, amount, borne in zip(
            parts, brought, _borne(proceeds - left, parts, brought), strict=True
        )
    ]
    lacks: list[Claim] = []
    for claim, paid in _serve_secured(table, secured):
        shares.append(share_of(ClaimClass.SECURED, claim, paid))
        lacks.append(Claim(claim.name, claim.amount - paid))
    rest = total(row.left for row in table)
    pool = [*ordinary, *lacks]
    for claim, paid in zip(pool, pro_rata(rest, pool), strict=True):
        rest -= paid
        shares.append(share_of(ClaimClass.ORDINARY, claim, paid))
    policies = [PARTS_POLICY, *([SHORTFALL_POLICY] if total(c.amount for c in lacks) else [])]
    explained = explain(proceeds, shares, rest, more=_steps(table), policies=policies)
    return Distribution(proceeds, tuple(shares), rest, explained), table


def _borne(costs: Money, parts: Sequence[PricedPart], brought: Sequence[Money]) -> list[Money]:
    """Let the parts bear the costs as they brought money, never more than they brought."""
    cheapest_first = sorted(range(len(parts)), key=lambda place: (parts[place].price.fen, -place))
    borne = pro_rata(costs, [Claim(parts[place].no, brought[place]) for place in cheapest_first])
    by_place = dict(zip(cheapest_first, borne, strict=True))
    return [by_place[place] for place in range(len(parts))]


def _serve_secured(
    table: Sequence[PartShare], secured: Sequence[SecuredClaim]
) -> list[tuple[Claim, Money]]:
    """Pay the secured claims rank by rank out of their parts; return them with what they got."""
    named = {id(one.claim): one for one in secured}
    paid: list[tuple[Claim, Money]] = []
    for rank in by_rank([one.claim for one in secured]):
        claims = [named[id(claim)] for claim in rank]
        for one, amount in zip(claims, _serve_rank(table, claims), strict=True):
            paid.append((one.claim, amount))
    return paid


def _serve_rank(table: Sequence[PartShare], claims: Sequence[SecuredClaim]) -> list[Money]:
    """Pay the claims of one rank: each asks its parts as they still hold money, then the rest.

    Where claims of one rank meet on a part they share it by what they ask of it (P47).
    """
    asked = [_asked(one, table) for one in claims]
    got = [Money.ZERO for _ in claims]
    for row in table:
        wants = [
            Claim(one.claim.name, ask[row.part.no]) for one, ask in zip(claims, asked, strict=True)
        ]
        for place, amount in enumerate(pro_rata(row.left, wants)):
            _give(row, claims[place], amount)
            got[place] += amount
    for place, one in enumerate(claims):
        for row in table:
            if row.part.no in (one.on or (row.part.no,)):
                more = min(row.left, one.claim.amount - got[place])
                _give(row, one, more)
                got[place] += more
    return got


def _asked(one: SecuredClaim, table: Sequence[PartShare]) -> Mapping[str, Money]:
    rests_on = [not one.on or row.part.no in one.on for row in table]
    weights = [
        row.left if is_on else Money.ZERO for row, is_on in zip(table, rests_on, strict=True)
    ]
    asked = apportion(one.claim.amount, weights)
    return {row.part.no: amount for row, amount in zip(table, asked, strict=True)}


def _give(row: PartShare, one: SecuredClaim, amount: Money) -> None:
    if amount:
        row.paid.append((one.claim.name, amount))


def _steps(table: Sequence[PartShare]) -> list[Step]:
    steps: list[Step] = []
    for row in table:
        steps.append(Step(PART_LABEL, row.proceeds.fen, row.part.title))
        steps.append(Step(BORNE_LABEL, row.borne.fen, row.part.title))
    return steps
