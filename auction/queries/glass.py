"""Read who asked to break the glass, and what the court said."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from app.store import db
from auction.models import Enrollment, GlassAnswer, GlassRequest, Lot


def find_holder_of(lot_id: int, paddle: str) -> Enrollment | None:
    """Return the enrollment that bid under a paddle of a lot, or None."""
    query = select(Enrollment).where(Enrollment.lot_id == lot_id, Enrollment.paddle == paddle)
    return db.session.scalar(query)


def find_request(lot_id: int, request_id: int) -> GlassRequest | None:
    """Return a request about a lot, or None."""
    query = select(GlassRequest).where(GlassRequest.lot_id == lot_id, GlassRequest.id == request_id)
    return db.session.scalar(query)


def find_answer(request_id: int) -> GlassAnswer | None:
    """Return what the court said to a request, or None while nobody answered."""
    return db.session.scalar(select(GlassAnswer).where(GlassAnswer.request_id == request_id))


def list_requests(lot_id: int) -> Sequence[tuple[GlassRequest, GlassAnswer | None]]:
    """Return the requests about a lot with their answers, the newest first."""
    query = (
        select(GlassRequest, GlassAnswer)
        .outerjoin(GlassAnswer, GlassAnswer.request_id == GlassRequest.id)
        .where(GlassRequest.lot_id == lot_id)
        .order_by(GlassRequest.id.desc())
        .limit(100)
    )
    return [(request, answer) for request, answer in db.session.execute(query)]


def list_waiting(
    at: datetime, *, court_id: int | None = None, lot_id: int | None = None
) -> Sequence[tuple[GlassRequest, Lot]]:
    """Return the requests that wait for a second person, of one court or lot if given."""
    query = (
        select(GlassRequest, Lot)
        .join(Lot, Lot.id == GlassRequest.lot_id)
        .outerjoin(GlassAnswer, GlassAnswer.request_id == GlassRequest.id)
        .where(GlassAnswer.id.is_(None), GlassRequest.lapses_at > at)
        .order_by(GlassRequest.id)
        .limit(50)
    )
    if court_id is not None:
        query = query.where(Lot.court_id == court_id)
    if lot_id is not None:
        query = query.where(Lot.id == lot_id)
    return [(request, lot) for request, lot in db.session.execute(query)]
