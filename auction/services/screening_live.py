"""Screen a lot while bidding goes on: by paddle alone, a few times, and nothing stops for it."""

from datetime import datetime

from app.screening.facade import make_finding
from app.screening.vocabulary import FindingPhase, ScreenCode
from app.store import unit_of_work
from auction import queries
from auction.rules.screening.live import machine_paddles, staged_fights
from auction.rules.screening.records import PlacedBid
from auction.services.screening_clues import by_rule

#: Every so many bids of a lot are looked at: what is found does not change from bid to bid.
EVERY = 10
#: The newest bids that are looked at.
BIDS_MAX = 1_000


def screen_running_lot(*, lot_no: str, bid_seq: int, at: datetime) -> None:
    """Look at the bids of a lot at each tenth of them (P94)."""
    if bid_seq % EVERY:
        return
    with unit_of_work():
        lot = queries.get_lot(lot_no)
        rows = queries.list_bids(lot.id, after=max(0, bid_seq - BIDS_MAX))
        rows = [row for row in rows if row.seq <= bid_seq]
        if not rows or lot.bid_step is None:
            return
        start = rows[0].received_at
        bids = [PlacedBid(row.paddle, row.amount.fen, row.received_at - start) for row in rows]
        live = FindingPhase.LIVE
        for pair, shown in staged_fights(bids, lot.bid_step.fen):
            clue = by_rule(lot, ScreenCode.S5, shown, pair, "|".join(pair), phase=live)
            make_finding(clue, at=at)
        for paddle, shown in machine_paddles(bids):
            clue = by_rule(lot, ScreenCode.S10, shown, (paddle,), paddle, phase=live)
            make_finding(clue, at=at)
