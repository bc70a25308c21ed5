"""Times to look at a thing: the court offers them, a visitor takes a place and gives it back.

法释〔2016〕18号 art. 14(4): a bidder may ask to see the thing itself. Who comes is known to the
court by a form of address and a number alone: it sells to people it does not know (18(2), P75).
"""

from datetime import datetime, timedelta

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert

from app.kernel.actors import Actor, require_court
from app.kernel.errors import Conflict, NotFound, Refusal
from app.kernel.facts import stamp
from app.store import db, unit_of_work
from app.store.locks import lock_row
from auction.facts.interest import (
    ViewingBooked,
    ViewingCanceled,
    ViewingOffered,
    ViewingWithdrawn,
)
from auction.models import Lot, Viewing, ViewingBooking
from auction.services.interest import VISITOR, running_lot, visitor_digest

#: Viewings of one lot that stand at a time, and how long one lasts at most (P76).
VIEWINGS_MAX = 50
LASTS_MAX = timedelta(days=1)
#: The least that is a reason, in signs; as for a suspension.
REASON_MIN = 5


def offer_viewing(
    *,
    lot_no: str,
    starts_at: datetime,
    ends_at: datetime,
    place: str,
    capacity: int,
    actor: Actor,
    at: datetime,
) -> None:
    """Offer a time with room for so many; the same beginning twice is once.

    Raises Conflict(lot_over), Refusal(viewing_times, too_many_viewings).
    """
    with unit_of_work() as work:
        lot = running_lot(lot_no, at)
        require_court(actor, lot.court_id)
        assert lot.closes_at is not None
        is_too_long = not timedelta(0) < ends_at - starts_at <= LASTS_MAX
        if starts_at <= at or starts_at >= lot.closes_at or is_too_long:
            raise Refusal("viewing_times", fields={"starts_at": ["viewing_times"]})
        made = db.session.scalar(
            insert(Viewing)
            .values(
                lot_id=lot.id,
                starts_at=starts_at,
                ends_at=ends_at,
                place=place,
                capacity=capacity,
                taken=0,
                offered_by=actor.label,
                offered_at=at,
            )
            .on_conflict_do_nothing()
            .returning(Viewing.id)
        )
        if made is None:
            return
        standing = select(func.count()).where(
            Viewing.lot_id == lot.id, Viewing.withdrawn_at.is_(None)
        )
        if db.session.scalars(standing).one() > VIEWINGS_MAX:
            raise Refusal("too_many_viewings", params={"most": VIEWINGS_MAX})
        fact = ViewingOffered(
            lot=lot.no,
            case_number=lot.case_number,
            viewing=made,
            starts_at=stamp(starts_at),
            ends_at=stamp(ends_at),
        )
        work.record(fact, actor=actor, at=at)


def withdraw_viewing(
    *, lot_no: str, viewing_id: int, reason: str, actor: Actor, at: datetime
) -> None:
    """Call a viewing off; whoever had a place reads it on the desk. Twice is once.

    Raises Refusal(reason_missing), Conflict(viewing_begun).
    """
    with unit_of_work() as work:
        viewing, lot = _locked(lot_no, viewing_id)
        require_court(actor, lot.court_id)
        if viewing.withdrawn_at is not None:
            return
        if len(reason.strip()) < REASON_MIN:
            raise Refusal("reason_missing", fields={"reason": ["reason_missing"]})
        _require_ahead(viewing, at)
        viewing.withdrawn_at, viewing.reason, viewing.taken = at, reason.strip(), 0
        db.session.execute(
            update(ViewingBooking)
            .where(ViewingBooking.viewing_id == viewing.id, ViewingBooking.canceled_at.is_(None))
            .values(canceled_at=at)
        )
        fact = ViewingWithdrawn(
            lot=lot.no,
            case_number=lot.case_number,
            viewing=viewing.id,
            starts_at=stamp(viewing.starts_at),
            reason=viewing.reason,
        )
        work.record(fact, actor=actor, at=at)


def book_viewing(*, lot_no: str, viewing_id: int, called: str, actor: Actor, at: datetime) -> None:
    """Take a place; twice is once, and nobody holds two on one lot.

    The viewing's row is the sequencer: of two who want the last place, the first gets it. Raises
    Conflict(lot_over, viewing_withdrawn, viewing_begun, viewing_full, already_booked).
    """
    digest = visitor_digest(actor)
    with unit_of_work() as work:
        lot = running_lot(lot_no, at)
        viewing, _ = _locked(lot_no, viewing_id)
        own = _own_booking(lot, digest)
        if own is not None and own.viewing_id == viewing.id:
            return
        if viewing.withdrawn_at is not None:
            raise Conflict("viewing_withdrawn")
        _require_ahead(viewing, at)
        if own is not None:
            raise Conflict("already_booked")
        if viewing.is_full:
            raise Conflict("viewing_full")
        made = db.session.scalar(
            insert(ViewingBooking)
            .values(
                viewing_id=viewing.id,
                lot_id=lot.id,
                visitor_digest=digest,
                called=called,
                booked_at=at,
            )
            .on_conflict_do_nothing()
            .returning(ViewingBooking.id)
        )
        if made is None:
            # Another window of the same person was quicker, at another viewing.
            raise Conflict("already_booked")
        viewing.taken += 1
        work.record(ViewingBooked(lot=lot.no, viewing=viewing.id), actor=VISITOR, at=at)


def cancel_booking(*, lot_no: str, viewing_id: int, actor: Actor, at: datetime) -> None:
    """Give one's place back before the viewing begins; twice is once.

    Raises Conflict(viewing_begun).
    """
    with unit_of_work() as work:
        viewing, lot = _locked(lot_no, viewing_id)
        own = _own_booking(lot, visitor_digest(actor))
        if own is None or own.viewing_id != viewing.id:
            return
        _require_ahead(viewing, at)
        own.canceled_at = at
        viewing.taken -= 1
        work.record(ViewingCanceled(lot=lot.no, viewing=viewing.id), actor=VISITOR, at=at)


def _locked(lot_no: str, viewing_id: int) -> tuple[Viewing, Lot]:
    viewing = lock_row(Viewing, id=viewing_id)
    lot = db.session.get_one(Lot, viewing.lot_id)
    if lot.no != lot_no:
        raise NotFound("viewing", viewing_id)
    return viewing, lot


def _require_ahead(viewing: Viewing, at: datetime) -> None:
    if viewing.starts_at <= at:
        raise Conflict("viewing_begun")


def _own_booking(lot: Lot, digest: str) -> ViewingBooking | None:
    query = select(ViewingBooking).where(
        ViewingBooking.lot_id == lot.id,
        ViewingBooking.visitor_digest == digest,
        ViewingBooking.canceled_at.is_(None),
    )
    return db.session.scalar(query.execution_options(populate_existing=True))
