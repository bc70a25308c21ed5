"""The replay of a sale that has ended: what everybody saw at any moment, from the public facts.

``static/js/auction/replay.js`` plays the same facts by the same law of the screen.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from app.kernel.facts import parse_stamp, stamp
from app.kernel.money import Money
from app.trail.queries import entries_of
from app.web.step_curve import LEFT, RIGHT, StepCurve, step_curve
from auction import messages
from auction.live_views.texts import texts_of_hall
from auction.live_views.wall import event_words
from auction.models import Lot
from auction.rules.screen import Screen, WireFact, blank_screen, moment_of, screen_at
from auction.services.snapshots import fact_on_wire, stream_of
from auction.vocabulary import HALTED, STOPPABLE, LotState, Phase, phase_at

#: A replay holds so many facts; of a longer sale it plays the first ones and says so.
FACTS_MAX = 20_000
_PAGE = 500
#: Bids printed beside a moment.
BIDS_SHOWN = 12
#: Times the facts are played at.
SPEEDS = (1, 10, 60, 600)
#: Facts worth a jump of their own, with the mark they leave on the curve.
MARKS = {
    "auction.lot.opened": "open",
    "auction.lot.extended": "extension",
    "auction.lot.suspended": "pause",
    "auction.lot.stayed": "pause",
    "auction.lot.resumed": "resume",
    "auction.lot.sold": "end",
    "auction.lot.unsold": "end",
    "auction.lot.withdrawn": "end",
}


@dataclass(frozen=True)
class Mark:
    """A fact on the line of time."""

    at: str
    kind: str
    x: float


@dataclass(frozen=True)
class Replay:
    """One moment of a sale that is over, and the line of time it lies on."""

    lot: Lot
    facts: Sequence[WireFact]
    is_cut: bool
    begins_at: datetime
    ends_at: datetime
    at: datetime
    screen: Screen
    curve: StepCurve
    marks: Sequence[Mark]

    @property
    def phase(self) -> Phase:
        """What the lot was doing at the moment."""
        opens, closes = self.screen["opens_at"], self.screen["closes_at"]
        if opens is None or closes is None:
            return Phase.PREPARING
        state = LotState(self.screen["state"])
        return phase_at(state, parse_stamp(opens), parse_stamp(closes), self.at)

    @property
    def tag(self) -> tuple[str, str]:
        """Kind and words of the status tag."""
        kind, words = messages.PHASES[self.phase]
        return kind, str(words)

    @property
    def price(self) -> Money | None:
        """The price at the moment, else the start price."""
        fen = self.screen["price"] or self.screen["start_price"]
        return self.lot.start_price if fen is None else Money.parse(fen)

    @property
    def left(self) -> timedelta | None:
        """What was left until the end as it was known then; none while nothing ran."""
        if self.phase is not Phase.BIDDING:
            return None
        return parse_stamp(self.screen["closes_at"]) - self.at

    @property
    def bids(self) -> Sequence[dict[str, Any]]:
        """The last bids until the moment, newest first."""
        return list(reversed(self.screen["bids"][-BIDS_SHOWN:]))

    @property
    def x(self) -> float:
        """Where the moment lies on the curve."""
        return _x(self.at, self.begins_at, self.ends_at)

    @property
    def stamp(self) -> str:
        """The moment as a link names it."""
        return stamp(self.at)

    @property
    def place(self) -> int:
        """Milliseconds since the beginning."""
        return round((self.at - self.begins_at).total_seconds() * 1000)

    @property
    def length(self) -> int:
        """Milliseconds from the beginning to the end."""
        return round((self.ends_at - self.begins_at).total_seconds() * 1000)

    @property
    def data(self) -> dict[str, Any]:
        """What the scripts start from."""
        return {
            "lot": self.lot.no,
            "begins_at": stamp(self.begins_at),
            "ends_at": stamp(self.ends_at),
            "at": self.stamp,
            "left": LEFT,
            "right": RIGHT,
            "facts_max": FACTS_MAX,
            "start_price": None if self.lot.start_price is None else str(self.lot.start_price),
            "urls": {
                "facts": url_for("wall_api.get_facts", no=self.lot.no),
                "page": url_for("replay.get_replay", no=self.lot.no),
            },
            "texts": {
                **texts_of_hall(),
                "events": event_words(),
                "day": _("d"),
                "play": _("Play"),
                "pause": _("Stop playing"),
                "failed": _("The facts could not be read. Load the page again to play them."),
                "spoken": _(
                    "%(time)s, %(price)s yuan, paddle %(paddle)s",
                    time="{time}", price="{price}", paddle="{paddle}",
                ),
            },
        }  # fmt: skip


def is_over(lot: Lot) -> bool:
    """Say whether bidding is over for good: from then on everybody may replay it."""
    return lot.announced_at is not None and lot.state not in {*STOPPABLE, *HALTED}


def replay_of(lot: Lot, at: datetime | None) -> Replay:
    """Return the replay of a lot at a moment, at its end without one."""
    facts, is_cut = _facts_of(lot.no)
    begins_at, ends_at = _bounds(lot, facts)
    moment = min(max(at or ends_at, begins_at), ends_at)
    screen = screen_at(blank_screen(lot.no), facts, stamp(moment))
    whole = screen_at(screen, facts, stamp(ends_at))
    marks = [
        Mark(
            moment_of(fact),
            MARKS[fact["name"]],
            _x(parse_stamp(moment_of(fact)), begins_at, ends_at),
        )
        for fact in facts
        if fact["name"] in MARKS and stamp(begins_at) <= moment_of(fact) <= stamp(ends_at)
    ]
    levels = [] if lot.start_price is None else [(_("Start price"), lot.start_price)]
    curve = step_curve(whole["bids"], opens_at=begins_at, closes_at=ends_at, levels=levels)
    return Replay(lot, facts, is_cut, begins_at, ends_at, moment, screen, curve, marks)


def _facts_of(lot_no: str) -> tuple[list[dict[str, Any]], bool]:
    """Return the public facts of a lot in their order, and whether there are more."""
    facts: list[dict[str, Any]] = []
    while len(facts) < FACTS_MAX:
        since = facts[-1]["seq"] if facts else 0
        entries = entries_of(stream_of(lot_no), since=since, limit=_PAGE)
        facts += [fact_on_wire(entry) for entry in entries]
        if len(entries) < _PAGE:
            return facts, False
    return facts, True


def _bounds(lot: Lot, facts: Sequence[WireFact]) -> tuple[datetime, datetime]:
    """Return when bidding opened and when it was over: the first and the last thing it saw."""
    assert lot.opens_at is not None
    ends = [moment_of(fact) for fact in facts if MARKS.get(fact["name"]) == "end"]
    opened = [moment_of(fact) for fact in facts if fact["name"] == "auction.lot.opened"]
    begins_at = min(lot.opens_at, parse_stamp(opened[0])) if opened else lot.opens_at
    last = parse_stamp(ends[0] if ends else moment_of(facts[-1]) if facts else stamp(begins_at))
    return (begins_at, last) if last > begins_at else (last, last)


def _x(at: datetime, begins_at: datetime, ends_at: datetime) -> float:
    if ends_at <= begins_at:
        return float(RIGHT)
    share = (at - begins_at) / (ends_at - begins_at)
    return round(LEFT + min(max(share, 0.0), 1.0) * (RIGHT - LEFT), 1)


def mark_words(mark: Mark) -> str:
    """Return what a mark stands for."""
    words = {
        "open": _("Bidding began"),
        "extension": _("Extended"),
        "pause": _("Stopped"),
        "resume": _("Went on"),
        "end": _("Bidding was over"),
    }
    return words[mark.kind]
