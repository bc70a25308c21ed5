"""What the live wall of a court reads: its lots as the public sees them, and what is new."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import RowMapping, select, text

from app.store import db
from app.trail.models import TrailEntry
from auction.vocabulary import CALLED_OFF, ENDED_STATES, HALTED, LotState

#: A wall shows so many lots of a court at most (P87).
LOTS_MAX = 400
#: A tile keeps so many bids: enough for its curve and for the bids of a minute.
TILE_BIDS = 24
#: A round of news carries so many facts at most; the rest comes with the next one.
FACTS_MAX = 1000

_RUNNING = [LotState.OPEN.value, *(state.value for state in HALTED)]
# What runs or rests first, by its end; then what has just ended; then what opens soon. Asked four
# times a second: each of the three ways in has its index, however many lots a court ever sold.
_ON_WALL = """
    FROM auction_lot lot
    LEFT JOIN trail_stream stream ON stream.name = 'lot:' || lot.no
    WHERE lot.court_code = :court AND lot.announced_at IS NOT NULL AND (
      lot.state = ANY(:running)
      OR (lot.state = 'announced' AND lot.opens_at < :ahead)
      OR (lot.ended_at > :behind AND lot.state = ANY(:ended)))
    ORDER BY (CASE WHEN lot.state = ANY(:running) THEN 0 WHEN lot.state = 'announced' THEN 2
      ELSE 1 END), lot.closes_at, lot.id
    LIMIT :most
"""
#: The lots of a wall with the newest places of their streams.
PLACES = text(f"SELECT lot.no, coalesce(stream.last_seq, 0) AS seq {_ON_WALL}")
# One statement sees one instant, as the snapshot of a lot does.
_TILES = text(
    f"""
    WITH on_wall AS (SELECT lot.id, coalesce(stream.last_seq, 0) AS stream_seq {_ON_WALL})
    SELECT lot.*, on_wall.stream_seq,
      ARRAY(SELECT DISTINCT paddle FROM auction_bid WHERE lot_id = lot.id ORDER BY 1) AS paddles,
      (SELECT coalesce(json_agg(json_build_object(
            'seq', bid.seq, 'paddle', bid.paddle, 'amount', bid.amount::text,
            'at', to_char(bid.received_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
            'kind', bid.kind, 'extended', bid.closes_after > bid.closes_before)
          ORDER BY bid.seq), '[]'::json)
       FROM (SELECT * FROM auction_bid
             WHERE lot_id = lot.id ORDER BY seq DESC LIMIT :shown) bid) AS bids
    FROM on_wall JOIN auction_lot lot ON lot.id = on_wall.id
    WHERE CAST(:only AS text[]) IS NULL OR lot.no = ANY(:only)
    """  # noqa: S608 - nothing but our own constants
)
_NEWS = text(
    """
    SELECT entry.id FROM unnest(CAST(:streams AS text[]), CAST(:since AS bigint[]))
      AS seen (stream, seq)
    JOIN trail_entry entry ON entry.stream = seen.stream AND entry.seq > seen.seq
    WHERE entry.audience = 'public'
    ORDER BY entry.stream, entry.seq LIMIT :most
    """
)


@dataclass(frozen=True)
class Span:
    """How far a wall looks ahead to openings and back to ends (P87)."""

    ahead: timedelta
    behind: timedelta


def asked_of(court: str, now: datetime, span: Span) -> dict[str, Any]:
    """Return what both questions are asked with."""
    return {
        "court": court,
        "running": _RUNNING,
        "ended": [state.value for state in ENDED_STATES | CALLED_OFF],
        "ahead": now + span.ahead,
        "behind": now - span.behind,
        "most": LOTS_MAX + 1,
    }


def list_places(court: str, now: datetime, span: Span) -> dict[str, int]:
    """Return the lots on the wall of a court, each with the newest place of its stream."""
    rows = db.session.execute(PLACES, asked_of(court, now, span))
    return {row.no: row.seq for row in rows.all()[:LOTS_MAX]}


def list_tiles(
    court: str, now: datetime, span: Span, *, only: Sequence[str] | None = None
) -> tuple[Sequence[RowMapping], bool]:
    """Return the rows of the tiles of a court, and whether more lots would stand there."""
    asked = {**asked_of(court, now, span), "shown": TILE_BIDS, "only": only and list(only)}
    rows = db.session.execute(_TILES, asked).mappings().all()
    return rows[:LOTS_MAX], len(rows) > LOTS_MAX


def list_news(since: Mapping[str, int]) -> Sequence[TrailEntry]:
    """Return the public facts of some streams after their places, by stream and place."""
    asked = {"streams": list(since), "since": list(since.values()), "most": FACTS_MAX}
    ids = db.session.scalars(_NEWS, asked).all()
    if not ids:
        return []
    query = select(TrailEntry).where(TrailEntry.id.in_(ids))
    return db.session.scalars(query.order_by(TrailEntry.stream, TrailEntry.seq)).all()
