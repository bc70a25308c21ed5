"""Read what several lots of one case brought, and what remains of them."""

from collections.abc import Sequence

from sqlalchemy import select

from app.store import db
from auction.models import DebtCoverage, Lot
from auction.vocabulary import HALTED, PREPARED_IN, STANDING_SALE, STOPPABLE, LotState

#: A lot in one of these is still to be sold.
REMAINING = (*PREPARED_IN, *STOPPABLE, *HALTED)


def list_brought(case_number: str) -> Sequence[Lot]:
    """Return the lots of a case that brought something: sold and standing, or taken in kind."""
    query = select(Lot).where(
        Lot.case_number == case_number, Lot.state.in_((*STANDING_SALE, LotState.IN_KIND))
    )
    return db.session.scalars(query.order_by(Lot.id).limit(500)).all()


def list_remaining(case_number: str) -> Sequence[Lot]:
    """Return the lots of a case that are still to be sold, drafts included, oldest first."""
    query = select(Lot).where(Lot.case_number == case_number, Lot.state.in_(REMAINING))
    return db.session.scalars(query.order_by(Lot.id).limit(500)).all()


def find_open_coverage(case_number: str) -> DebtCoverage | None:
    """Return of what a judge was told and has not yet decided, or None."""
    query = select(DebtCoverage).where(
        DebtCoverage.case_number == case_number, DebtCoverage.decision.is_(None)
    )
    return db.session.scalar(query)


def list_coverages(case_number: str) -> Sequence[DebtCoverage]:
    """Return every time at which the debts of a case were covered, the newest first."""
    query = select(DebtCoverage).where(DebtCoverage.case_number == case_number)
    return db.session.scalars(query.order_by(DebtCoverage.id.desc()).limit(50)).all()


def list_open_coverages(court_id: int, limit: int = 50) -> Sequence[tuple[DebtCoverage, Lot]]:
    """Return what the judges of a court have to decide, with the lot that made it enough."""
    query = (
        select(DebtCoverage, Lot)
        .join(Lot, Lot.id == DebtCoverage.lot_id)
        .where(DebtCoverage.court_id == court_id, DebtCoverage.decision.is_(None))
        .order_by(DebtCoverage.id)
        .limit(limit)
    )
    return [(row, lot) for row, lot in db.session.execute(query)]
