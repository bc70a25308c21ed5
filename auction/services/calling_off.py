"""Take a sale back before it begins, or end it because the debtor paid everything.

法释〔2020〕21号 art. 17 (撤回), 19 (停止).
"""

from datetime import datetime

from sqlalchemy import select

from app.kernel.actors import Actor, require_court
from app.kernel.calendar import local_date
from app.kernel.citation import Citation
from app.kernel.errors import Refusal
from app.kernel.money import Money, total
from app.store import Work, db, unit_of_work
from app.store.locks import lock_row
from auction.facts.acts import LotStopped, LotWithdrawn
from auction.models import Enrollment, Lot
from auction.rules import articles
from auction.services.acts import refusals_on_record, require_reason, write_act
from auction.services.enrolling import lapse
from auction.services.moving import move
from auction.services.opening import open_locked
from auction.services.planning import creditors_of
from auction.vocabulary import (
    ENROLLMENT,
    EnrollmentAction,
    EnrollmentState,
    LotAction,
    LotState,
    WithdrawalGround,
)


def withdraw_lot(
    *, lot_no: str, ground: WithdrawalGround, reason: str, actor: Actor, at: datetime
) -> Lot:
    """Take a sale back (20〔21〕 art. 17); everybody's deposit goes back.

    Raises Refusal: reason_missing; sale_has_begun while bidding runs: then it is stayed first, and
    taken back from there once its enforcement has ended (P64).
    """
    citations = (articles.WITHDRAWAL,)
    words = require_reason(reason, citations)
    with refusals_on_record(lot_no, LotAction.WITHDRAW, actor, at), unit_of_work() as work:
        lot = lock_row(Lot, no=lot_no)
        require_court(actor, lot.court_id)
        open_locked(work, lot, at=at)
        left = lot.state
        if left is LotState.OPEN:
            raise Refusal("sale_has_begun", status=409, citations=citations)
        move(lot, LotAction.WITHDRAW, actor=actor, at=at)
        call_off(work, lot, at)
        write_act(
            lot,
            LotAction.WITHDRAW,
            left=left,
            ground=ground,
            reason=words,
            citations=citations,
            actor=actor,
            at=at,
        )
        fact = LotWithdrawn(lot=lot.no, case_number=lot.case_number, ground=ground, reason=words)
        work.record(fact, actor=actor, at=at)
        return lot


def stop_lot(
    *, lot_no: str, paid: Money, costs: Money, proof: str, actor: Actor, at: datetime
) -> Lot:
    """End a sale because the debtor paid all debts and the costs before its day (art. 19).

    ``paid`` is what the debtor handed in, ``costs`` what the sale has cost so far. Raises Refusal:
    reason_missing without proof, sale_day_has_come, payment_too_small.
    """
    citations = (articles.STOP_WHEN_PAID,)
    words = require_reason(proof, citations)
    with refusals_on_record(lot_no, LotAction.STOP, actor, at), unit_of_work() as work:
        lot = lock_row(Lot, no=lot_no)
        require_court(actor, lot.court_id)
        open_locked(work, lot, at=at)
        left = lot.state
        _require_before_the_day(lot, at, citations)
        _require_enough(lot, paid, costs, citations)
        move(lot, LotAction.STOP, actor=actor, at=at)
        call_off(work, lot, at)
        write_act(
            lot,
            LotAction.STOP,
            left=left,
            reason=words,
            citations=citations,
            details={"amount": paid, "costs": costs},
            actor=actor,
            at=at,
        )
        fact = LotStopped(lot=lot.no, case_number=lot.case_number, paid=str(paid))
        work.record(fact, actor=actor, at=at)
        return lot


def _require_before_the_day(lot: Lot, at: datetime, citations: tuple[Citation, ...]) -> None:
    is_under_bidding = LotState.OPEN in (lot.state, lot.stopped_from)
    opens_on = local_date(lot.opens_at) if lot.announced_at and lot.opens_at else None
    has_come = opens_on is not None and not lot.stopped_from and local_date(at) >= opens_on
    if is_under_bidding or has_come:
        raise Refusal("sale_day_has_come", status=409, citations=citations)


def _require_enough(lot: Lot, paid: Money, costs: Money, citations: tuple[Citation, ...]) -> None:
    owed = total(claim.amount for claim in creditors_of(lot.case_number)) + costs
    if paid < owed:
        raise Refusal(
            "payment_too_small",
            citations=citations,
            params={"owed": owed, "paid": paid},
            fields={"paid": "payment_too_small"},
        )


def call_off(work: Work, lot: Lot, at: datetime) -> None:
    """End whoever had enrolled: deposits go back within the day (18号 art. 23)."""
    lot.stopped_from = lot.suspended_at = lot.remaining = lot.halt_ended_on = None
    if lot.announced_at is None:
        return
    lot.ended_at = at
    rows = db.session.scalars(
        select(Enrollment)
        .where(
            Enrollment.lot_id == lot.id,
            Enrollment.state.in_((EnrollmentState.APPLIED, EnrollmentState.QUALIFIED)),
        )
        .order_by(Enrollment.id)
        .with_for_update()
    ).all()
    for row in rows:
        if row.state is EnrollmentState.APPLIED:
            lapse(work, lot, row, at=at)
        else:
            row.state = ENROLLMENT.after(row.state, EnrollmentAction.LOSE)
