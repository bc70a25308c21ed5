"""Where lots are sold if not in this hall, and how many of each court are."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Integer, cast, func, select

from app.store import db
from auction.models import Enrollment, Lot, OutsideResult, OutsideState, VenuePlan
from auction.vocabulary import EnrollmentState, Venue


def find_plan(lot_id: int) -> VenuePlan | None:
    """Return the plan of a lot's sale elsewhere, or None."""
    return db.session.get(VenuePlan, lot_id)


def standing_plan(lot: Lot) -> VenuePlan | None:
    """Return the plan if it is for the venue the lot has now, else None."""
    plan = None if lot.venue is Venue.INTERNAL else find_plan(lot.id)
    return plan if plan is not None and plan.venue is lot.venue else None


def find_outside_result(lot_id: int) -> OutsideResult | None:
    """Return the recorded result of a sale elsewhere, or None."""
    return db.session.get(OutsideResult, lot_id)


def list_outside_states(lot_id: int, limit: int = 200) -> Sequence[OutsideState]:
    """Return where a sale elsewhere stood, as its platform said, the newest first."""
    query = select(OutsideState).where(OutsideState.lot_id == lot_id)
    return db.session.scalars(query.order_by(OutsideState.stated_at.desc()).limit(limit)).all()


@dataclass(frozen=True)
class VenueCount:
    """How many offers one court announced in one year, by venue."""

    court_code: str
    court_name: str
    year: int
    internal: int
    external: int
    traditional: int

    @property
    def offers(self) -> int:
        """All offers announced."""
        return self.internal + self.external + self.traditional

    @property
    def traditional_share(self) -> str:
        """The traditional ones of all, in percent with two places, rounded half up."""
        hundredths = (self.traditional * 20000 + self.offers) // (2 * self.offers)
        return f"{hundredths // 100}.{hundredths % 100:02d} %"


def count_by_venue(*, limit: int = 500) -> list[VenueCount]:
    """Return the announced offers of every court and year, newest year first.

    The year is that of the first notice, in Shanghai time; each offer of an asset counts once.
    """
    year = cast(func.extract("year", func.timezone("Asia/Shanghai", Lot.announced_at)), Integer)
    internal, external, traditional = (func.count().filter(Lot.venue == one) for one in Venue)
    name = func.max(Lot.court_name)
    rows = db.session.execute(
        select(Lot.court_code, name, year, internal, external, traditional)
        .where(Lot.announced_at.is_not(None))
        .group_by(Lot.court_code, year)
        .order_by(year.desc(), Lot.court_code)
        .limit(limit)
    )
    return [VenueCount(*row) for row in rows]


def is_deposit_in(lot: Lot) -> bool:
    """Say whether nothing of the buyer's deposit is still to come from another platform."""
    if lot.venue is not Venue.EXTERNAL:
        return True
    waiting = select(Enrollment.id).where(
        Enrollment.lot_id == lot.id,
        Enrollment.state == EnrollmentState.WON,
        Enrollment.deposit_reference.is_not(None),
        Enrollment.deposit_ended_at.is_(None),
    )
    return db.session.scalar(waiting.limit(1)) is None
