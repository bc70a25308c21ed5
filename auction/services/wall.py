"""The live wall of a court: what it holds now, and what is new since it was last told.

Paddles only: nobody of the court reads a name, or how many are enrolled, before the end
(18号 art. 18(2); reliability 2.6).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

from sqlalchemy import RowMapping

from app import lawbook
from app.kernel.actors import Actor, require_court
from app.kernel.calendar import local_date
from app.kernel.errors import NotFound, Refusal
from app.screening.facade import count_open_of
from auction.queries import wall as queries
from auction.queries.search import courts_with_lots
from auction.services.snapshots import fact_on_wire, fen_on_wire, screen_of, stream_of
from registry import facade as registry
from registry.facade import CourtView

#: An inspector looks at so many courts at once.
COURTS_MAX = 4


def courts_of(actor: Actor, codes: Sequence[str] = ()) -> list[CourtView]:
    """Return the courts whose wall a person reads: the own one, or those an inspector chose.

    Raises NotFound for a court nobody knows, Forbidden(other_court), Refusal(too_many_courts).
    """
    known = {court.code: court for court in registry.list_courts()}
    for code in codes:
        if code not in known:
            raise NotFound("court", code)
        require_court(actor, known[code].id)
    if len(set(codes)) > COURTS_MAX:
        raise Refusal("too_many_courts", fields={"court": "too_many_courts"})
    if codes:
        return [known[code] for code in dict.fromkeys(codes)]
    if actor.court_id is not None:
        return [court for court in known.values() if court.id == actor.court_id]
    busy = courts_with_lots(known)
    return [court for code, court in sorted(known.items()) if code in busy][:COURTS_MAX]


def span_at(now: datetime) -> queries.Span:
    """Return how far the wall looks ahead and back (P87)."""
    on = local_date(now)
    return queries.Span(
        timedelta(days=lawbook.number("wall_ahead_days", on=on)),
        timedelta(hours=lawbook.number("wall_behind_hours", on=on)),
    )


Tile = dict[str, Any]


@dataclass(frozen=True)
class Wall:
    """The tiles of some courts at one instant."""

    courts: Sequence[CourtView]
    tiles: Sequence[Tile]
    #: Whether a court has more lots than its wall shows.
    is_cut: bool
    at: datetime


def take_wall(courts: Sequence[CourtView], now: datetime) -> Wall:
    """Return what stands on the wall of some courts."""
    tiles: list[Tile] = []
    is_cut = False
    for court in courts:
        rows, has_more = queries.list_tiles(court.code, now, span_at(now))
        tiles += _tiles(rows)
        is_cut = is_cut or has_more
    return Wall(courts, tiles, is_cut, now)


def _tiles(rows: Sequence[RowMapping]) -> list[Tile]:
    counts = count_open_of([row["no"] for row in rows]) if rows else {}
    return [{**_tile(row), "findings": counts.get(row["no"], 0)} for row in rows]


def _tile(row: RowMapping) -> Tile:
    """Return a screen of a lot with what a tile says more."""
    return {
        **screen_of(row),
        "court": row["court_code"],
        "title": row["title"],
        "case_number": row["case_number"],
        "round": row["round"],
        "venue": row["venue"],
        "reference_price": fen_on_wire(row["reference_price"]),
        "paddles": row["paddles"],
    }


@dataclass
class Following:
    """What the followers of one court's wall were told, in one process."""

    court: str
    #: Lot -> the newest place of its stream that was sent.
    told: dict[str, int] = field(default_factory=dict)
    findings: Mapping[str, int] = field(default_factory=dict)

    def begin(self, now: datetime) -> None:
        """Start from what stands there now; whoever follows reads the wall after this."""
        self.told = queries.list_places(self.court, now, span_at(now))

    def news(self, now: datetime) -> dict[str, Any]:
        """Return what is new since the last time, empty if nothing is; it counts as told.

        ``lots`` are frames as the hall knows them, ``tiles`` are lots that have come onto the
        wall, ``gone`` are those that left it. At most ``queries.FACTS_MAX`` facts come at once;
        the rest comes with the next news, since what was not told is still ahead of ``told``.
        """
        places = queries.list_places(self.court, now, span_at(now))
        fresh = [no for no in places if no not in self.told]
        gone = [no for no in self.told if no not in places]
        grown = {
            stream_of(no): self.told[no]
            for no, seq in places.items()
            if no in self.told and seq > self.told[no]
        }
        frames = _frames(grown) if grown else []
        tiles: list[Tile] = []
        if fresh:
            rows, _ = queries.list_tiles(self.court, now, span_at(now), only=fresh)
            tiles = _tiles(rows)
        findings = count_open_of(list(places))
        changed = {
            no: findings.get(no, 0)
            for no in places
            if findings.get(no, 0) != self.findings.get(no, 0)
        }
        # Nothing counts as told before all of it was read: what fails comes with the next news.
        for no in gone:
            del self.told[no]
        self.told.update({tile["lot"]: tile["seq"] for tile in tiles})
        self.told.update({frame["lot"]: frame["to_seq"] for frame in frames})
        self.findings = findings
        parts = {"lots": frames, "tiles": tiles, "gone": gone, "findings": changed}
        return {name: part for name, part in parts.items() if part}


def _frames(since: Mapping[str, int]) -> list[dict[str, Any]]:
    """Return one frame for each lot with news: its facts and the places they take."""
    frames = []
    for stream, entries in groupby(queries.list_news(since), key=lambda entry: entry.stream):
        facts = [fact_on_wire(entry) for entry in entries]
        frames.append(
            {
                "lot": stream.partition(":")[2],
                "from_seq": facts[0]["seq"],
                "to_seq": facts[-1]["seq"],
                "facts": facts,
            }
        )
    return frames
