"""Read negotiations."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from app.store import db
from registry.models import Asset, CourtCase, Draw, Negotiation
from registry.vocabulary import DrawState, NegotiationOutcome


def find_negotiation(draw_id: int) -> Negotiation | None:
    """Return the negotiation of a draw, freshly read."""
    query = select(Negotiation).where(Negotiation.draw_id == draw_id)
    return db.session.scalar(query.execution_options(populate_existing=True))


def list_due_negotiations(now: datetime) -> Sequence[str]:
    """Return the numbers of the draws whose negotiation is over by time, oldest end first."""
    query = (
        select(Draw.no)
        .join(Negotiation, Negotiation.draw_id == Draw.id)
        .where(
            Draw.state == DrawState.NEGOTIATING,
            Negotiation.outcome == NegotiationOutcome.OPEN,
            Negotiation.until < now,
        )
        .order_by(Negotiation.until)
        .limit(100)
    )
    return db.session.scalars(query).all()


def list_negotiations_of_case(case_id: int) -> Sequence[Negotiation]:
    """Return the open negotiations of a case, oldest first."""
    query = (
        select(Negotiation)
        .join(Draw, Negotiation.draw_id == Draw.id)
        .join(Asset, Draw.asset_id == Asset.id)
        .where(Asset.case_id == case_id, Negotiation.outcome == NegotiationOutcome.OPEN)
        .order_by(Negotiation.id)
        .limit(100)
    )
    return db.session.scalars(query).all()


def list_draws_agreed(court_id: int) -> Sequence[Draw]:
    """Return the agreed choices of a court that nobody was told of yet, oldest first."""
    query = (
        select(Draw)
        .join(Asset, Draw.asset_id == Asset.id)
        .join(CourtCase, Asset.case_id == CourtCase.id)
        .where(CourtCase.court_id == court_id, Draw.state == DrawState.AGREED)
        .order_by(Draw.id)
        .limit(100)
    )
    return db.session.scalars(query).all()
