"""Compute who gets what of a price, and compute it again when a claim is corrected."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import select

from app.kernel.actors import SYSTEM, Actor
from app.kernel.calendar import local_date
from app.kernel.money import Money, total
from app.ledger import chart
from app.ledger import facade as ledger
from app.store import db, unit_of_work
from app.store.locks import lock_names, lock_row
from appraisal import facade as appraisal
from auction import queries
from auction.facts import DistributionPlanned
from auction.models import InKindOffer, Lot, PlanVersion, Settlement
from auction.rules.default import Use
from auction.rules.distribution import ClaimClass, Distribution, distribute
from auction.rules.parts import PartShare, SecuredClaim, distribute_parts
from auction.rules.plan import (
    SINGLE_CREDITOR_POLICY,
    SURPLUS,
    CreditorClaim,
    PlanClaims,
    PlanRow,
    SaleCost,
)
from auction.services.appraisal_fees import (
    SettledFee,
    course_of,
    fee_part,
    priced_parts,
    prices_of,
    settle_fees,
)
from auction.services.opening import BATCH
from auction.services.plan_basis import PlanBasis, basis_of, fee_of_plan
from auction.services.venues import next_round
from auction.vocabulary import (
    SETTLEMENT,
    LotState,
    SettlementAction,
    SettlementState,
)
from registry import facade as registry
from registry.facade import PartyView
from registry.vocabulary import PartyRole

#: The reason of the first version: nobody corrected anything yet.
COMPUTED = "computed"
#: Another sale of the case fell away or changed its plan.
RECOMPUTED = "recomputed"
BASIC_FEE, BALANCE_FEE = "basic_fee", "balance_fee"


def rows_of(settlement: Settlement) -> list[PlanRow]:
    """Return the payments of the plan that stands."""
    plan = settlement.plan or {}
    return [PlanRow.from_dict(row) for row in plan.get("rows", ())]


def claims_of(settlement: Settlement) -> PlanClaims:
    """Return what the plan that stands was computed from; older plans kept no claims."""
    plan = settlement.plan or {}
    return PlanClaims.from_dict(plan["claims"]) if "claims" in plan else PlanClaims((), ())


def plan_due_distributions(at: datetime) -> int:
    """Compute the shares of every price that is in and not yet planned; return how many."""
    due = db.session.scalars(
        select(Settlement.lot_id)
        .where(Settlement.state == SettlementState.PAID)
        .order_by(Settlement.lot_id)
        .limit(BATCH)
    ).all()
    return sum(plan_distribution(lot_id, at=at) for lot_id in due)


def state_failed_round(*, lot_no: str, at: datetime) -> None:
    """Let the appraisal state that its fee is still open after a round without a bid (D4).

    After the last round nothing more follows: that fee the court settles. Told twice, stated once.
    """
    lot = db.session.scalar(select(Lot).where(Lot.no == lot_no))
    if lot is None or next_round(lot) is None:
        return
    for asset_no, _, reserve in prices_of(lot, lot.start_price):
        course = course_of(lot, asset_no, reserve)
        appraisal.note_failed_round(asset_no, course=course, actor=SYSTEM, at=at)


def plan_distribution(lot_id: int, *, at: datetime) -> bool:
    """Settle the appraisal fee by the price and compute who gets what; say whether it was us.

    法释〔2018〕15号 art. 32 (fee), 33 (the applicant advanced, the debtor bears); 执行规定 34, 31;
    民诉解释 508. A judge approves before anything but the fee moves.
    """
    with unit_of_work() as work:
        settlement = lock_row(Settlement, lot_id=lot_id)
        if settlement.state is not SettlementState.PAID:
            return False
        lot = db.session.get(Lot, lot_id)
        assert lot is not None
        fees = _settle_fees(lot, settlement, at)
        parties = registry.parties_of(lot.case_number)
        costs = _sale_costs(lot, fees, parties)
        claims = PlanClaims(_claims_left(lot, basis_of(lot)), costs)
        settlement.state = SETTLEMENT.after(settlement.state, SettlementAction.PLAN)
        rows = write_plan(
            lot, settlement, claims, fee_part(fees), reason=COMPUTED, actor=SYSTEM, at=at
        )
        work.record(
            DistributionPlanned(
                lot=lot.no,
                case_number=lot.case_number,
                price=str(settlement.price),
                rows=len(rows),
            ),
            actor=SYSTEM,
            at=at,
        )
        return True


def _settle_fees(lot: Lot, settlement: Settlement, at: datetime) -> list[SettledFee]:
    """Settle the appraisal fees by the price; in kind they were, on it whole, by the ruling."""
    offer = _taken(lot)
    outcome = appraisal.SettledOutcome
    return settle_fees(
        lot,
        outcome=outcome.IN_KIND if offer else outcome.SOLD,
        price=offer.price if offer else settlement.price,
        assignee_party_id=offer.assignee_id if offer else None,
        actor=SYSTEM,
        at=at,
    )


def _taken(lot: Lot) -> InKindOffer | None:
    """Return the offer by which a creditor took the lot, if one did."""
    return queries.find_last_offer(lot.id) if lot.state is LotState.IN_KIND else None


def share_top_up(lot: Lot, offer: InKindOffer) -> None:
    """Let what an assignee paid as difference be shared out as a price is (P85).

    20〔21〕 art. 16(2): the difference is what its claim does not cover of the price, so it belongs
    to the others; the next tick computes the plan, a judge approves it. Call it in the ruling.
    """
    if not offer.top_up:
        return
    assert offer.top_up_due_at is not None
    db.session.add(
        Settlement(
            lot_id=lot.id,
            state=SettlementState.PAID,
            price=offer.top_up,
            deposit=Money.ZERO,
            balance=offer.top_up,
            due_at=offer.top_up_due_at,
            order_no=offer.top_up_order,
            paid_at=offer.top_up_paid_at,
        )
    )


def write_plan(
    lot: Lot,
    settlement: Settlement,
    claims: PlanClaims,
    fees: dict[str, Any],
    *,
    reason: str,
    actor: Actor,
    at: datetime,
) -> list[PlanRow]:
    """Compute a plan from claims, make it the one that stands and keep it as a version."""
    lock_names(f"auction:plans:{lot.case_number}")
    settlement.supplement = _take_supplement(lot)
    basis = basis_of(lot)
    parties = registry.parties_of(lot.case_number)
    execution = fee_of_plan(basis, claims, settlement.proceeds, on=local_date(at))
    fee_due = Money(execution.result["fee_fen"])
    shares, table = _shares(lot, settlement.proceeds, claims, fee_due)
    rows = _rows(lot, shares, claims, parties)
    explained = shares.calculation.as_dict()
    if not claims.needs_window():
        explained["policies"] = [SINGLE_CREDITOR_POLICY, *explained["policies"]]
    settlement.plan = {
        **fees,
        "distribution": explained,
        "execution_fee": execution.as_dict(),
        "rows": [row.as_dict() for row in rows],
        "claims": claims.as_dict(),
        **({"parts": [row.as_dict() for row in table]} if table else {}),
        **_resting(settlement, basis, reason),
    }
    settlement.plan_version += 1
    settlement.planned_by, settlement.planned_at = actor.label, at
    settlement.approved_by = settlement.approved_at = None
    db.session.add(
        PlanVersion(
            lot_id=lot.id,
            version=settlement.plan_version,
            plan=settlement.plan,
            claims=claims.as_dict(),
            reason=reason,
            made_by=actor.label,
            made_at=at,
        )
    )
    return rows


def _resting(settlement: Settlement, basis: PlanBasis, reason: str) -> dict[str, Any]:
    """Return what the plan keeps of the others it rests on; nothing where it is the first.

    A correction states claims as they are left, so what was taken off them before stays.
    """
    given = {str(party): str(amount) for party, amount in basis.given.items()}
    if reason not in (COMPUTED, RECOMPUTED):
        given = (settlement.plan or {}).get("given", {})
    return {"rests_on": basis.versions, "given": given} if basis.versions or given else {}


def _shares(
    lot: Lot, proceeds: Money, claims: PlanClaims, fee_due: Money
) -> tuple[Distribution, list[PartShare]]:
    """Share the proceeds out; of a merged lot each secured claim out of its own parts (P82)."""
    costs = [cost.claim() for cost in claims.costs]
    ordinary = [claim.claim() for claim in claims.ordinary]
    parts = priced_parts(lot)
    if not parts:
        secured = [claim.claim() for claim in claims.secured]
        shares = distribute(
            proceeds,
            sale_costs=costs,
            execution_fee_due=fee_due,
            secured=secured,
            ordinary=ordinary,
        )
        return shares, []
    return distribute_parts(
        proceeds,
        parts,
        sale_costs=costs,
        execution_fee_due=fee_due,
        secured=[SecuredClaim(claim.claim(), claim.on) for claim in claims.secured],
        ordinary=ordinary,
    )


def _take_supplement(lot: Lot) -> Money:
    """Return what buyers in default of the same asset gave, and note that this lot shares it.

    The difference makes the price whole and the top-up adds to it (18号 art. 24, 20〔21〕 art. 22).
    """
    taken: list[Money] = []
    for row in queries.list_defaults_to_share(lot):
        row.shared_lot_id = lot.id
        taken += [row.used(Use.DIFFERENCE), row.top_up_in]
    return total(taken)


def creditors_of(case_number: str) -> tuple[CreditorClaim, ...]:
    """Return the creditors and what they claim; the file names no ranks, so its order is one."""
    rank, found = 0, []
    for party in registry.parties_of(case_number):
        if party.role is PartyRole.DEBTOR or not party.claim:
            continue
        rank += party.is_secured
        found.append(
            CreditorClaim(
                party.id,
                party.name,
                party.claim,
                rank=rank if party.is_secured else None,
            )
        )
    return tuple(found)


def _claims_left(lot: Lot, basis: PlanBasis) -> tuple[CreditorClaim, ...]:
    """Return the claims less what other lots of the case give: each is paid once.

    In the difference it paid itself an assignee has no share (P85).
    """
    own = _taken(lot)
    assets = [part.no for part in priced_parts(lot)]
    holders = {asset_no: registry.security_holders(asset_no) for asset_no in assets}
    return tuple(
        replace(
            claim,
            principal=Money(
                max(0, claim.principal.fen - basis.given.get(claim.party_id, Money.ZERO).fen)
            ),
            on=tuple(no for no in assets if claim.is_secured and claim.name in holders[no]),
        )
        for claim in creditors_of(lot.case_number)
        if own is None or claim.party_id != own.assignee_id
    )


def _sale_costs(
    lot: Lot, fees: Sequence[SettledFee], parties: Sequence[PartyView]
) -> tuple[SaleCost, ...]:
    """Return the agency's balance fee, and the basic fee back to the applicant who advanced it.

    The balance fee left the price with the fee's own settlement, unless an earlier sale of the
    asset was annulled and its price given back whole: then it is paid by this plan. Whoever took
    the property in kind has paid it before the ruling.
    """
    costs: list[SaleCost] = []
    is_paid = _taken(lot) is not None
    applicant = next((party for party in parties if party.role is PartyRole.APPLICANT), None)
    for asset_no, fee in ((one.asset_no, one.fee) for one in fees):
        if fee.balance_due and not is_paid:
            name = registry.get_agency(fee.agency_code).name
            account = chart.agency(fee.agency_code)
            is_posted = not _had_fee_taken_back(asset_no)
            costs.append(SaleCost(account, name, fee.balance_due, BALANCE_FEE, is_posted=is_posted))
        advanced = fee.total - fee.balance_due
        if advanced and applicant is not None:
            account = chart.party(applicant.id)
            costs.append(SaleCost(account, applicant.name, advanced, BASIC_FEE))
    return tuple(costs)


def fee_taken_back(lot_no: str) -> str:
    """Return the key of the entry that takes the balance fee out of an annulled sale."""
    return f"fee_back:{lot_no}"


def _had_fee_taken_back(asset_no: str) -> bool:
    keys = [fee_taken_back(no) for no in queries.list_returned(asset_no)]
    return any(ledger.find_transfer(key) is not None for key in keys)


def _rows(
    lot: Lot, shares: Distribution, claims: PlanClaims, parties: Sequence[PartyView]
) -> list[PlanRow]:
    """Turn shares into payments, each to an account of the chart; nothing of zero is paid."""
    accounts = [(cost.account, cost.is_posted) for cost in claims.costs]
    accounts.append((chart.execution_fee(lot.court_code), False))
    accounts += [(chart.party(claim.party_id), False) for claim in claims.secured]
    accounts += [(chart.party(claim.party_id), False) for claim in claims.ordinary]
    if len(shares.shares) > len(accounts):
        # Of a merged lot: what a secured claim lacks is served with the ordinary ones (P83).
        accounts += [(chart.party(claim.party_id), False) for claim in claims.secured]
    rows = [
        PlanRow(
            share.claim_class.value,
            _payee(lot, share.claim_class, share.name),
            account,
            share.paid,
            share.citation,
            is_posted,
        )
        for share, (account, is_posted) in zip(shares.shares, accounts, strict=True)
        if share.paid
    ]
    if shares.surplus:
        debtor = next(party for party in parties if party.role is PartyRole.DEBTOR)
        citation = shares.calculation.citations[-1]
        rows.append(PlanRow(SURPLUS, debtor.name, chart.party(debtor.id), shares.surplus, citation))
    return rows


def _payee(lot: Lot, ground: ClaimClass, name: str) -> str:
    return lot.court_name if ground is ClaimClass.EXECUTION_FEE else name
