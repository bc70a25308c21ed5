"""Stop the clock of a sale and start it again, with the reason in public."""

from datetime import datetime

from app.kernel.actors import Actor, require_court
from app.kernel.calendar import local_date
from app.kernel.errors import IllegalMove, Refusal
from app.kernel.facts import stamp
from app.store import unit_of_work
from app.store.locks import lock_row
from auction.facts import LotResumed, LotSuspended
from auction.models import Lot
from auction.rules import articles
from auction.rules.closing import closing_after_resume
from auction.services.moving import move
from auction.services.opening import open_locked
from auction.vocabulary import LotAction, LotState

REASON_MIN = 5


def _reason(text: str) -> str:
    reason = text.strip()
    if len(reason) < REASON_MIN:
        raise Refusal(
            "reason_missing", citations=(articles.SUSPENSION,), fields={"reason": "reason_missing"}
        )
    return reason


def suspend_lot(*, lot_no: str, reason: str, actor: Actor, at: datetime) -> Lot:
    """Stop bidding at once; the reason is published with it (18号 art. 28).

    What was left of the bidding period is kept. Raises IllegalMove once bidding is over.
    """
    words = _reason(reason)
    with unit_of_work() as work:
        lot = lock_row(Lot, no=lot_no)
        require_court(actor, lot.court_id)
        open_locked(work, lot, at=at)
        left = lot.state
        move(lot, LotAction.SUSPEND, actor=actor, at=at)
        assert lot.closes_at is not None
        if left is not LotState.OPEN or at >= lot.closes_at:
            raise IllegalMove("lot", left, LotAction.SUSPEND)
        lot.stopped_from, lot.suspended_at, lot.remaining = left, at, lot.closes_at - at
        work.record(
            LotSuspended(
                lot=lot.no,
                case_number=lot.case_number,
                reason=words,
                suspended_at=stamp(at),
                remaining_seconds=int(lot.remaining.total_seconds()),
            ),
            actor=actor,
            at=at,
        )
        return lot


def resume_lot(*, lot_no: str, reason: str, actor: Actor, at: datetime) -> Lot:
    """Go on with what was left, and with five minutes at least (18号 art. 28, D8)."""
    words = _reason(reason)
    with unit_of_work() as work:
        lot = lock_row(Lot, no=lot_no)
        require_court(actor, lot.court_id)
        move(lot, LotAction.RESUME, actor=actor, at=at)
        lot.stopped_from = None
        assert lot.closes_at is not None
        assert lot.suspended_at is not None
        closes_at = closing_after_resume(lot.closes_at, lot.suspended_at, at, on=local_date(at))
        lot.closes_at = closes_at
        lot.suspended_at = lot.remaining = None
        work.record(
            LotResumed(
                lot=lot.no,
                case_number=lot.case_number,
                reason=words,
                closes_at=stamp(closes_at),
            ),
            actor=actor,
            at=at,
        )
        return lot
