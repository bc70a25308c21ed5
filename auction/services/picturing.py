"""Pictures the court itself puts beside a lot: a price may stand without any survey of it."""

from datetime import datetime

from app.kernel.actors import Actor, require_court
from app.kernel.errors import IllegalMove
from app.media.facade import MediaPlace, MediaView, ingest_picture
from app.store import unit_of_work
from app.store.locks import lock_row
from auction import queries
from auction.facts import NoticeEdited
from auction.models import Lot
from auction.services.drafting import EDITABLE, GivenReceipt


def add_picture(*, lot_no: str, given: GivenReceipt, actor: Actor, at: datetime) -> MediaView:
    """Add a picture to the draft of a notice (18号 art. 13 no. 5); it is public with the notice.

    Raises IllegalMove once the notice is out, Refusal with a code of MediaFault.
    """
    lot = queries.get_lot(lot_no)
    require_court(actor, lot.court_id)
    _require_draft(lot)
    place = MediaPlace(lot.case_number, lot.court_id)
    # Outside of any lock: cleaning takes time.
    view = ingest_picture(given.source, given.filename, place=place, actor=actor, at=at)
    with unit_of_work() as work:
        lot = lock_row(Lot, no=lot_no)
        _require_draft(lot)
        notice = queries.find_notice(lot.id, lot.notice_version + 1)
        assert notice is not None, "a lot is drafted with its notice"
        notice.media = [*(one for one in notice.media if one != str(view.id)), str(view.id)]
        notice.edited_by, notice.edited_at = actor.label, at
        lot.version += 1
        fact = NoticeEdited(lot=lot.no, case_number=lot.case_number, version=notice.version)
        work.record(fact, actor=actor, at=at)
    return view


def _require_draft(lot: Lot) -> None:
    if lot.state not in EDITABLE:
        raise IllegalMove("lot", lot.state, "edit")
