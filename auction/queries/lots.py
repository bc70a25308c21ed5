"""Read the sale: one lot and its papers, and the lists the court works by."""

from collections.abc import Sequence

from sqlalchemy import or_, select

from app.kernel.errors import NotFound
from app.store import db
from app.trail.models import TrailEntry
from appraisal.facts import PriceFixed
from auction.models import (
    Bid,
    Confirmation,
    Enrollment,
    Lot,
    LotPart,
    Notice,
    NoticeService,
    PanelDecision,
    PanelSignature,
    Result,
)
from auction.vocabulary import PUBLIC_STATES, LotState


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


def list_signatures(decision_id: int) -> list[PanelSignature]:
    """Return the signatures of a panel's record, by place."""
    return list(
        db.session.scalars(
            select(PanelSignature)
            .where(PanelSignature.decision_id == decision_id)
            .order_by(PanelSignature.place)
            .limit(100)
        )
    )


def find_signature(decision_id: int, place: int) -> PanelSignature | None:
    """Return the signature at a place of a panel's record, or None."""
    return db.session.scalar(select(PanelSignature).filter_by(decision_id=decision_id, place=place))


def list_priority_bidders(lot_id: int) -> set[int]:
    """Return the ranks whose holders bid; read it only once bidding has ended."""
    query = (
        select(Enrollment.priority_rank)
        .join(Bid, (Bid.lot_id == Enrollment.lot_id) & (Bid.paddle == Enrollment.paddle))
        .where(Enrollment.lot_id == lot_id, Enrollment.priority_rank.is_not(None))
        .distinct()
        .limit(100)
    )
    return {rank for rank in db.session.scalars(query) if rank is not None}


def list_notices(lot_id: int) -> list[Notice]:
    """Return the published versions of a lot's notice, oldest first."""
    return list(
        db.session.scalars(
            select(Notice)
            .where(Notice.lot_id == lot_id, Notice.published_at.is_not(None))
            .order_by(Notice.version)
            .limit(100)
        )
    )


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
    """Return assets whose reference price was fixed and that no lot was drafted from.

    A draft that was taken back before its notice does not count.
    """
    fixed = db.session.scalars(
        select(TrailEntry.payload["asset_no"].astext)
        .where(TrailEntry.name == PriceFixed.name)
        .order_by(TrailEntry.id.desc())
        .limit(limit)
    ).all()
    is_kept = or_(Lot.state != LotState.WITHDRAWN, Lot.announced_at.is_not(None))
    alone = select(Lot.asset_no).where(Lot.asset_no.in_(fixed), is_kept)
    parts = select(LotPart.asset_no).join(Lot, Lot.id == LotPart.lot_id)
    together = parts.where(LotPart.asset_no.in_(fixed), is_kept)
    taken = {*db.session.scalars(alone), *db.session.scalars(together)}
    return [asset_no for asset_no in dict.fromkeys(fixed) if asset_no not in taken]
