"""Read what visitors asked and where they look; by whom is asked with a digest only."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Row, func, select

from app.store import db
from auction.models import Lot, Question, Viewing, ViewingBooking
from auction.vocabulary import HALTED, STOPPABLE

#: Questions one page shows at most, the newest first.
SHOWN = 200


def list_answered(lot_id: int) -> Sequence[Question]:
    """Return the public questions of a lot, the last answer first."""
    return db.session.scalars(
        select(Question)
        .where(Question.lot_id == lot_id, Question.answered_at.is_not(None))
        .order_by(Question.answered_at.desc(), Question.id.desc())
        .limit(SHOWN)
    ).all()


def list_waiting(lot_id: int, visitor_digest: str | None = None) -> Sequence[Question]:
    """Return the questions of a lot without an answer, oldest first; of one person if named."""
    query = select(Question).where(Question.lot_id == lot_id, Question.answered_at.is_(None))
    if visitor_digest is not None:
        query = query.where(Question.visitor_digest == visitor_digest)
    return db.session.scalars(query.order_by(Question.id).limit(SHOWN)).all()


def count_waiting(court_id: int, now: datetime) -> Sequence[Row[Lot, int]]:
    """Return the court's lots that can still be asked about, each with how many wait."""
    count = func.count(Question.id)
    query = (
        select(Lot, count)
        .join(Question, Question.lot_id == Lot.id)
        .where(
            Lot.court_id == court_id,
            Question.answered_at.is_(None),
            Lot.state.in_(HALTED) | (Lot.state.in_(STOPPABLE) & (Lot.closes_at > now)),
        )
        .group_by(Lot.id)
        .order_by(Lot.id)
        .limit(SHOWN)
    )
    return db.session.execute(query).all()


def list_viewings(lot_id: int, *, after: datetime | None = None) -> Sequence[Viewing]:
    """Return the viewings of a lot in order of time; of those ahead only what stands."""
    query = select(Viewing).where(Viewing.lot_id == lot_id)
    if after is not None:
        query = query.where(Viewing.starts_at > after, Viewing.withdrawn_at.is_(None))
    return db.session.scalars(query.order_by(Viewing.starts_at, Viewing.id).limit(SHOWN)).all()


def list_bookings(viewing_id: int) -> Sequence[ViewingBooking]:
    """Return who comes to a viewing, in order of booking."""
    return db.session.scalars(
        select(ViewingBooking)
        .where(ViewingBooking.viewing_id == viewing_id, ViewingBooking.canceled_at.is_(None))
        .order_by(ViewingBooking.id)
        .limit(500)
    ).all()


def list_own_viewings(
    visitor_digest: str, after: datetime
) -> Sequence[Row[Lot, Viewing, ViewingBooking]]:
    """Return the places one has at viewings ahead, and those the court called off."""
    is_called_off = ViewingBooking.canceled_at == Viewing.withdrawn_at
    query = (
        select(Lot, Viewing, ViewingBooking)
        .join(Viewing, Viewing.lot_id == Lot.id)
        .join(ViewingBooking, ViewingBooking.viewing_id == Viewing.id)
        .where(
            ViewingBooking.visitor_digest == visitor_digest,
            Viewing.starts_at > after,
            ViewingBooking.canceled_at.is_(None) | is_called_off,
        )
        .order_by(Viewing.starts_at)
        .limit(SHOWN)
    )
    return db.session.execute(query).all()
