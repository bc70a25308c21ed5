"""Open lots when their time has come."""

from datetime import datetime

from sqlalchemy import select, update

from app.kernel.actors import SYSTEM
from app.kernel.facts import stamp
from app.store import Work, db, unit_of_work
from app.store.locks import lock_row
from auction.facts import LotOpened
from auction.models import Lot
from auction.vocabulary import LOT, LotAction, LotState

#: Lots a tick takes at once; the rest is due again at the next one.
BATCH = 50


def open_due_lots(at: datetime) -> int:
    """Open every announced lot whose opening has come; return how many."""
    due = db.session.scalars(
        select(Lot.id)
        .where(Lot.state == LotState.ANNOUNCED, Lot.opens_at <= at)
        .order_by(Lot.opens_at)
        .limit(BATCH)
    ).all()
    return sum(open_lot(lot_id, at=at) for lot_id in due)


def open_lot(lot_id: int, *, at: datetime) -> bool:
    """Open one lot, once, whoever comes first; say whether it was us."""
    with unit_of_work() as work:
        lot = lock_row(Lot, id=lot_id)
        return open_locked(work, lot, at=at)


def open_locked(work: Work, lot: Lot, *, at: datetime) -> bool:
    """Open a lot whose row is held; the old state is named in the update (decision 5)."""
    moved = db.session.execute(
        update(Lot)
        .where(Lot.id == lot.id, Lot.state == LotState.ANNOUNCED, Lot.opens_at <= at)
        .values(state=LOT.after(LotState.ANNOUNCED, LotAction.OPEN), state_since=at)
    )
    if moved.rowcount != 1:  # type: ignore[attr-defined]
        return False
    db.session.refresh(lot)
    assert lot.opens_at
    assert lot.closes_at
    work.record(
        LotOpened(
            lot=lot.no,
            case_number=lot.case_number,
            opens_at=stamp(lot.opens_at),
            closes_at=stamp(lot.closes_at),
        ),
        actor=SYSTEM,
        at=at,
    )
    return True
