"""Read whom an agency met: buyers of what it appraised, judges of the cases it appraised in."""

from sqlalchemy import select

from app.store import db
from auction.models import Lot, Result, ScreenPrice, ScreenSeat
from auction.vocabulary import ENDED_STATES
from registry.vocabulary import AssetKind, AssetNature

#: The newest things of one kind among which meetings are counted (P108).
MEETINGS_MAX = 1_000


def list_purchases(kind: AssetKind) -> list[tuple[str, str]]:
    """Return agency and buyer's mark of the newest appraisals whose lots were sold, each once."""
    query = (
        select(Lot.appraisal_no, ScreenPrice.agency_code, ScreenSeat.person_mark)
        .join(Lot, Lot.id == ScreenPrice.lot_id)
        .join(Result, Result.lot_id == ScreenPrice.lot_id)
        .join(
            ScreenSeat,
            (ScreenSeat.lot_id == Result.lot_id) & (ScreenSeat.paddle == Result.paddle),
        )
        .where(ScreenPrice.kind == kind, ScreenPrice.agency_code != "")
        .order_by(ScreenPrice.lot_id.desc())
        .limit(MEETINGS_MAX)
    )
    bought = {(no, agency, mark) for no, agency, mark in db.session.execute(query)}
    return [(agency, mark) for _, agency, mark in bought]


def list_appraised_cases(court_id: int, nature: AssetNature) -> dict[str, str]:
    """Return the case of each of a court's newest appraisals of one nature that came to a sale."""
    query = (
        select(Lot.appraisal_no, Lot.case_number)
        .where(Lot.court_id == court_id, Lot.nature == nature, Lot.state.in_(ENDED_STATES))
        .order_by(Lot.id.desc())
        .limit(MEETINGS_MAX)
    )
    return dict(db.session.execute(query).all())
