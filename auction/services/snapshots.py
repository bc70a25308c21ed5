"""What the public sees of a lot under bidding: one snapshot, and the facts after it.

Old screen plus facts is the new screen: ``rules.screen`` and ``static/js/auction/screen.js``
keep the same law.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import RowMapping, text

from app.kernel.clock import clock
from app.kernel.errors import NotFound
from app.kernel.facts import stamp
from app.store import db
from app.trail.models import TrailEntry
from app.trail.queries import entries_of
from auction.rules.screen import BIDS_SHOWN
from auction.vocabulary import PUBLIC_STATES

#: A client that has missed more than this is given the snapshot anew.
FACTS_MAX = 500

# One statement sees one instant: the place in the stream, the standing and the bids agree.
_SNAPSHOT = text(
    """
    SELECT lot.*, coalesce(stream.last_seq, 0) AS stream_seq,
      (SELECT coalesce(json_agg(json_build_object(
            'seq', bid.seq, 'paddle', bid.paddle, 'amount', bid.amount::text,
            'at', to_char(bid.received_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
            'kind', bid.kind, 'extended', bid.closes_after > bid.closes_before)
          ORDER BY bid.seq), '[]'::json)
       FROM (SELECT * FROM auction_bid
             WHERE lot_id = lot.id ORDER BY seq DESC LIMIT :shown) bid) AS bids
    FROM auction_lot lot
    LEFT JOIN trail_stream stream ON stream.name = 'lot:' || lot.no
    WHERE lot.no = :no AND lot.state = ANY(:public) AND lot.announced_at IS NOT NULL
    """
)

Snapshot = dict[str, Any]


def stream_of(lot_no: str) -> str:
    """Return the name of a lot's public stream."""
    return f"lot:{lot_no}"


def take_snapshot(lot_no: str) -> Snapshot:
    """Return what the public may see of a lot at one instant; raise NotFound."""
    row = (
        db.session.execute(
            _SNAPSHOT,
            {"no": lot_no, "shown": BIDS_SHOWN, "public": [state.value for state in PUBLIC_STATES]},
        )
        .mappings()
        .first()
    )
    if row is None:
        raise NotFound("lot", lot_no)
    return {**screen_of(row), "server_time": stamp(clock.now())}


def screen_of(row: RowMapping) -> dict[str, Any]:
    """Return the screen of a lot from its row, its bids and its place in the stream."""
    return {
        "lot": row["no"],
        "state": row["state"],
        "seq": row["stream_seq"],
        "price": fen_on_wire(row["price"]),
        "paddle": row["leader_paddle"],
        "start_price": fen_on_wire(row["start_price"]),
        "bid_step": fen_on_wire(row["bid_step"]),
        "opens_at": stamp(row["opens_at"]),
        "closes_at": stamp(row["closes_at"]),
        "extensions": row["extensions"],
        "bids": row["bids"],
        "bid_count": row["last_seq"],
    }


def fen_on_wire(amount: int | None) -> str | None:
    """Return whole fen as text, as money travels; nothing where there is none."""
    return None if amount is None else str(amount)


def fact_on_wire(entry: TrailEntry) -> dict[str, Any]:
    """Return a fact as clients read it: its place, its name, its time, its own fields."""
    return {**entry.payload, "seq": entry.seq, "name": entry.name, "at": stamp(entry.at)}


@dataclass(frozen=True)
class _Standing:
    state: str
    price: str | None
    paddle: str | None
    closes_at: str
    extensions: int


def _standing(lot_no: str) -> _Standing:
    row = db.session.execute(
        text(
            "SELECT state, price, leader_paddle, closes_at, extensions "
            "FROM auction_lot WHERE no = :no"
        ),
        {"no": lot_no},
    ).one()
    return _Standing(
        row.state, fen_on_wire(row.price), row.leader_paddle, stamp(row.closes_at), row.extensions
    )


def make_frame(stream: str, entries: Sequence[TrailEntry]) -> dict[str, Any]:
    """Return the frame that brings a screen from the place before the entries to after them."""
    lot_no = stream.partition(":")[2]
    standing = _standing(lot_no)
    return {
        "lot": lot_no,
        "from_seq": entries[0].seq,
        "to_seq": entries[-1].seq,
        "facts": [fact_on_wire(entry) for entry in entries],
        "state": standing.state,
        "price": standing.price,
        "paddle": standing.paddle,
        "closes_at": standing.closes_at,
        "extensions": standing.extensions,
        "server_time": stamp(clock.now()),
    }


def facts_since(lot_no: str, since: int) -> dict[str, Any] | None:
    """Return the frame of what a client missed, or None when a snapshot serves it better."""
    entries = entries_of(stream_of(lot_no), since=since, limit=FACTS_MAX)
    if len(entries) == FACTS_MAX or (entries and entries[0].seq != since + 1):
        return None
    if entries:
        return make_frame(stream_of(lot_no), entries)
    snapshot = take_snapshot(lot_no)
    if snapshot["seq"] < since:
        return None
    kept = ("lot", "state", "price", "paddle", "closes_at", "extensions", "server_time")
    frame = {key: snapshot[key] for key in kept}
    return {**frame, "from_seq": since + 1, "to_seq": since, "facts": []}
