"""Send the deposits of everybody who did not buy back, once, within a day of the end."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select

from app import lawbook
from app.kernel.actors import SYSTEM
from app.kernel.calendar import end_of_day, local_date
from app.kernel.errors import Conflict, NotFound
from app.ledger import facade as ledger
from app.ledger.vocabulary import HoldState, OrderState
from app.store import db, unit_of_work
from app.store.locks import limit_waiting, lock_row
from auction.facts import DepositReleased
from auction.models import Enrollment, Lot
from auction.rules import articles
from auction.vocabulary import LOT, EnrollmentState, LotAction, Venue

#: Deposits a tick sends back; the rest is due again at the next one. The ledger takes as many in
#: one transaction.
BATCH = 200
#: Whose deposit goes back: those who bought nothing.
RETURNABLE = frozenset({EnrollmentState.LOST, EnrollmentState.LAPSED})
#: While a lot stands like this, every deposit on it is bound, the leader's above all.
BINDING = LOT.sources(LotAction.ENROLL)


def release_due_deposits(at: datetime) -> int:
    """Release every deposit that bought nothing, lot by lot; return how many were ended."""
    due = db.session.execute(
        select(Enrollment.lot_id, Enrollment.id)
        .where(
            Enrollment.deposit_ended_at.is_(None),
            Enrollment.state.in_(RETURNABLE),
        )
        .order_by(Enrollment.id)
        .limit(BATCH)
    )
    lots: dict[int, list[int]] = defaultdict(list)
    for lot_id, enrollment_id in due:
        lots[lot_id].append(enrollment_id)
    return sum(_release(lot_id, ids, at=at) for lot_id, ids in lots.items())


def release_deposit(enrollment_id: int, *, at: datetime) -> bool:
    """Give one deposit back, or void its order if it was never paid; say whether it was us.

    18号 art. 23: within 24 hours of the end. Raises Conflict(deposit_still_bound) before it.
    """
    lot_id = db.session.scalar(select(Enrollment.lot_id).filter_by(id=enrollment_id))
    if lot_id is None:
        raise NotFound("enrollment", enrollment_id)
    return _release(lot_id, [enrollment_id], at=at) == 1


def _release(lot_id: int, enrollment_ids: Sequence[int], *, at: datetime) -> int:
    """Give deposits of one lot back in one transaction; return how many were ended by it."""
    with unit_of_work() as work:
        # The lot before the deposits, everywhere (M6): a bid that leads meanwhile is seen here.
        lot = lock_row(Lot, id=lot_id)
        rows = [lock_row(Enrollment, id=one) for one in sorted(enrollment_ids)]
        standing = [row for row in rows if row.deposit_ended_at is None]
        if not standing:
            return 0
        if lot.ended_at is None or any(row.state not in RETURNABLE for row in standing):
            raise Conflict("deposit_still_bound", citations=(articles.DEPOSIT_RETURN,))
        held = []
        for row in standing:
            reference, state = _end(row, at)
            if state is None:
                continue
            if state is HoldState.HELD:
                held.append(reference)
            fact = DepositReleased(lot=lot.no, case_number=lot.case_number, reference=reference)
            work.record(fact, actor=SYSTEM, at=at)
        if held:
            ledger.release_deposits(held, key="release", at=at, due_at=_due_back(lot))
        return len(standing)


def _end(row: Enrollment, at: datetime) -> tuple[str, HoldState | None]:
    """Note the end of a deposit and return how it stands; an order never paid is void."""
    reference = row.deposit_reference
    assert reference is not None
    row.deposit_ended_at = at
    state = ledger.deposit_state(reference)
    if state is None:
        _void_order(reference, at)
    return reference, state


def release_left(enrollment: Enrollment, *, at: datetime) -> None:
    """Give the deposit of a bidder who left before the start back at once (P84).

    Call it under the locks of the lot and of the enrollment. It is no fact of the court: that
    somebody had enrolled stays sealed until the end (18号 art. 18(2)).
    """
    reference, state = _end(enrollment, at)
    if state is HoldState.HELD:
        hours = lawbook.number("deposit_release_hours", on=local_date(at))
        due_at = at + timedelta(hours=hours)
        ledger.release_deposits([reference], key="left", at=at, due_at=due_at)


def _due_back(lot: Lot) -> datetime:
    """Return by when deposits go back: 24 hours online, on site three days (20〔21〕 art. 10)."""
    assert lot.ended_at is not None
    ended_on = local_date(lot.ended_at)
    if lot.venue is Venue.TRADITIONAL:
        days = lawbook.number("offline_deposit_refund_days", on=ended_on)
        return end_of_day(ended_on + timedelta(days=days))
    hours = lawbook.number("deposit_release_hours", on=ended_on)
    return lot.ended_at + timedelta(hours=hours)


def require_bidding_over(references: Sequence[str]) -> None:
    """Refuse to end deposits whose lot still takes bids, whoever asks the ledger for it.

    18号 art. 18, 23; reliability M6. The lots are held against a close or a bid until the end. Who
    left before the start bids no more (P84).
    """
    lot_ids = db.session.scalars(
        select(Enrollment.lot_id)
        .where(
            Enrollment.deposit_reference.in_(references),
            Enrollment.state != EnrollmentState.LEFT,
        )
        .distinct()
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
