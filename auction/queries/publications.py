"""Read what was published of lots last: notices with their corrections, stops, results."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, Select, select

from app.store import db
from auction.models import Lot, Notice, Result
from auction.vocabulary import PUBLIC_STATES, LotState
from registry.vocabulary import AssetNature

#: A sale that stands still or is over without a result says so in its notice.
HALTED = (LotState.SUSPENDED, LotState.STAYED, LotState.WITHDRAWN, LotState.STOPPED)
#: A result that fell is told where the result was told.
FALLEN = (LotState.DEFAULTED, LotState.ANNULLED)
#: How many versions of notices are looked at for so many lots: a correction is rare.
_VERSIONS = 2


@dataclass
class Published:
    """What was published of one lot."""

    lot: Lot
    notices: list[Notice] = field(default_factory=list)
    result: Result | None = None


def list_published(
    *, court: str, nature: AssetNature | None, region: str, limit: int
) -> Sequence[Published]:
    """Return the lots of which something was published last; of each all that is told."""
    wanted: list[ColumnElement[bool]] = [
        Lot.state.in_(PUBLIC_STATES),
        Lot.announced_at.is_not(None),
    ]
    if court:
        wanted.append(Lot.court_code == court)
    if nature is not None:
        wanted.append(Lot.nature == nature)
    if region:
        wanted.append(Lot.region_code.startswith(region, autoescape=True))
    told: list[Select[Any]] = [
        select(Lot.id)
        .join(Notice, Notice.lot_id == Lot.id)
        .where(Notice.published_at.is_not(None), *wanted)
        .order_by(Notice.published_at.desc())
        .limit(limit * _VERSIONS),
        select(Lot.id)
        .join(Result, Result.lot_id == Lot.id)
        .where(*wanted)
        .order_by(Result.closed_at.desc())
        .limit(limit),
        select(Lot.id)
        .where(Lot.state.in_((*HALTED, *FALLEN)), *wanted)
        .order_by(Lot.state_since.desc())
        .limit(limit),
    ]
    ids = {lot_id for query in told for lot_id in db.session.scalars(query)}
    found = {
        lot.id: Published(lot) for lot in db.session.scalars(select(Lot).where(Lot.id.in_(ids)))
    }
    notices = (
        select(Notice)
        .where(Notice.lot_id.in_(ids), Notice.published_at.is_not(None))
        .order_by(Notice.lot_id, Notice.version)
    )
    for notice in db.session.scalars(notices):
        found[notice.lot_id].notices.append(notice)
    for result in db.session.scalars(select(Result).where(Result.lot_id.in_(ids))):
        found[result.lot_id].result = result
    return list(found.values())
