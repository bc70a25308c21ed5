"""What a plan of distribution rests on besides its own price: the plans of the case before it.

Several lots of one case share one execution and one set of claims. 诉讼费用交纳办法 14(1) counts
the fee on the amount enforced in all, and nobody is paid twice: so a plan takes what the plans
before it enforced, charged and gave. Once one of those falls or changes, the plan is stale.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from app.kernel.errors import Conflict
from app.kernel.money import Money, total
from app.lawbook.explain import Calculation
from auction import queries
from auction.models import Lot, Settlement
from auction.rules import articles
from auction.rules.distribution import ClaimClass, cumulated_fee, execution_fee
from auction.rules.plan import PlanClaims, PlanRow


@dataclass(frozen=True)
class PlanBasis:
    """The plans of the case that count before this one, and what they come to."""

    #: Lot number -> version of its plan.
    versions: dict[str, int]
    #: What they had to share in all, and what of the execution fee they charged.
    proceeds: Money
    charged: Money
    #: Party -> what they give it of its claims, and what it set off by taking a lot in kind (P85).
    given: dict[int, Money]


def basis_of(lot: Lot) -> PlanBasis:
    """Return what the plan of a lot rests on, as the other plans of the case stand now."""
    earlier = queries.list_earlier_plans(lot)
    rows = [(settlement, _rows(settlement)) for _, settlement in earlier]
    given: dict[int, Money] = {}
    for offer in queries.list_taken_in_kind(lot):
        assert offer.assignee_id is not None
        set_off = offer.entitled or Money.ZERO
        given[offer.assignee_id] = given.get(offer.assignee_id, Money.ZERO) + set_off
    for row in (row for _, found in rows for row in found):
        if row.is_claim and row.party_id is not None:
            given[row.party_id] = given.get(row.party_id, Money.ZERO) + row.amount
    return PlanBasis(
        versions={one.no: settlement.plan_version for one, settlement in earlier},
        proceeds=total(settlement.proceeds for settlement, _ in rows),
        charged=total(_fees(row for _, found in rows for row in found)),
        given=given,
    )


def _rows(settlement: Settlement) -> list[PlanRow]:
    return [PlanRow.from_dict(row) for row in (settlement.plan or {}).get("rows", ())]


def _fees(rows: Iterable[PlanRow]) -> list[Money]:
    return [row.amount for row in rows if row.ground == ClaimClass.EXECUTION_FEE]


def fee_of_plan(basis: PlanBasis, claims: PlanClaims, proceeds: Money, *, on: date) -> Calculation:
    """Return the execution fee of a plan, counted on what the case enforced in all (art. 14(1)).

    Enforced is what creditors claim, as far as the prices go.
    """
    if not basis.versions:
        return execution_fee(min(claims.claimed(), proceeds), on=on)
    claimed = claims.claimed() + total(basis.given.values())
    whole = min(claimed, basis.proceeds + proceeds)
    return cumulated_fee(whole, charged=basis.charged, on=on)


def fallen_since(lot: Lot, settlement: Settlement) -> Sequence[str]:
    """Return the lots whose plan this one rests on and that fell away or changed since.

    Empty: the plan may be served. A plan that is paid out does not change any more.
    """
    rests_on = (settlement.plan or {}).get("rests_on")
    if not rests_on or settlement.executed_at is not None:
        return ()
    standing = {one.no: other.plan_version for one, other in queries.list_plans_of_others(lot)}
    return [no for no, version in rests_on.items() if standing.get(no) != version]


def require_standing(lot: Lot, settlement: Settlement) -> None:
    """Refuse to go on with a plan that another sale of the case has made wrong; plan_stale."""
    if fallen := fallen_since(lot, settlement):
        raise Conflict(
            "plan_stale",
            citations=(articles.DISTRIBUTION_PLAN,),
            params={"lots": "、".join(fallen)},
        )
