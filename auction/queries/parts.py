"""Read which things a lot is made of, and in which lots a thing stands."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, exists, or_, select

from app.store import db
from auction.models import Lot, LotMerger, LotPart


def of_asset(asset_no: str) -> ColumnElement[bool]:
    """Match every lot that offers an asset, alone or as a part of several things."""
    part = select(LotPart.lot_id).where(LotPart.lot_id == Lot.id, LotPart.asset_no == asset_no)
    return or_(Lot.asset_no == asset_no, exists(part))


def list_parts(lot_id: int, limit: int = 100) -> Sequence[LotPart]:
    """Return the parts of a merged lot in order; none of a lot that is one thing."""
    query = select(LotPart).where(LotPart.lot_id == lot_id)
    return db.session.scalars(query.order_by(LotPart.place).limit(limit)).all()


def find_merger(lot_id: int) -> LotMerger | None:
    """Return why a lot is several things at once, or None for one thing."""
    return db.session.get(LotMerger, lot_id)


def assets_of(lot: Lot) -> list[str]:
    """Return the numbers of all assets a lot offers, the one it names first."""
    return [part.asset_no for part in list_parts(lot.id)] or [lot.asset_no]
