"""Read the sale: one lot, its papers, and the lists the public sees."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from app.kernel.errors import NotFound
from app.kernel.money import Money
from app.store import db
from app.store.paging import Page, keyset
from app.trail.models import TrailEntry
from appraisal.facts import PriceFixed
from auction.models import (
    Bid,
    Confirmation,
    Lot,
    Notice,
    NoticeService,
    PanelDecision,
    Result,
)
from auction.vocabulary import (
    ENDED_STATES,
    PUBLIC_STATES,
    Phase,
    states_of,
)
from registry.vocabulary import AssetNature

#: How long an ended lot stays in the strip of recent results on the home page.
RECENT = timedelta(days=30)


def get_lot(no: str) -> Lot:
    """Return a lot by its number; raise NotFound."""
    lot = db.session.scalar(select(Lot).where(Lot.no == no))
    if lot is None:
        raise NotFound("lot", no)
    return lot


def get_public_lot(no: str) -> Lot:
    """Return a lot that has been announced; raise NotFound for a draft as for none."""
    lot = get_lot(no)
    if lot.state not in PUBLIC_STATES or lot.announced_at is None:
        raise NotFound("lot", no)
    return lot


def find_decision(lot_id: int) -> PanelDecision | None:
    """Return the panel's last decision on a lot, or None."""
    return db.session.scalar(
        select(PanelDecision)
        .where(PanelDecision.lot_id == lot_id)
        .order_by(PanelDecision.id.desc())
        .limit(1)
    )


def find_notice(lot_id: int, version: int) -> Notice | None:
    """Return one version of the notice, or None."""
    return db.session.get(Notice, (lot_id, version))


def first_media(lot_ids: Sequence[int]) -> dict[int, int]:
    """Return the first file of each lot's newest notice, in one query."""
    rows = db.session.execute(
        select(Notice.lot_id, Notice.media)
        .where(Notice.lot_id.in_(lot_ids))
        .order_by(Notice.lot_id, Notice.version)
    )
    return {lot_id: int(media[0]) for lot_id, media in rows if media}


def list_services(lot_id: int) -> Sequence[NoticeService]:
    """Return who was told of the sale, in order."""
    return db.session.scalars(
        select(NoticeService)
        .where(NoticeService.lot_id == lot_id)
        .order_by(NoticeService.id)
        .limit(200)
    ).all()


def list_bids(lot_id: int, *, after: int = 0, limit: int = 1000) -> Sequence[Bid]:
    """Return accepted bids in order of their place."""
    return db.session.scalars(
        select(Bid).where(Bid.lot_id == lot_id, Bid.seq > after).order_by(Bid.seq).limit(limit)
    ).all()


def list_last_bids(lot_id: int, limit: int = 200) -> Sequence[Bid]:
    """Return the newest accepted bids, oldest of them first."""
    newest = db.session.scalars(
        select(Bid).where(Bid.lot_id == lot_id).order_by(Bid.seq.desc()).limit(limit)
    ).all()
    return list(reversed(newest))


def find_result(lot_id: int) -> Result | None:
    """Return how a lot ended, or None while it has not."""
    return db.session.get(Result, lot_id)


def find_confirmation(lot_id: int) -> Confirmation | None:
    """Return the confirmation of a sale, or None."""
    return db.session.get(Confirmation, lot_id)


@dataclass(frozen=True)
class LotFilter:
    """What a visitor looks for."""

    phase: Phase | None = None
    nature: AssetNature | None = None
    court: str | None = None
    region: str | None = None
    q: str = ""
    min_price: Money | None = None
    max_price: Money | None = None


def _in_phase(phase: Phase, now: datetime) -> ColumnElement[bool]:
    """Return the condition that says the same as ``phase_at``, for the database."""
    times: dict[Phase, ColumnElement[bool]] = {
        Phase.UPCOMING: Lot.opens_at > now,
        Phase.BIDDING: and_(Lot.opens_at <= now, Lot.closes_at > now),
        Phase.CLOSING: Lot.closes_at <= now,
    }
    in_state = Lot.state.in_(states_of(phase))
    return and_(in_state, times[phase]) if phase in times else in_state


def _public() -> Select[Any]:
    return select(Lot).where(Lot.state.in_(PUBLIC_STATES), Lot.announced_at.is_not(None))


def _like(text: str) -> str:
    """Return a pattern that finds the text as it is: no sign of it is a wildcard."""
    escaped = text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{escaped}%"


def _filtered(wanted: LotFilter, now: datetime) -> Select[Any]:
    query = _public()
    shown_price = func.coalesce(Lot.price, Lot.start_price)
    if wanted.phase is not None:
        query = query.where(_in_phase(wanted.phase, now))
    if wanted.nature is not None:
        query = query.where(Lot.nature == wanted.nature)
    if wanted.court:
        query = query.where(Lot.court_code == wanted.court)
    if wanted.region:
        query = query.where(Lot.region_code.startswith(wanted.region, autoescape=True))
    for word in wanted.q.split()[:5]:
        pattern = _like(word)
        query = query.where(
            or_(
                Lot.title.ilike(pattern),
                Lot.address.ilike(pattern),
                Lot.no.ilike(pattern),
                Lot.case_number.ilike(pattern),
                Lot.court_name.ilike(pattern),
            )
        )
    if wanted.min_price is not None:
        query = query.where(shown_price >= wanted.min_price)
    if wanted.max_price is not None:
        query = query.where(shown_price <= wanted.max_price)
    return query


def list_public_lots(
    wanted: LotFilter, *, now: datetime, after: int | None = None, limit: int = 20
) -> Page:
    """Return announced lots that fit, newest first, a page at a time."""
    return keyset(_filtered(wanted, now), column=Lot.id, after=after, limit=limit)


def list_live_lots(now: datetime, limit: int = 12) -> Sequence[Lot]:
    """Return lots under bidding, the next to close first."""
    bidding = or_(_in_phase(Phase.BIDDING, now), _in_phase(Phase.SUSPENDED, now))
    query = _public().where(bidding).order_by(Lot.closes_at, Lot.id).limit(limit)
    return list(db.session.scalars(query))


def list_coming_lots(now: datetime, limit: int = 12) -> Sequence[Lot]:
    """Return lots that wait for their opening, the next to open first."""
    query = _public().where(_in_phase(Phase.UPCOMING, now))
    return list(db.session.scalars(query.order_by(Lot.opens_at, Lot.id).limit(limit)))


def list_ended_lots(now: datetime, limit: int = 8) -> Sequence[Lot]:
    """Return lots that ended lately, the last first."""
    query = _public().where(Lot.state.in_(ENDED_STATES), Lot.ended_at > now - RECENT)
    return list(db.session.scalars(query.order_by(Lot.ended_at.desc(), Lot.id).limit(limit)))


def count_by_nature() -> dict[AssetNature, int]:
    """Return how many announced lots there are of each nature."""
    rows = db.session.execute(
        select(Lot.nature, func.count())
        .where(Lot.state.in_(PUBLIC_STATES), Lot.announced_at.is_not(None))
        .group_by(Lot.nature)
    )
    return {row[0]: row[1] for row in rows}


def list_public_courts() -> Sequence[tuple[str, str]]:
    """Return code and name of the courts that have announced lots."""
    rows = db.session.execute(
        select(Lot.court_code, Lot.court_name)
        .where(Lot.state.in_(PUBLIC_STATES), Lot.announced_at.is_not(None))
        .distinct()
        .order_by(Lot.court_code)
        .limit(500)
    )
    return [(code, name) for code, name in rows]


def list_court_lots(court_id: int | None, limit: int = 100) -> Sequence[Lot]:
    """Return the lots of a court, drafts included, the newest first; of all courts for None."""
    query = select(Lot).order_by(Lot.id.desc()).limit(limit)
    if court_id is not None:
        query = query.where(Lot.court_id == court_id)
    return db.session.scalars(query).all()


def list_lots_of_case(case_number: str, limit: int = 200) -> Sequence[Lot]:
    """Return every lot of a case, whatever its state, oldest first."""
    query = select(Lot).where(Lot.case_number == case_number).order_by(Lot.id).limit(limit)
    return db.session.scalars(query).all()


def list_assets_to_draft(limit: int = 200) -> list[str]:
    """Return assets whose reference price was fixed and that no lot was drafted from."""
    fixed = db.session.scalars(
        select(TrailEntry.payload["asset_no"].astext)
        .where(TrailEntry.name == PriceFixed.name)
        .order_by(TrailEntry.id.desc())
        .limit(limit)
    ).all()
    taken = set(db.session.scalars(select(Lot.asset_no).where(Lot.asset_no.in_(fixed))))
    return [asset_no for asset_no in dict.fromkeys(fixed) if asset_no not in taken]
