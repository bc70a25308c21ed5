"""Invariants of bids and their time that a running database can be asked (reliability 2.1, 2.2)."""

from collections import defaultdict

from sqlalchemy import RowMapping, select, text

from app.store import db
from app.web.modules import Breach
from auction.models import Bid, Lot, Result
from auction.rules.winner import BidLine, winning_bid
from auction.services.closing import DRAIN
from auction.vocabulary import ENDED_STATES, BidKind

#: Each bid beside the one before it on its lot, with the lot's settings.
_LADDER = """
    SELECT l.no, l.start_price, l.bid_step, l.on_grid, l.extension_seconds, b.*,
      lag(b.amount) OVER ladder AS amount_before,
      lag(b.received_at) OVER ladder AS received_before,
      lag(b.closes_after) OVER ladder AS closing_before,
      a.received_at AS entered_at
    FROM auction_bid b JOIN auction_lot l ON l.id = b.lot_id
    LEFT JOIN auction_attempt a
      ON a.lot_id = b.lot_id AND a.bid_seq = b.seq AND a.outcome = 'accepted'
    WINDOW ladder AS (PARTITION BY b.lot_id ORDER BY b.seq)
"""


def _rows(statement: str, **values: object) -> list[RowMapping]:
    return list(db.session.execute(text(f"{statement} LIMIT 20"), values).mappings())


def _of_ladder(invariant: str, condition: str, words: str) -> list[Breach]:
    found = _rows(f"SELECT * FROM ({_LADDER}) t WHERE {condition} ORDER BY no, seq")  # noqa: S608 - constants of this file
    return [Breach(invariant, f"lot {row['no']}, bid {row['seq']}: {words}") for row in found]


def bids_are_numbered_without_gap() -> list[Breach]:
    """B1: the bids of a lot count 1..n without gap or repeat, and the lot knows n."""
    found = _rows(
        "SELECT l.no, l.last_seq, count(b.seq) AS bids, coalesce(max(b.seq), 0) AS last "
        "FROM auction_lot l LEFT JOIN auction_bid b ON b.lot_id = l.id GROUP BY l.id "
        "HAVING count(b.seq) <> coalesce(max(b.seq), 0) OR coalesce(max(b.seq), 0) <> l.last_seq "
        "OR coalesce(min(b.seq), 1) <> 1"
    )
    return [
        Breach("B1", f"lot {row['no']}: {row['bids']} bids, last {row['last']}, "
                     f"the lot says {row['last_seq']}")
        for row in found
    ]  # fmt: skip


def entry_times_never_fall() -> list[Breach]:
    """B2: the time of entry never falls as the number rises."""
    return _of_ladder("B2", "received_at < received_before", "entered before the one it topped")


def amounts_rise() -> list[Breach]:
    """B3: amounts rise strictly; only a priority purchaser may equal the leader (art. 21)."""
    return _of_ladder(
        "B3",
        "amount < amount_before OR (amount = amount_before AND kind <> 'priority')",
        "does not rise above the one before",
    )


def bids_climb_the_ladder() -> list[Breach]:
    """B4: the first bid reaches the start price, each later one a step more, on the grid."""
    return _of_ladder(
        "B4",
        "(amount_before IS NULL AND amount < start_price) "
        "OR (amount_before IS NOT NULL AND kind <> 'priority' "
        "AND amount < amount_before + bid_step) "
        "OR (on_grid AND (amount - start_price) % bid_step <> 0)",
        "is off the ladder",
    )


def requests_have_one_outcome() -> list[Breach]:
    """B6: one request has one outcome, and each accepted one is the bid it says it is."""
    found = _rows(
        "SELECT l.no, a.receipt_id, b.seq FROM auction_attempt a "
        "FULL JOIN auction_bid b ON b.lot_id = a.lot_id AND b.seq = a.bid_seq "
        "AND b.request_id = a.request_id "
        "JOIN auction_lot l ON l.id = coalesce(a.lot_id, b.lot_id) "
        "WHERE b.seq IS NULL AND a.outcome = 'accepted' OR a.id IS NULL "
        "OR a.outcome <> 'accepted' AND a.bid_seq IS NOT NULL"
    )
    twice = _rows(
        "SELECT l.no, a.request_id FROM auction_attempt a JOIN auction_lot l ON l.id = a.lot_id "
        "GROUP BY l.no, a.holder_digest, a.request_id HAVING count(*) > 1"
    )
    return [
        *(
            Breach("B6", f"lot {row['no']}: {row['receipt_id']} and bid {row['seq']} differ")
            for row in found
        ),
        *(Breach("B6", f"lot {row['no']}: request {row['request_id']} twice") for row in twice),
    ]


def bidders_were_qualified() -> list[Breach]:
    """B7: whoever bid had a confirmed place, with the deposit held, before the bid entered."""
    found = _rows(
        "SELECT l.no, b.seq, b.paddle FROM auction_bid b JOIN auction_lot l ON l.id = b.lot_id "
        "WHERE NOT EXISTS (SELECT FROM auction_enrollment e WHERE e.lot_id = b.lot_id "
        "AND e.paddle = b.paddle AND e.qualified_at <= b.received_at)"
    )
    return [
        Breach("B7", f"lot {row['no']}, bid {row['seq']}: {row['paddle']} was not qualified")
        for row in found
    ]


def winners_follow_from_the_bids() -> list[Breach]:
    """B9: the winner is the highest bid; at an equal price priority, then the earlier (art. 21)."""
    lines: dict[int, list[BidLine]] = defaultdict(list)
    ended = select(Result.lot_id)
    query = select(Bid).where(Bid.lot_id.in_(ended)).order_by(Bid.lot_id, Bid.seq)
    for bid in db.session.scalars(query.execution_options(yield_per=2_000)):
        is_match = bid.kind is BidKind.PRIORITY
        lines[bid.lot_id].append(BidLine(bid.seq, bid.paddle, bid.amount, is_match))
    breaches = []
    for result, no in db.session.execute(select(Result, Lot.no).join(Lot, Lot.id == Result.lot_id)):
        top = winning_bid(lines[result.lot_id])
        said = (result.bid_seq, result.paddle, result.price)
        computed = (top.seq, top.paddle, top.amount) if top else (None, None, None)
        if said != computed:
            breaches.append(Breach("B9", f"lot {no}: the result is not what its bids say"))
    return breaches


def ended_lots_have_one_result() -> list[Breach]:
    """B14: every ended lot has one result that says the same, and no other lot has one."""
    states = sorted(state.value for state in ENDED_STATES)
    found = _rows(
        "SELECT l.no, l.state FROM auction_lot l LEFT JOIN auction_result r ON r.lot_id = l.id "
        "WHERE (l.state = ANY(:states)) <> (r.lot_id IS NOT NULL) "
        "OR (l.state = 'unsold' AND r.outcome <> 'unsold') "
        "OR (l.state <> 'unsold' AND r.outcome = 'unsold') "
        "OR r.price IS DISTINCT FROM l.price AND r.outcome = 'sold'",
        states=states,
    )
    return [
        Breach("B14", f"lot {row['no']} is {row['state']} and its result says otherwise")
        for row in found
    ]


def bids_came_in_time() -> list[Breach]:
    """T1: a bid was accepted if and only if it entered before the end as it stood then."""
    late = _of_ladder("T1", "entered_at >= closes_before", "was accepted though it came too late")
    found = _rows(
        "SELECT l.no, a.receipt_id FROM auction_attempt a JOIN auction_lot l ON l.id = a.lot_id "
        "WHERE a.outcome = 'late' AND a.received_at < (a.receipt #>> '{receipt,closes_at}')::timestamptz"
    )
    return late + [
        Breach("T1", f"lot {row['no']}: {row['receipt_id']} was in time and refused as late")
        for row in found
    ]


def lots_closed_after_the_drain() -> list[Breach]:
    """T2: a lot closed at its end, and only after every bid of the time could be judged."""
    found = _rows(
        "SELECT l.no FROM auction_result r JOIN auction_lot l ON l.id = r.lot_id "
        "WHERE r.closed_at < r.ended_at + make_interval(secs => :drain) "
        "OR r.ended_at <> l.closes_at",
        drain=DRAIN.total_seconds(),
    )
    return [Breach("T2", f"lot {row['no']} closed too early or at another end") for row in found]


def late_bids_moved_the_end() -> list[Breach]:
    """T3: a bid in the last five minutes moved the end to five minutes after it; no other did."""
    return _of_ladder(
        "T3",
        "closes_after <> greatest(closes_before, "
        "entered_at + make_interval(secs => extension_seconds)) "
        "OR closes_before < closing_before",
        "moved the end otherwise than art. 20(2) says",
    )


def record_and_ladder_agree() -> list[Breach]:
    """L9: the bids that the record tells are the bids of the tables."""
    found = _rows(
        "SELECT l.no, b.seq, f.payload FROM auction_bid b JOIN auction_lot l ON l.id = b.lot_id "
        "FULL JOIN (SELECT stream, payload FROM trail_entry WHERE name = 'auction.bid.placed') f "
        "ON f.stream = 'lot:' || l.no AND (f.payload ->> 'bid_seq')::bigint = b.seq "
        "AND f.payload ->> 'price' = b.amount::text AND f.payload ->> 'paddle' = b.paddle "
        "WHERE b.seq IS NULL OR f.stream IS NULL"
    )
    return [
        Breach("L9", f"lot {row['no'] or (row['payload'] or {}).get('lot')}, bid "
                     f"{row['seq'] or (row['payload'] or {}).get('bid_seq')}: told once only")
        for row in found
    ]  # fmt: skip


CHECKS = {
    "B1": bids_are_numbered_without_gap,
    "B2": entry_times_never_fall,
    "B3": amounts_rise,
    "B4": bids_climb_the_ladder,
    "B6": requests_have_one_outcome,
    "B7": bidders_were_qualified,
    "B9": winners_follow_from_the_bids,
    "B14": ended_lots_have_one_result,
    "L9": record_and_ladder_agree,
    "T1": bids_came_in_time,
    "T2": lots_closed_after_the_drain,
    "T3": late_bids_moved_the_end,
}
