"""Note that a notice was taken out for the platform that sells the lot."""

from datetime import datetime

from app.kernel.actors import Actor, require_court
from app.kernel.errors import Conflict
from app.store import unit_of_work
from auction import queries
from auction.facts.venues import PackageTaken
from auction.models import Lot
from auction.queries.venues import standing_plan
from auction.rules import articles
from auction.vocabulary import Venue


def require_exported(lot: Lot) -> None:
    """Refuse a package of a lot that no other platform sells, or before its notice."""
    if lot.venue is not Venue.EXTERNAL or lot.announced_at is None or standing_plan(lot) is None:
        raise Conflict("not_sold_elsewhere", citations=(articles.VENUE,))


def note_package(*, lot_no: str, sha256: str, actor: Actor, at: datetime) -> None:
    """Put on the record which bytes of the notice left, and who took them."""
    with unit_of_work() as work:
        lot = queries.get_lot(lot_no)
        require_court(actor, lot.court_id)
        require_exported(lot)
        fact = PackageTaken(lot=lot.no, case_number=lot.case_number, sha256=sha256)
        work.record(fact, actor=actor, at=at)
