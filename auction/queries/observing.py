"""Read what is sealed of a lot, without opening it."""

from collections.abc import Sequence

from sqlalchemy import select

from app.store import db
from auction.models import Enrollment, Lot, PurchaseProof
from auction.vocabulary import ENDED_STATES

LIST_MAX = 500


def list_paddles(lot_id: int) -> Sequence[str]:
    """Return the paddles of a lot in their order."""
    query = select(Enrollment.paddle).where(
        Enrollment.lot_id == lot_id, Enrollment.paddle.is_not(None)
    )
    found = db.session.scalars(query.order_by(Enrollment.paddle).limit(LIST_MAX))
    return [paddle for paddle in found if paddle is not None]


def list_proofs(lot_id: int) -> Sequence[PurchaseProof]:
    """Return the proofs of qualification of a lot, oldest first; the papers stay sealed."""
    query = select(PurchaseProof).where(PurchaseProof.lot_id == lot_id)
    return db.session.scalars(query.order_by(PurchaseProof.id).limit(LIST_MAX)).all()


def list_ended(case_number: str) -> Sequence[tuple[str, str]]:
    """Return number and title of a case's lots whose bidding has ended."""
    query = select(Lot.no, Lot.title).where(
        Lot.case_number == case_number,
        Lot.state.in_(ENDED_STATES),
        Lot.announced_at.is_not(None),
    )
    rows = db.session.execute(query.order_by(Lot.id).limit(LIST_MAX))
    return [(no, title) for no, title in rows]
