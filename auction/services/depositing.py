"""Send the deposits of everybody who did not buy back, once, within a day of the end."""

from datetime import datetime, timedelta

from sqlalchemy import select

from app import lawbook
from app.kernel.actors import SYSTEM
from app.kernel.calendar import local_date
from app.ledger import facade as ledger
from app.ledger.vocabulary import HoldState, OrderState
from app.store import db, unit_of_work
from app.store.locks import lock_row
from auction.facts import DepositReleased
from auction.models import Enrollment, Lot
from auction.vocabulary import EnrollmentState

#: Deposits a tick sends back; the rest is due again at the next one.
BATCH = 50


def release_due_deposits(at: datetime) -> int:
    """Release every deposit that bought nothing; return how many were ended."""
    due = db.session.scalars(
        select(Enrollment.id)
        .where(
            Enrollment.deposit_ended_at.is_(None),
            Enrollment.state.in_((EnrollmentState.LOST, EnrollmentState.LAPSED)),
        )
        .order_by(Enrollment.id)
        .limit(BATCH)
    ).all()
    return sum(release_deposit(enrollment_id, at=at) for enrollment_id in due)


def release_deposit(enrollment_id: int, *, at: datetime) -> bool:
    """Give one deposit back, or void its order if it was never paid; say whether it was us.

    18号 art. 23: within 24 hours of the end.
    """
    with unit_of_work() as work:
        enrollment = lock_row(Enrollment, id=enrollment_id)
        if enrollment.deposit_ended_at is not None:
            return False
        lot = db.session.get(Lot, enrollment.lot_id)
        reference = enrollment.deposit_reference
        assert lot is not None
        assert lot.ended_at is not None
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


def _void_order(reference: str, at: datetime) -> None:
    """Void an unpaid order: what still arrives on it is sent back by the ledger."""
    order = ledger.find_order(reference)
    if order is not None and order.state is OrderState.OPEN:
        ledger.cancel_order(reference, at=at)
