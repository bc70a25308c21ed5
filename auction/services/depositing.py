"""Send the deposits of everybody who did not buy back, once, within a day of the end."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select

from app import lawbook
from app.kernel.actors import SYSTEM
from app.kernel.calendar import local_date
from app.kernel.errors import Conflict, NotFound
from app.ledger import facade as ledger
from app.ledger.vocabulary import HoldState, OrderState
from app.store import db, unit_of_work
from app.store.locks import limit_waiting, lock_row
from auction.facts import DepositReleased
from auction.models import Enrollment, Lot
from auction.rules import articles
from auction.vocabulary import LOT, EnrollmentState, LotAction

#: Deposits a tick sends back; the rest is due again at the next one.
BATCH = 50
#: Whose deposit goes back: those who bought nothing.
RETURNABLE = frozenset({EnrollmentState.LOST, EnrollmentState.LAPSED})
#: While a lot stands like this, every deposit on it is bound, the leader's above all.
BINDING = LOT.sources(LotAction.ENROLL)


def release_due_deposits(at: datetime) -> int:
    """Release every deposit that bought nothing; return how many were ended."""
    due = db.session.scalars(
        select(Enrollment.id)
        .where(
            Enrollment.deposit_ended_at.is_(None),
            Enrollment.state.in_(RETURNABLE),
        )
        .order_by(Enrollment.id)
        .limit(BATCH)
    ).all()
    return sum(release_deposit(enrollment_id, at=at) for enrollment_id in due)


def release_deposit(enrollment_id: int, *, at: datetime) -> bool:
    """Give one deposit back, or void its order if it was never paid; say whether it was us.

    18号 art. 23: within 24 hours of the end. Raises Conflict(deposit_still_bound) before it.
    """
    with unit_of_work() as work:
        lot_id = db.session.scalar(select(Enrollment.lot_id).filter_by(id=enrollment_id))
        if lot_id is None:
            raise NotFound("enrollment", enrollment_id)
        # The lot before the deposit, everywhere (M6): a bid that leads meanwhile is seen here.
        lot = lock_row(Lot, id=lot_id)
        enrollment = lock_row(Enrollment, id=enrollment_id)
        if enrollment.deposit_ended_at is not None:
            return False
        if enrollment.state not in RETURNABLE or lot.ended_at is None:
            raise Conflict("deposit_still_bound", citations=(articles.DEPOSIT_RETURN,))
        reference = enrollment.deposit_reference
        assert reference is not None
        enrollment.deposit_ended_at = at
        if ledger.deposit_state(reference) is None:
            _void_order(reference, at)
            return True
        if ledger.deposit_state(reference) is HoldState.HELD:
            hours = lawbook.number("deposit_release_hours", on=local_date(lot.ended_at))
            ledger.release_deposit(
                reference,
                key=f"release:{reference}",
                at=at,
                due_at=lot.ended_at + timedelta(hours=hours),
            )
        work.record(
            DepositReleased(lot=lot.no, case_number=lot.case_number, reference=reference),
            actor=SYSTEM,
            at=at,
        )
        return True


def require_bidding_over(references: Sequence[str]) -> None:
    """Refuse to end deposits whose lot still takes bids, whoever asks the ledger for it.

    18号 art. 18, 23; reliability M6. The lots are held against a close or a bid until the end.
    """
    lot_ids = db.session.scalars(
        select(Enrollment.lot_id).where(Enrollment.deposit_reference.in_(references)).distinct()
    ).all()
    limit_waiting()
    lots = db.session.scalars(
        select(Lot)
        .where(Lot.id.in_(lot_ids))
        .order_by(Lot.id)
        .with_for_update(read=True)
        .execution_options(populate_existing=True)
    ).all()
    if any(lot.state in BINDING for lot in lots):
        raise Conflict("deposit_still_bound", citations=(articles.DEPOSIT_RETURN,))


def _void_order(reference: str, at: datetime) -> None:
    """Void an unpaid order: what still arrives on it is sent back by the ledger."""
    order = ledger.find_order(reference)
    if order is not None and order.state is OrderState.OPEN:
        ledger.cancel_order(reference, at=at)
