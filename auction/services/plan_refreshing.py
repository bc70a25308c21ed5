"""Compute a plan anew after another sale of the case fell away or its plan changed."""

from dataclasses import replace
from datetime import datetime

from app.kernel.actors import Actor, require_court
from app.kernel.errors import Conflict
from app.kernel.money import Money
from app.store import unit_of_work
from app.store.locks import lock_row
from auction import queries
from auction.facts.money import PlanRecomputed
from auction.models import Lot, Settlement
from auction.rules import articles
from auction.rules.plan import CreditorClaim, PlanClaims
from auction.services.correcting import kept_fees
from auction.services.plan_basis import PlanBasis, basis_of, fallen_since
from auction.services.planning import RECOMPUTED, claims_of, creditors_of, write_plan
from auction.vocabulary import (
    SETTLEMENT,
    PlanObjectionState,
    SettlementAction,
    SettlementState,
)

#: While one of these stands, its own course decides what becomes of the plan.
_OBJECTED = (
    PlanObjectionState.FILED,
    PlanObjectionState.OPPOSED,
    PlanObjectionState.SUED,
)


def recompute_plan(*, lot_no: str, actor: Actor, at: datetime) -> Settlement:
    """Compute a stale plan anew: a version that rests on the other plans as they stand now.

    Corrected interest, costs and ranks stay; what the fallen sale was to give a creditor comes
    back to its claim. A served plan is taken back first and is approved and served anew. Raises
    Conflict: plan_not_stale, plan_objected.
    """
    with unit_of_work() as work:
        lot = lock_row(Lot, no=lot_no)
        require_court(actor, lot.court_id)
        settlement = lock_row(Settlement, lot_id=lot.id)
        fallen = fallen_since(lot, settlement)
        if not fallen:
            raise Conflict("plan_not_stale")
        if any(one.state in _OBJECTED for one in queries.list_plan_objections(lot.id)):
            raise Conflict("plan_objected", citations=(articles.DISTRIBUTION_OBJECTION,))
        take_back(settlement)
        settlement.state = SETTLEMENT.after(settlement.state, SettlementAction.CORRECT)
        claims = claims_of(settlement)
        refreshed = PlanClaims(_refreshed(lot, settlement, claims), claims.costs)
        write_plan(
            lot,
            settlement,
            refreshed,
            kept_fees(settlement),
            reason=RECOMPUTED,
            actor=actor,
            at=at,
        )
        fact = PlanRecomputed(
            lot=lot.no,
            case_number=lot.case_number,
            version=settlement.plan_version,
            fallen=list(fallen),
        )
        work.record(fact, actor=actor, at=at)
        return settlement


def take_back(settlement: Settlement) -> None:
    """Bring a served plan back to whoever makes it; inside a unit of work that holds it."""
    if settlement.state is SettlementState.SERVED:
        settlement.state = SETTLEMENT.after(settlement.state, SettlementAction.REOPEN)
        settlement.approved_by = settlement.approved_at = None
    settlement.is_amended = False


def _refreshed(lot: Lot, settlement: Settlement, claims: PlanClaims) -> tuple[CreditorClaim, ...]:
    """Return the claims with what other plans give now instead of what they gave then."""
    then = {int(key): Money.parse(value) for key, value in _given_then(settlement).items()}
    now = basis_of(lot)
    held = {claim.party_id: claim for claim in claims.creditors}
    of_file = [
        replace(claim, principal=Money.ZERO)
        for claim in creditors_of(lot.case_number)
        if claim.party_id not in held
    ]
    found = [_moved(claim, then, now) for claim in (*claims.creditors, *of_file)]
    return tuple(claim for claim in found if claim.amount)


def _given_then(settlement: Settlement) -> dict[str, str]:
    given: dict[str, str] = (settlement.plan or {}).get("given", {})
    return given


def _moved(claim: CreditorClaim, then: dict[int, Money], now: PlanBasis) -> CreditorClaim:
    back = then.get(claim.party_id, Money.ZERO).fen
    gone = now.given.get(claim.party_id, Money.ZERO).fen
    return replace(claim, principal=Money(max(0, claim.principal.fen + back - gone)))
