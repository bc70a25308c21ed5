"""Correct the claims of a plan: every correction is a version with its maker and reason."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.kernel.actors import Actor, require_court
from app.kernel.errors import Conflict, Refusal
from app.kernel.money import Money
from app.ledger import chart
from app.store import unit_of_work
from app.store.locks import lock_row
from auction import queries
from auction.facts.money import PlanCorrected
from auction.models import Lot, Settlement
from auction.rules import articles
from auction.rules.plan import CreditorClaim, PlanClaims, SaleCost
from auction.services.plan_basis import require_standing
from auction.services.planning import BALANCE_FEE, BASIC_FEE, claims_of, write_plan
from auction.vocabulary import SETTLEMENT, SettlementAction
from registry import facade as registry
from registry.vocabulary import PartyRole

#: Fewer signs give no reason.
REASON_MIN = 5
#: What of a plan its correction keeps: the fees, settled once.
FEES = ("fee", "fee_paper", "fees")


@dataclass(frozen=True)
class ClaimGiven:
    """One creditor's claim as the court corrects it."""

    party_id: int
    principal: Money
    interest: Money
    costs: Money
    rank: int | None
    #: Of a merged lot: the assets the claim is secured on; none, on all of them.
    on: tuple[str, ...] = ()


@dataclass(frozen=True)
class CostGiven:
    """A cost of the sale the court adds: an auxiliary agency's work, what it was, how much."""

    agency_code: str
    what: str
    amount: Money


def correct_plan(
    *,
    lot_no: str,
    version: int,
    claims: Sequence[ClaimGiven],
    costs: Sequence[CostGiven],
    reason: str,
    actor: Actor,
    at: datetime,
) -> Settlement:
    """Compute the plan anew from corrected claims: a new version, whoever made it named.

    An earlier approval falls: another person approves the new version (reliability M10). Raises
    Refusal: plan_reason_missing, plan_unknown_creditor, plan_unknown_part, plan_rank_missing,
    plan_cost_unknown;
    Conflict: plan_outdated, plan_stale.
    """
    reason = reason.strip()
    if len(reason) < REASON_MIN:
        raise Refusal("plan_reason_missing", fields={"reason": "plan_reason_missing"})
    with unit_of_work() as work:
        lot = lock_row(Lot, no=lot_no)
        require_court(actor, lot.court_id)
        settlement = lock_row(Settlement, lot_id=lot.id)
        settlement.state = SETTLEMENT.after(settlement.state, SettlementAction.CORRECT)
        if version != settlement.plan_version:
            raise Conflict("plan_outdated")
        require_standing(lot, settlement)
        corrected = PlanClaims(
            _corrected(lot, claims), (*_kept_costs(settlement), *_new_costs(costs))
        )
        write_plan(
            lot, settlement, corrected, kept_fees(settlement), reason=reason, actor=actor, at=at
        )
        fact = PlanCorrected(
            lot=lot.no,
            case_number=lot.case_number,
            version=settlement.plan_version,
            reason=reason,
        )
        work.record(fact, actor=actor, at=at)
        return settlement


def kept_fees(settlement: Settlement) -> dict[str, Any]:
    """Return what every version of a plan holds of the appraisal fees, settled once."""
    plan = settlement.plan or {}
    return {name: plan[name] for name in FEES if name in plan}


def _corrected(lot: Lot, claims: Sequence[ClaimGiven]) -> tuple[CreditorClaim, ...]:
    """Return the claims with the names of the file; refuse whoever is no creditor of it."""
    names = {
        party.id: party.name
        for party in registry.parties_of(lot.case_number)
        if party.role is not PartyRole.DEBTOR
    }
    given = {claim.party_id for claim in claims}
    if not given <= set(names) or len(given) != len(claims):
        raise Refusal("plan_unknown_creditor", citations=(articles.DISTRIBUTION_PLAN,))
    parts = {part.asset_no for part in queries.list_parts(lot.id)}
    if any(not parts.issuperset(claim.on) for claim in claims):
        raise Refusal("plan_unknown_part", citations=(articles.DISTRIBUTION_PLAN,))
    if any(claim.rank is not None and claim.rank < 1 for claim in claims):
        raise Refusal("plan_rank_missing", citations=(articles.DISTRIBUTION_PLAN,))
    corrected = [
        CreditorClaim(
            claim.party_id,
            names[claim.party_id],
            claim.principal,
            claim.interest,
            claim.costs,
            claim.rank,
            claim.on if claim.rank is not None else (),
        )
        for claim in claims
    ]
    return tuple(claim for claim in corrected if claim.amount)


def _kept_costs(settlement: Settlement) -> tuple[SaleCost, ...]:
    """Return the costs of the appraisal, which the fee's own settlement fixed."""
    return tuple(
        cost
        for cost in claims_of(settlement).costs
        if cost.is_posted or cost.what in {BASIC_FEE, BALANCE_FEE}
    )


def _new_costs(costs: Sequence[CostGiven]) -> tuple[SaleCost, ...]:
    found = []
    for cost in costs:
        if not cost.what.strip() or not cost.amount:
            raise Refusal("plan_cost_unknown")
        agency = registry.get_agency(cost.agency_code)
        account = chart.agency(agency.code)
        found.append(SaleCost(account, agency.name, cost.amount, cost.what.strip()))
    return tuple(found)
