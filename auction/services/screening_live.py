"""Screen lots while bidding goes on: by paddle alone, now and then, and nothing stops for it."""

from datetime import datetime

from app.screening.facade import make_finding
from app.screening.vocabulary import FindingPhase, ScreenCode
from app.store import unit_of_work
from auction import queries
from auction.models import Lot
from auction.queries.screening import list_running
from auction.rules.screening.live import machine_paddles, staged_fights
from auction.rules.screening.records import PlacedBid
from auction.services.screening_clues import by_rule

#: A lot is looked at once for so many bids: what shows does not change from bid to bid.
EVERY = 10
#: The newest bids that are looked at, and the lots of one beat.
BIDS_MAX = 1_000
LOTS_MAX = 10

#: Up to which ten of bids this process looked at a lot. A restart looks again, which finds nothing
#: twice; so no bid writes anything for the screens.
_looked: dict[str, int] = {}


def screen_running_lots(at: datetime) -> int:
    """Look at a few open lots with ten new bids each (P94); return how many were looked at."""
    running = list_running(EVERY)
    due = [
        (lot_no, last_seq)
        for lot_no, last_seq in running
        if _looked.get(lot_no) != last_seq // EVERY
    ]
    for gone in set(_looked) - {lot_no for lot_no, _ in running}:
        del _looked[gone]
    for lot_no, last_seq in due[:LOTS_MAX]:
        # Noted first: a lot that cannot be looked at does not keep the others from it.
        _looked[lot_no] = last_seq // EVERY
        screen_running_lot(lot_no=lot_no, at=at)
    return min(len(due), LOTS_MAX)


def screen_running_lot(*, lot_no: str, at: datetime) -> None:
    """Look at the bids of one lot: staged fights and paddles at machine speed."""
    with unit_of_work():
        lot = queries.get_lot(lot_no)
        bids = _bids(lot)
        if not bids or lot.bid_step is None:
            return
        live = FindingPhase.LIVE
        for pair, shown in staged_fights(bids, lot.bid_step.fen):
            clue = by_rule(lot, ScreenCode.S5, shown, pair, "|".join(pair), phase=live)
            make_finding(clue, at=at)
        for paddle, shown in machine_paddles(bids):
            clue = by_rule(lot, ScreenCode.S10, shown, (paddle,), paddle, phase=live)
            make_finding(clue, at=at)


def _bids(lot: Lot) -> list[PlacedBid]:
    rows = queries.list_bids(lot.id, after=max(0, lot.last_seq - BIDS_MAX))
    return [
        PlacedBid(row.paddle, row.amount.fen, row.received_at - rows[0].received_at) for row in rows
    ]
