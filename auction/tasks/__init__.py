"""What waits for a person in a sale."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app.kernel.actors import Actor
from app.kernel.permissions import Permission
from app.web.guards import current_actor
from app.web.modules import Task
from appraisal import facade as appraisal
from auction import queries
from auction.messages import PHASES
from auction.models import Lot
from auction.tasks.court import tasks_of_court, tasks_of_erasure, tasks_of_glass
from auction.tasks.person import tasks_of_person


def tasks(actor: Actor, at: datetime) -> Sequence[Task]:
    """Return what the signed-in person has to do about lots."""
    own = (
        tasks_of_person(actor, at),
        tasks_of_court(actor, at),
        tasks_of_glass(actor, at),
        tasks_of_erasure(actor),
    )
    return [task for found in own for task in found]


def url_of_lot(lot_no: str) -> str:
    """Return where the signed-in person reads a lot: the judge's hall, or the public page."""
    if current_actor().may(Permission.SUPERVISE_LOTS):
        return f"/desk/lots/{lot_no}/supervise"
    return f"/lots/{lot_no}"


@dataclass(frozen=True)
class SaleOfAsset:
    """Where the sale of an asset stands, for the page of its case."""

    lot: Lot | None
    #: The desk's page of the lot, or the public one for whoever has no desk.
    url: str | None
    #: The signed-in person may open the draft now: the reference price is fixed.
    may_draft: bool = False


def sale_of_asset(asset_no: str) -> SaleOfAsset:
    """Return the sale of an asset as far as the signed-in person may see it."""
    lot = queries.find_live_lot_of_asset(asset_no)
    may_prepare = current_actor().may(Permission.PREPARE_LOTS)
    if lot is None:
        is_priced = appraisal.reference_price(asset_no) is not None
        return SaleOfAsset(None, None, may_draft=may_prepare and is_priced)
    if may_prepare:
        return SaleOfAsset(lot, f"/desk/lots/{lot.no}")
    is_public = lot.announced_at is not None
    return SaleOfAsset(lot, f"/lots/{lot.no}" if is_public else None)


def context() -> dict[str, object]:
    """Give the sale to the page of a case, which knows nothing of lots itself."""
    return {"sale_of_asset": sale_of_asset, "phases_of_lot": PHASES}
