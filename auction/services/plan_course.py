"""The days of a plan: who received it, and what follows when nobody may answer any more.

民诉解释 509: fifteen days to object from one's own receipt. 510: the others are told and have
fifteen days to oppose; unopposed, the plan is corrected; opposed, the objector has fifteen days
to sue.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, or_, select

from app import lawbook
from app.kernel.actors import SYSTEM, Actor, require_court
from app.kernel.calendar import end_of_day, legal_period_end, local_date
from app.kernel.errors import Conflict, Forbidden, NotFound, Refusal
from app.kernel.facts import stamp
from app.store import Work, db, unit_of_work
from app.store.locks import lock_row
from auction.facts.money import PlanNoticeReceived, PlanObjectionMoved
from auction.models import Lot, PlanObjection, PlanService, Settlement
from auction.rules import articles
from auction.rules.plan import OBJECTION_DAYS, OPPOSITION_DAYS, SUIT_DAYS
from auction.services.opening import BATCH
from auction.services.plan_basis import fallen_since
from auction.services.settling import execute_plan
from auction.vocabulary import (
    PLAN_OBJECTION,
    SETTLEMENT,
    PlanNotice,
    PlanObjectionAction,
    PlanObjectionState,
    SettlementAction,
    SettlementState,
)
from registry import facade as registry

_DAYS = {
    PlanNotice.PLAN: OBJECTION_DAYS,
    PlanNotice.OBJECTION: OPPOSITION_DAYS,
    PlanNotice.OPPOSITION: SUIT_DAYS,
}
#: What stands as proof where the party confirmed the receipt itself on its page.
ELECTRONIC = "electronic"
#: The act itself shows that whoever acts has the paper.
BY_ACTING = "acted"
#: Fewer signs prove nothing.
PROOF_MIN = 2
#: An objection in one of these still waits for somebody.
_OPEN = (PlanObjectionState.FILED, PlanObjectionState.OPPOSED)


def record_receipt(
    *, service_id: int, received_at: datetime, proof: str, actor: Actor, at: datetime
) -> PlanService:
    """Record when a party received what it was sent, as the receipt on file shows; days run.

    Raises Refusal: receipt_in_the_future, receipt_before_sending, proof_missing; Conflict:
    notice_received_already.
    """
    with unit_of_work() as work:
        service = lock_row(PlanService, id=service_id)
        lot = db.session.get(Lot, service.lot_id)
        assert lot is not None
        require_court(actor, lot.court_id)
        if len(proof.strip()) < PROOF_MIN:
            raise Refusal("proof_missing", fields={"proof": "proof_missing"})
        if received_at > at:
            raise Refusal("receipt_in_the_future", fields={"received_at": "receipt_in_the_future"})
        if local_date(received_at) < local_date(service.sent_at):
            raise Refusal(
                "receipt_before_sending",
                params={"sent": local_date(service.sent_at).isoformat()},
                fields={"received_at": "receipt_before_sending"},
            )
        mark_received(work, lot, service, received_at, proof.strip(), actor=actor, at=at)
        return service


def acknowledge(*, service_id: int, actor: Actor, at: datetime) -> PlanService:
    """Confirm as the party itself that one has it; the days run from now. Twice is once."""
    with unit_of_work() as work:
        service = lock_row(PlanService, id=service_id)
        lot = db.session.get(Lot, service.lot_id)
        assert lot is not None
        if service.party_id not in parties_for(lot, actor):
            raise NotFound("plan_service", str(service_id))
        if service.received_at is None:
            mark_received(work, lot, service, at, ELECTRONIC, actor=actor, at=at)
        return service


def parties_for(lot: Lot, actor: Actor) -> list[int]:
    """Return the parties of the lot's case that a signed-in person stands for."""
    if actor.person_id is None:
        return []
    return [
        party.id
        for party in registry.parties_of(lot.case_number)
        if party.person_id == actor.person_id
    ]


def acting_party(lot: Lot, actor: Actor, party_id: int | None) -> int:
    """Return for which party somebody acts: the party's own person, or the court for a paper."""
    if party_id is not None and actor.court_id is not None:
        require_court(actor, lot.court_id)
        return party_id
    own = parties_for(lot, actor)
    if party_id is not None and party_id in own:
        return party_id
    if party_id is None and own:
        return own[0]
    raise Forbidden("other_party")


def mark_received(
    work: Work,
    lot: Lot,
    service: PlanService,
    received_at: datetime,
    proof: str,
    *,
    actor: Actor,
    at: datetime,
) -> None:
    """Start the days of one notice; the day of the receipt is not counted (民诉法 85)."""
    if service.received_at is not None:
        raise Conflict("notice_received_already")
    received_on = local_date(received_at)
    days = lawbook.number(_DAYS[service.purpose], on=received_on)
    service.received_at = received_at
    service.until_at = end_of_day(legal_period_end(received_on, days))
    service.proof, service.recorded_by = proof, actor.label
    fact = PlanNoticeReceived(
        lot=lot.no,
        case_number=lot.case_number,
        purpose=service.purpose.value,
        party=service.party_id,
        until_at=stamp(service.until_at),
    )
    work.record(fact, actor=actor, at=at)


def require_days_left(service: PlanService | None, at: datetime) -> PlanService:
    """Return the notice if its days still run; raises Refusal plan_not_served, plan_days_over."""
    if service is None:
        raise Refusal("plan_not_served", citations=(articles.DISTRIBUTION_PLAN,))
    if service.until_at is not None and at >= service.until_at:
        raise Refusal(
            "plan_days_over",
            citations=(articles.DISTRIBUTION_OBJECTION,),
            params={"until": stamp(service.until_at)},
        )
    return service


def move_objection(
    work: Work,
    lot: Lot,
    objection: PlanObjection,
    action: PlanObjectionAction,
    *,
    actor: Actor,
    at: datetime,
) -> None:
    """Take an objection one lawful step on."""
    objection.state = PLAN_OBJECTION.after(objection.state, action)
    fact = PlanObjectionMoved(
        lot=lot.no,
        case_number=lot.case_number,
        objection=objection.no,
        state=objection.state.value,
    )
    work.record(fact, actor=actor, at=at)


def go_on_with_due_plans(at: datetime) -> int:
    """Do what follows when days are over; return how many steps were taken."""
    moved = sum(_end_days(objection_id, at) for objection_id in _objections_over(at))
    return moved + sum(_end_plan(lot_id, at) for lot_id in _plans_over(at))


def _runs(*where: ColumnElement[bool], at: datetime) -> ColumnElement[bool]:
    """Match while somebody has not received it yet, or still has days."""
    waits = or_(PlanService.until_at.is_(None), PlanService.until_at > at)
    return exists(select(PlanService.id).where(waits, *where))


def _objections_over(at: datetime) -> Sequence[int]:
    """Return the objections whose days of opposing or suing are over."""
    days = {
        PlanObjectionState.FILED: PlanNotice.OBJECTION,
        PlanObjectionState.OPPOSED: PlanNotice.OPPOSITION,
    }
    over = [
        and_(
            PlanObjection.state == state,
            ~_runs(
                PlanService.objection_id == PlanObjection.id,
                PlanService.purpose == purpose,
                at=at,
            ),
        )
        for state, purpose in days.items()
    ]
    query = select(PlanObjection.id).where(or_(*over)).order_by(PlanObjection.id)
    return db.session.scalars(query.limit(BATCH)).all()


def _end_days(objection_id: int, at: datetime) -> bool:
    """Let an objection go the way of the law once nobody may answer it any more."""
    with unit_of_work() as work:
        objection = lock_row(PlanObjection, id=objection_id)
        if objection.state not in _OPEN or objection_id not in _objections_over(at):
            return False
        lot = db.session.get(Lot, objection.lot_id)
        assert lot is not None
        action = PlanObjectionAction.LEAVE_UNOPPOSED
        if objection.state is PlanObjectionState.OPPOSED:
            action = PlanObjectionAction.LET_LAPSE
        move_objection(work, lot, objection, action, actor=SYSTEM, at=at)
        return True


def _plans_over(at: datetime, lot_id: int | None = None) -> Sequence[int]:
    """Return the lots whose plan nobody may object to and no objection waits for anybody."""
    query = select(Settlement.lot_id).where(
        Settlement.state == SettlementState.SERVED,
        ~_runs(
            PlanService.lot_id == Settlement.lot_id,
            PlanService.version == Settlement.plan_version,
            PlanService.purpose == PlanNotice.PLAN,
            at=at,
        ),
        ~exists(
            select(PlanObjection.id).where(
                PlanObjection.lot_id == Settlement.lot_id, PlanObjection.state.in_(_OPEN)
            )
        ),
    )
    if lot_id is not None:
        query = query.where(Settlement.lot_id == lot_id)
    return db.session.scalars(query.order_by(Settlement.lot_id).limit(BATCH)).all()


def _end_plan(lot_id: int, at: datetime) -> bool:
    """Share out what nobody objects to, or open the plan for the correction that is asked."""
    with unit_of_work() as work:
        lot = lock_row(Lot, id=lot_id)
        settlement = lock_row(Settlement, lot_id=lot_id)
        if not _plans_over(at, lot_id):
            return False
        followed = db.session.scalars(
            select(PlanObjection.id).where(
                PlanObjection.lot_id == lot_id,
                PlanObjection.state == PlanObjectionState.UNOPPOSED,
            )
        ).first()
        if followed is None and not fallen_since(lot, settlement):
            execute_plan(work, lot, settlement, actor=SYSTEM, at=at)
            return True
        # The plan falls back to whoever made it; it is corrected and approved anew (510(2)), and
        # served anew where another sale it rests on fell away.
        settlement.state = SETTLEMENT.after(settlement.state, SettlementAction.REOPEN)
        settlement.is_amended = followed is not None
        settlement.approved_by = settlement.approved_at = None
        return True
