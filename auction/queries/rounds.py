"""Read how offers of one asset follow each other, and who is asked between them."""

from collections.abc import Sequence

from sqlalchemy import func, select

from app.store import db
from auction.models import InKindAnswer, InKindOffer, Lot, LotAct
from auction.queries.parts import of_asset
from auction.vocabulary import LIVELESS, LotState, Round


def find_live_lot_of_asset(asset_no: str) -> Lot | None:
    """Return the sale an asset is in, alone or with others, or None."""
    return db.session.scalar(
        select(Lot)
        .where(of_asset(asset_no), Lot.state.not_in(LIVELESS))
        .order_by(Lot.id.desc())
        .limit(1)
    )


def find_last_lot_of_asset(asset_no: str) -> Lot | None:
    """Return the newest lot of an asset, however it ended, or None."""
    query = select(Lot).where(of_asset(asset_no)).order_by(Lot.id.desc()).limit(1)
    return db.session.scalar(query)


def find_following_lot(lot: Lot) -> Lot | None:
    """Return the lot that offers the asset again after this one, unless it was taken back."""
    return db.session.scalar(
        select(Lot)
        .where(Lot.follows_id == lot.id, Lot.state != LotState.WITHDRAWN)
        .order_by(Lot.id.desc())
        .limit(1)
    )


def round_before(lot: Lot) -> Round | None:
    """Return the round whose failure a lot follows; none of a first auction."""
    before: Lot | None = lot
    while before is not None and before.round is lot.round:
        before = db.session.get(Lot, before.follows_id) if before.follows_id else None
    return before.round if before is not None else None


def list_offers_of_asset(lot: Lot, limit: int = 50) -> Sequence[Lot]:
    """Return every lot of the same asset that the public knows, oldest first."""
    return db.session.scalars(
        select(Lot)
        .where(of_asset(lot.asset_no), Lot.announced_at.is_not(None))
        .order_by(Lot.id)
        .limit(limit)
    ).all()


def list_acts(lot_id: int, limit: int = 100) -> Sequence[LotAct]:
    """Return what the court decided about a lot's course, the newest first."""
    query = select(LotAct).where(LotAct.lot_id == lot_id)
    return db.session.scalars(query.order_by(LotAct.id.desc()).limit(limit)).all()


def find_open_offer(lot_id: int) -> InKindOffer | None:
    """Return the asking of the creditors that is still open, or None."""
    return db.session.scalar(
        select(InKindOffer).where(InKindOffer.lot_id == lot_id, InKindOffer.ended_at.is_(None))
    )


def find_last_offer(lot_id: int) -> InKindOffer | None:
    """Return the last asking of the creditors after a failed round, or None."""
    query = select(InKindOffer).where(InKindOffer.lot_id == lot_id)
    return db.session.scalar(query.order_by(InKindOffer.id.desc()).limit(1))


def list_answers(offer_id: int, limit: int = 500) -> Sequence[InKindAnswer]:
    """Return what the creditors answered, in the order of their answers."""
    query = select(InKindAnswer).where(InKindAnswer.offer_id == offer_id)
    return db.session.scalars(query.order_by(InKindAnswer.id).limit(limit)).all()


def list_unsold_lots_of_case(case_number: str, limit: int = 100) -> Sequence[Lot]:
    """Return the lots of a case that a creditor may take, the newest of each asset alone."""
    newest = select(func.max(Lot.id)).group_by(Lot.asset_no)
    return db.session.scalars(
        select(Lot)
        .where(
            Lot.case_number == case_number,
            Lot.id.in_(newest.where(Lot.case_number == case_number)),
            Lot.state.in_((LotState.UNSOLD, LotState.IN_KIND_OFFERED)),
        )
        .order_by(Lot.id.desc())
        .limit(limit)
    ).all()


def count_offers(lot_id: int) -> int:
    """Return how often the creditors were asked after this round."""
    query = select(func.count()).select_from(InKindOffer).where(InKindOffer.lot_id == lot_id)
    return db.session.scalar(query) or 0
