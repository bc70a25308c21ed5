"""Find where a person stands in the sales, and what was asked to be erased."""

from collections.abc import Sequence

from sqlalchemy import select

from app.store import db
from auction.models import (
    BiddingGroup,
    Enrollment,
    Erasure,
    GroupMember,
    Lot,
    PurchasePromise,
    PurchaseProof,
)

LIST_MAX = 100


def list_erasures() -> Sequence[Erasure]:
    """Return the newest requests."""
    query = select(Erasure).order_by(Erasure.id.desc()).limit(LIST_MAX)
    return db.session.scalars(query).all()


def list_waiting_erasures() -> Sequence[Erasure]:
    """Return the requests that wait for a second person, oldest first."""
    query = select(Erasure).where(Erasure.answered_at.is_(None)).order_by(Erasure.id)
    return db.session.scalars(query.limit(LIST_MAX)).all()


def list_seats_by_deposit(references: Sequence[str]) -> Sequence[tuple[Enrollment, Lot]]:
    """Return the enrollments behind some deposits, with their lots."""
    query = (
        select(Enrollment, Lot)
        .join(Lot, Lot.id == Enrollment.lot_id)
        .where(Enrollment.deposit_reference.in_(references))
        .order_by(Enrollment.id)
    )
    return [(seat, lot) for seat, lot in db.session.execute(query)]


def list_grouped_lots() -> Sequence[str]:
    """Return the numbers of all lots where people ask to bid together or by an agent."""
    query = select(Lot.no).join(BiddingGroup, BiddingGroup.lot_id == Lot.id).distinct()
    return db.session.scalars(query.order_by(Lot.no)).all()


def has_papers(digests: Sequence[str]) -> bool:
    """Say whether somebody handed in papers of a sale, or stands in a group of bidders."""
    tables = (GroupMember, PurchaseProof, PurchasePromise)
    return any(
        db.session.scalar(select(table.id).where(table.holder_digest.in_(digests)).limit(1))
        for table in tables
    )
