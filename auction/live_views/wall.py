"""The wall as a page prints it: tiles with words, a small curve, their order and a filter.

``static/js/auction/wall_tiles.js`` prints the same from the same tiles.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from flask import current_app
from flask_babel import gettext as _

from app.kernel.facts import parse_stamp, stamp
from app.kernel.money import Money
from app.live.facade import live_of
from app.trail.wording import WORDING
from auction import facts, messages
from auction.facts.base import LotFact
from auction.live_views.texts import texts_of_hall
from auction.live_views.wall_health import names, pulse, troubles
from auction.services.snapshots import stream_of
from auction.services.wall import Tile, Wall
from auction.vocabulary import LotState, Phase, phase_at

#: The small curve of a tile, in the units of its picture.
SPARK_WIDTH, SPARK_HEIGHT = 120, 28
#: Bids are counted over this span to tell how busy a lot is.
BUSY_SECONDS = 60
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

#: Filter -> the phases it lets through.
FILTERS: dict[str, frozenset[Phase]] = {
    "all": frozenset(Phase),
    "bidding": frozenset({Phase.BIDDING, Phase.CLOSING}),
    "suspended": frozenset({Phase.SUSPENDED}),
    "upcoming": frozenset({Phase.UPCOMING}),
    "ended": frozenset({Phase.SOLD, Phase.UNSOLD, Phase.ANNULLED, Phase.WITHDRAWN}),
}
SORTS = ("ending", "busy", "price", "findings")
_PLACES = {
    Phase.CLOSING: 0,
    Phase.BIDDING: 0,
    Phase.SUSPENDED: 1,
    Phase.UPCOMING: 2,
}
_AFTER = 3


@dataclass(frozen=True)
class TileView:
    """One lot of the wall in words."""

    tile: Tile
    phase: Phase
    now: datetime

    @property
    def tag(self) -> tuple[str, str]:
        """Kind and words of the status tag."""
        kind, words = messages.PHASES[self.phase]
        return kind, str(words)

    @property
    def price(self) -> Money:
        """The price of the leading bid, else the start price."""
        return Money.parse(self.tile["price"] or self.tile["start_price"])

    @property
    def has_bids(self) -> bool:
        """Whether the price is one that was bid."""
        return self.tile["price"] is not None

    @property
    def until(self) -> datetime | None:
        """What the countdown runs to; none while the clock stands still or all is over."""
        if self.phase is Phase.UPCOMING:
            return parse_stamp(self.tile["opens_at"])
        is_running = self.phase in {Phase.BIDDING, Phase.CLOSING}
        return parse_stamp(self.tile["closes_at"]) if is_running else None

    @property
    def last_bid_at(self) -> datetime | None:
        """When the last bid came in."""
        bids = self.tile["bids"]
        return parse_stamp(bids[-1]["at"]) if bids else None

    @property
    def bids_a_minute(self) -> int:
        """How many of the last bids came in within a minute."""
        since = stamp(self.now - timedelta(seconds=BUSY_SECONDS))
        return sum(bid["at"] > since for bid in self.tile["bids"])

    @property
    def spark(self) -> str:
        """The path of the small curve: a step for each of the last bids."""
        return spark_path(self.tile["bids"])


def spark_path(bids: Sequence[dict[str, Any]]) -> str:
    """Lay the last bids out as steps over time; empty with fewer than two."""
    if len(bids) < 2:
        return ""
    times = [_milliseconds(bid["at"]) for bid in bids]
    amounts = [int(bid["amount"]) for bid in bids]
    span = max(times[-1] - times[0], 1000)
    rise = max(amounts[-1] - amounts[0], 1)
    path = ""
    for at, fen in zip(times, amounts, strict=True):
        x = _nearest((at - times[0]) * SPARK_WIDTH, span)
        y = SPARK_HEIGHT - 2 - _nearest((fen - amounts[0]) * (SPARK_HEIGHT - 4), rise)
        path += f"H{x}V{y}" if path else f"M{x} {y}"
    return path


def _milliseconds(moment: str) -> int:
    """Return a moment as scripts count it."""
    return (parse_stamp(moment) - _EPOCH) // timedelta(milliseconds=1)


def _nearest(part: int, whole: int) -> int:
    """Divide as scripts round: halves up."""
    return (2 * part + whole) // (2 * whole)


def views_of(wall: Wall, *, wanted: str = "all", sort: str = "ending") -> list[TileView]:
    """Return the tiles a filter lets through, in order; what may end next comes first."""
    views = [_view(tile, wall.at) for tile in wall.tiles]
    shown = [view for view in views if view.phase in FILTERS[wanted]]
    return sorted(shown, key=lambda view: (*_rank(view, sort), _PLACES.get(view.phase, _AFTER),
                                           *_due(view), view.tile["lot"]))  # fmt: skip


def _rank(view: TileView, sort: str) -> tuple[int, ...]:
    if sort == "busy":
        return (-view.bids_a_minute,)
    if sort == "price":
        return (-view.price.fen,)
    return (-view.tile["findings"],) if sort == "findings" else ()


def _due(view: TileView) -> tuple[str]:
    """What opens sorts by its opening, everything else by its end."""
    key = "opens_at" if view.phase is Phase.UPCOMING else "closes_at"
    return (view.tile[key],)


def _view(tile: Tile, now: datetime) -> TileView:
    opens_at, closes_at = parse_stamp(tile["opens_at"]), parse_stamp(tile["closes_at"])
    return TileView(tile, phase_at(LotState(tile["state"]), opens_at, closes_at, now), now)


def viewers_of(lot_nos: Sequence[str]) -> dict[str, int]:
    """Return how many screens of this process follow each lot, without those none follows."""
    streams = {stream_of(no): no for no in lot_nos}
    live = live_of(current_app)
    return {streams[name]: count for name, count in live.relay.watchers_of(streams).items()}


def data_of(wall: Wall, viewers: dict[str, int]) -> dict[str, Any]:
    """Return the wall for scripts and programs."""
    return {
        "courts": [{"code": court.code, "name": court.name} for court in wall.courts],
        "lots": wall.tiles,
        "is_cut": wall.is_cut,
        "viewers": viewers,
        "health": pulse.take(),
        "server_time": stamp(wall.at),
    }


def filter_words() -> dict[str, str]:
    """Return what each filter is called."""
    return {
        "all": _("All"),
        "bidding": _("Bidding now"),
        "suspended": _("Suspended"),
        "upcoming": _("Opens soon"),
        "ended": _("Ended"),
    }


def sort_words() -> dict[str, str]:
    """Return what each order is called."""
    return {
        "ending": _("Ending soon first"),
        "busy": _("Most bids in the last minute"),
        "price": _("Highest price"),
        "findings": _("Most open findings"),
    }


def texts_of_wall() -> dict[str, Any]:
    """Return every sentence the scripts of the wall may say, in the reader's language."""
    return {
        **texts_of_hall(),
        "health": names(),
        "troubles": troubles(),
        "fit": _("works well"),
        "day": _("d"),
        "over": _("Time is up"),
        "new_lots": _("%(count)s lots on the wall", count="{count}"),
        "events": event_words(),
        "gap": _("%(seconds)s s after the bid before", seconds="{seconds}"),
        "failed": _("The wall could not be read; it is tried again."),
        "live": _("Live"),
        "signed_out": _("Your sign-in has ended. Sign in again to go on watching."),
        "stale": _("Not live: the wall is asked for every five seconds"),
    }


class _Places(dict[str, Any]):
    """Keeps the places of a sentence open: scripts fill in what a fact says."""

    def __missing__(self, key: str) -> str:
        return f"{{{key}}}"


def event_words() -> dict[str, str]:
    """Return the sentence of every public fact of a lot; those of bidding say more here."""
    return {
        **{
            fact.name: str(WORDING[fact.name]) % _Places()
            for fact in facts.FACTS
            if issubclass(fact, LotFact)
        },
        "auction.bid.placed": _(
            "Paddle %(paddle)s bid %(price)s yuan, number %(bid_seq)s",
            paddle="{paddle}", price="{price}", bid_seq="{bid_seq}",
        ),
        "auction.lot.extended": _(
            "Extension %(extensions)s, ends at %(closes_at)s",
            extensions="{extensions}", closes_at="{closes_at}",
        ),
        "auction.lot.suspended": _("Suspended: %(reason)s", reason="{reason}"),
        "auction.lot.stayed": _("Stayed by ruling: %(reason)s", reason="{reason}"),
        "auction.lot.resumed": _("Went on: %(reason)s", reason="{reason}"),
        "auction.lot.opened": _("Bidding began"),
        "auction.lot.sold": _(
            "Sold to paddle %(paddle)s for %(price)s yuan", paddle="{paddle}", price="{price}"
        ),
        "auction.lot.unsold": _("Ended without a bid"),
        "auction.lot.withdrawn": _("Withdrawn: %(reason)s", reason="{reason}"),
    }  # fmt: skip
