"""Share the price out: the balance comes in, a judge approves, the days pass, it is paid."""

from collections.abc import Sequence
from datetime import datetime

from app.documents import facade as papers
from app.kernel.actors import SYSTEM, Actor, require_court
from app.kernel.errors import Forbidden
from app.kernel.facts import Audience
from app.kernel.money import Money, total
from app.lawbook.explain import Calculation
from app.ledger import chart
from app.ledger import facade as ledger
from app.store import Work, db, unit_of_work
from app.store.locks import lock_row
from auction import queries
from auction.documents import distribution_paper
from auction.facts import DistributionApproved, LotPaid, LotSettled
from auction.facts.money import DistributionExecuted, PlanServed
from auction.models import DistributionRow, Lot, PlanObjection, PlanService, Settlement
from auction.queries.venues import is_deposit_in
from auction.rules.distribution import DISPUTED, ClaimClass
from auction.rules.plan import SURPLUS, PlanRow, set_aside, shares_of
from auction.services.moving import move
from auction.services.plan_basis import require_standing
from auction.services.planning import claims_of, rows_of
from auction.vocabulary import (
    PLAN_OBJECTION,
    SETTLEMENT,
    LotAction,
    LotState,
    PlanNotice,
    PlanObjectionAction,
    PlanObjectionState,
    SettlementAction,
    SettlementState,
)
from registry import facade as registry
from registry.facade import PartyView
from registry.vocabulary import PartyRole

_PURPOSE = {
    ClaimClass.SALE_COST.value: ledger.Purpose.SALE_COST,
    ClaimClass.EXECUTION_FEE.value: ledger.Purpose.EXECUTION_FEE,
    ClaimClass.SECURED.value: ledger.Purpose.DISTRIBUTION,
    ClaimClass.ORDINARY.value: ledger.Purpose.DISTRIBUTION,
    SURPLUS: ledger.Purpose.SURPLUS,
}
#: The ground of what stays here while a suit is on.
RESERVED = "reserved"
#: Past these a second approval changes nothing.
_APPROVED = frozenset({SettlementState.SERVED, SettlementState.DISTRIBUTED})


def receive_price(*, lot_no: str, at: datetime) -> None:
    """Note that the whole price is in (18号 art. 25); told twice, done once."""
    with unit_of_work() as work:
        lot = lock_row(Lot, no=lot_no)
        settlement = lock_row(Settlement, lot_id=lot.id)
        if settlement.state is SettlementState.BALANCE_DUE and is_deposit_in(lot):
            note_price(work, lot, settlement, at)


def note_price(work: Work, lot: Lot, settlement: Settlement, at: datetime) -> None:
    """Move a lot whose whole price is in; inside a unit of work that holds both rows."""
    settlement.state = SETTLEMENT.after(settlement.state, SettlementAction.RECEIVE)
    settlement.paid_at = at
    move(lot, LotAction.RECEIVE_PRICE, actor=SYSTEM, at=at)
    fact = LotPaid(lot=lot.no, case_number=lot.case_number, price=str(settlement.price))
    work.record(fact, actor=SYSTEM, at=at)


def plan_reference(lot_no: str, version: int) -> str:
    """Return what the paper of one version of a plan is about."""
    return lot_no if version <= 1 else f"{lot_no}/{version}"


def people_of_plan(lot: Lot, settlement: Settlement) -> list[PartyView]:
    """Return whom a plan is served on: its creditors and the debtor (民诉解释 509)."""
    creditors = {claim.party_id for claim in claims_of(settlement).creditors}
    return [
        party
        for party in registry.parties_of(lot.case_number)
        if party.id in creditors or party.role is PartyRole.DEBTOR
    ]


def approve_distribution(*, lot_no: str, actor: Actor, at: datetime) -> Settlement:
    """Approve the plan, once; whoever made it does not approve it (reliability M10).

    Where several creditors share, it is served and the days of 民诉解释 509 run; where one creditor
    stands alone (P46), or where it was corrected as an unopposed objection asks (510(2)), it is
    posted at once. Raises Forbidden(maker_approves); Conflict(plan_stale) once another sale it
    rests on fell away.
    """
    with unit_of_work() as work:
        lot = lock_row(Lot, no=lot_no)
        require_court(actor, lot.court_id)
        settlement = lock_row(Settlement, lot_id=lot.id)
        if settlement.state in _APPROVED:
            return settlement
        settlement.state = SETTLEMENT.after(settlement.state, SettlementAction.APPROVE)
        if settlement.planned_by == actor.label:
            raise Forbidden("maker_approves")
        assert settlement.plan is not None
        require_standing(lot, settlement)
        settlement.approved_by, settlement.approved_at = actor.label, at
        _print_plan(lot, settlement, actor, at)
        rows = rows_of(settlement)
        approved = DistributionApproved(
            lot=lot.no, case_number=lot.case_number, price=str(settlement.price), rows=len(rows)
        )
        work.record(approved, actor=actor, at=at)
        _close_followed(lot, at)
        if claims_of(settlement).needs_window() and not settlement.is_amended:
            _serve(work, lot, settlement, actor, at)
        else:
            execute_plan(work, lot, settlement, actor=actor, at=at)
        return settlement


def _close_followed(lot: Lot, at: datetime) -> None:
    """Close the objections that nobody opposed: the plan approved now follows them."""
    for objection in queries.list_plan_objections(lot.id):
        if objection.state is PlanObjectionState.UNOPPOSED:
            action = PlanObjectionAction.CLOSE
            objection.state = PLAN_OBJECTION.after(objection.state, action)
            objection.ended_at = at


def _serve(work: Work, lot: Lot, settlement: Settlement, actor: Actor, at: datetime) -> None:
    """Send the plan to its creditors and the debtor; each one's days run from the receipt."""
    people = people_of_plan(lot, settlement)
    for party in people:
        db.session.add(
            PlanService(
                lot_id=lot.id,
                version=settlement.plan_version,
                purpose=PlanNotice.PLAN,
                party_id=party.id,
                party_name=party.name,
                sent_at=at,
            )
        )
    fact = PlanServed(
        lot=lot.no,
        case_number=lot.case_number,
        version=settlement.plan_version,
        people=len(people),
    )
    work.record(fact, actor=actor, at=at)


def execute_plan(
    work: Work, lot: Lot, settlement: Settlement, *, actor: Actor, at: datetime
) -> None:
    """Post every payment once; what is in dispute in court stays set aside.

    Inside a unit of work that holds the lot and its settlement. 民诉解释 510(3).
    """
    settlement.state = SETTLEMENT.after(settlement.state, SettlementAction.EXECUTE)
    assert settlement.plan is not None
    rows = rows_of(settlement)
    calculation = Calculation.from_dict(settlement.plan["distribution"])
    reserved = _set_aside(lot, rows)
    for place, row in enumerate(_split(rows, reserved), start=1):
        _pay(lot, place, row, calculation=calculation, actor=actor, at=at)
    settlement.executed_at = at
    price = str(settlement.proceeds)
    kept = str(total(reserved.values()))
    work.record(
        DistributionExecuted(lot=lot.no, case_number=lot.case_number, price=price, reserved=kept),
        actor=actor,
        at=at,
    )
    settle_if_done(work, lot, settlement, at)


def settle_if_done(work: Work, lot: Lot, settlement: Settlement, at: datetime) -> None:
    """Close a lot that is both handed over and shared out, whichever comes last."""
    is_shared = settlement.state is SettlementState.DISTRIBUTED
    if not is_shared or lot.state is not LotState.HANDED_OVER:
        return
    move(lot, LotAction.SETTLE, actor=SYSTEM, at=at)
    fact = LotSettled(lot=lot.no, case_number=lot.case_number, price=str(settlement.price))
    work.record(fact, actor=SYSTEM, at=at)


def _set_aside(lot: Lot, rows: Sequence[PlanRow]) -> dict[int, Money]:
    """Fix what each suit keeps here and return it by the party whose share it is."""
    suits: list[PlanObjection] = [
        objection
        for objection in queries.list_plan_objections(lot.id)
        if objection.state is PlanObjectionState.SUED
    ]
    kept = set_aside(shares_of(rows), [(suit.against_party_id, suit.disputed) for suit in suits])
    by_party: dict[int, Money] = {}
    for suit, amount in zip(suits, kept, strict=True):
        suit.reserved = amount
        party_id = suit.against_party_id
        by_party[party_id] = by_party.get(party_id, Money.ZERO) + amount
    return {party_id: amount for party_id, amount in by_party.items() if amount}


def _split(rows: Sequence[PlanRow], reserved: dict[int, Money]) -> list[PlanRow]:
    """Return the payments with what is set aside taken out of the shares it is disputed in."""
    left, found = dict(reserved), []
    for row in rows:
        keep = Money.ZERO
        if row.party_id is not None and row.ground != ClaimClass.SALE_COST:
            keep = min(row.amount, left.get(row.party_id, Money.ZERO))
            left[row.party_id] = left.get(row.party_id, Money.ZERO) - keep
        if row.amount != keep:
            found.append(row.of(row.amount - keep))
        if keep:
            found.append(PlanRow(RESERVED, row.payee, row.account, keep, DISPUTED))
    return found


def _print_plan(lot: Lot, settlement: Settlement, actor: Actor, at: datetime) -> None:
    """Issue the approved plan as a paper for the court and the parties."""
    assert settlement.plan is not None
    calculation = Calculation.from_dict(settlement.plan["distribution"])
    parties = registry.parties_of(lot.case_number)
    papers.issue(
        papers.PaperKind.DISTRIBUTION_PLAN,
        reference=plan_reference(lot.no, settlement.plan_version),
        case_number=lot.case_number,
        court_id=lot.court_id,
        court_code=lot.court_code,
        court_name=lot.court_name,
        data=distribution_paper(
            lot_no=lot.no,
            title=lot.title,
            price=settlement.proceeds,
            rows=rows_of(settlement),
            claims=claims_of(settlement),
            calculation=calculation,
            has_days=claims_of(settlement).needs_window() and not settlement.is_amended,
        ),
        audience=Audience.PARTIES,
        people=[party.person_id for party in parties if party.person_id is not None],
        actor=actor,
        at=at,
    )


def _pay(
    lot: Lot, place: int, row: PlanRow, *, calculation: Calculation, actor: Actor, at: datetime
) -> None:
    key = f"distribution:{lot.no}:{place}"
    if not row.is_posted:
        is_reserved = row.ground == RESERVED
        ledger.post(
            purpose=_PURPOSE.get(row.ground, ledger.Purpose.DISTRIBUTION),
            debit=chart.funds(lot.case_number),
            credit=chart.reserved(lot.case_number) if is_reserved else row.account,
            amount=row.amount,
            key=key,
            case_number=lot.case_number,
            at=at,
            explanation=calculation,
            reference=lot.no,
            actor=actor,
        )
    db.session.add(
        DistributionRow(
            lot_id=lot.id,
            place=place,
            ground=row.ground,
            payee=row.payee,
            amount=row.amount,
            citations=[row.citation.as_dict()],
            transfer_key=key,
            posted_at=at,
        )
    )
