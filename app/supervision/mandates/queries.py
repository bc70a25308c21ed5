"""Read mandates, and what was read under them and otherwise."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import and_, exists, or_, select
from sqlalchemy.orm import aliased

from app.kernel.errors import NotFound
from app.store import db
from app.supervision.mandates.models import Mandate
from app.trail.models import TrailEntry

LIST_MAX = 100
#: Facts that say that somebody opened what is not for everybody.
READS = (
    "supervision.case.observed",
    "supervision.sealed.read",
    "supervision.read.refused",
    "auction.glass.read",
    "auction.purchase.read",
    "auction.group.read",
    "auction.identity.opened",
    "identity.name.read",
    "ledger.names.read",
    "ledger.party.opened",
)


def get_mandate(no: str, *, for_reading: bool = False) -> Mandate:
    """Return a mandate; raise NotFound.

    ``for_reading`` holds it as it is until the reading is on the record: a withdrawal waits.
    """
    query = select(Mandate).where(Mandate.no == no)
    if for_reading:
        query = query.with_for_update(read=True).execution_options(populate_existing=True)
    found = db.session.scalar(query)
    if found is None:
        raise NotFound("mandate", no)
    return found


def list_mandates_of(observer_id: int) -> Sequence[Mandate]:
    """Return the mandates of one person, newest first."""
    query = select(Mandate).where(Mandate.observer_id == observer_id)
    return db.session.scalars(query.order_by(Mandate.id.desc()).limit(LIST_MAX)).all()


def list_mandates(court_id: int | None) -> Sequence[Mandate]:
    """Return the mandates over a court, of all courts if none is given, newest first."""
    query = select(Mandate).order_by(Mandate.id.desc()).limit(LIST_MAX)
    if court_id is not None:
        query = query.where(Mandate.court_id == court_id)
    return db.session.scalars(query).all()


def list_over(at: datetime, limit: int = 50) -> Sequence[Mandate]:
    """Return the mandates whose end is not recorded yet though it is there."""
    query = select(Mandate).where(Mandate.ended_at.is_(None), Mandate.ends_at <= at)
    return db.session.scalars(query.order_by(Mandate.ends_at).limit(limit)).all()


def has_running(observer_id: int, at: datetime) -> bool:
    """Say whether a person still reads under some mandate."""
    query = select(Mandate).where(
        Mandate.observer_id == observer_id, Mandate.withdrawn_at.is_(None), Mandate.ends_at > at
    )
    return any(
        mandate.standing(at).value == "running" for mandate in db.session.scalars(query.limit(200))
    )


def cases_of_court(court_id: int, limit: int = 200) -> Sequence[str]:
    """Return the cases that a court's own staff acted in, the newest first."""
    query = (
        select(TrailEntry.case_number)
        .where(TrailEntry.court_id == court_id, TrailEntry.name == "registry.case.registered")
        .order_by(TrailEntry.id.desc())
        .limit(limit)
    )
    return [number for number in db.session.scalars(query) if number is not None]


def list_reads(court_id: int | None, limit: int = LIST_MAX) -> Sequence[TrailEntry]:
    """Return who read what of a court's cases, newest first; of all courts if none is given."""
    query = select(TrailEntry).where(TrailEntry.name.in_(READS))
    if court_id is not None:
        own = aliased(TrailEntry)
        is_of_court = exists(
            select(own.id).where(
                own.case_number == TrailEntry.case_number,
                own.court_id == court_id,
                own.name == "registry.case.registered",
            )
        )
        # A fact of a mandate names the court it is over: of a whole court it names no case, and
        # whoever observes acts for no court.
        is_over_court = and_(
            TrailEntry.name.startswith("supervision."),
            TrailEntry.payload["court_id"].as_integer() == court_id,
        )
        query = query.where(or_(TrailEntry.court_id == court_id, is_of_court, is_over_court))
    return db.session.scalars(query.order_by(TrailEntry.id.desc()).limit(limit)).all()
