"""The practice: the hall over a pretend lot, for anybody; nothing of it is written anywhere."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import lawbook
from app.kernel.calendar import local_date
from app.kernel.clock import clock
from app.kernel.facts import stamp
from app.kernel.money import Money
from app.web.guards import public
from app.web.step_curve import step_curve
from auction.live_views.hall import Hall, Offer, Place
from auction.models import Lot
from auction.vocabulary import LotState, Phase, Round

bp = Blueprint("practice", __name__)

START, STEP, VALUE = Money(70_000_000), Money(1_000_000), Money(100_000_000)
YOU, OTHER = "7K2P", "Q4ZX"
#: How many seconds of the practice pass in one second: the five minutes last twenty seconds.
SPEED = 15
#: How long bidding lasts where nobody bids, in seconds of the practice.
LASTS_SECONDS = 360
#: The other bidder opens and answers after so many seconds of the practice, so many times.
SCRIPT = {"opensAfter": 30, "waits": 45, "answers": 2}


@dataclass(frozen=True)
class Practice(Hall):
    """The hall of a pretend lot, of which no database knows."""

    @property
    def kind(self) -> str:
        """Say that it is the practice."""
        return "practice"

    @property
    def confirm_url(self) -> str:
        """Without scripts there is no other bidder, and so nothing to confirm."""
        return url_for("practice.get_practice")

    @property
    def clock_note(self) -> str:
        """Say that the clock is no real one."""
        return _(
            "The clock of the practice runs %(speed)s times as fast as a real one.", speed=SPEED
        )

    @property
    def data(self) -> dict[str, Any]:
        """What the scripts start from, and the script of the other bidder."""
        return {
            **super().data,
            "practice": {
                "speed": SPEED,
                "lasts_seconds": LASTS_SECONDS,
                "extension_seconds": self.lot.extension_seconds,
                "opponent": OTHER,
                "script": SCRIPT,
                "texts": {
                    "late": _("Your bid came after the end"),
                    "below_ladder": _("Another bid came first; yours is too low now"),
                },
            },
        }


@bp.get("/practice")
@public
def get_practice() -> ResponseReturnValue:
    """Show the practice: no account, no money, no record; 18号 art. 20 as in a real sale."""
    hall = _practice(clock.now())
    return render_template(
        "auction/practice.html", hall=hall, own_receipts=None, problem=None, speed=SPEED
    )


def _practice(now: datetime) -> Practice:
    closes_at = now + timedelta(seconds=LASTS_SECONDS)
    lot = Lot(
        no="PRACTICE",
        title=_("Practice lot: a flat that does not exist"),
        case_number="",
        court_name="",
        round=Round.FIRST,
        state=LotState.OPEN,
        start_price=START,
        bid_step=STEP,
        reference_price=VALUE,
        opens_at=now,
        closes_at=closes_at,
        on_grid=False,
        may_raise_self=True,
        extension_seconds=lawbook.number("extension_s", on=local_date(now)),
    )
    snapshot = {
        "lot": lot.no, "state": "open", "seq": 0, "price": None, "paddle": None,
        "start_price": str(START), "bid_step": str(STEP), "opens_at": stamp(now),
        "closes_at": stamp(closes_at), "extensions": 0, "bids": [], "bid_count": 0,
        "server_time": stamp(now),
    }  # fmt: skip
    return Practice(
        lot=lot,
        snapshot=snapshot,
        phase=Phase.BIDDING,
        place=Place("bidder", YOU),
        minimum=START,
        match=None,
        offers=[Offer(steps, Money(START.fen + steps * STEP.fen)) for steps in (0, 1, 2)],
        extensions=[],
        curve=step_curve([], opens_at=now, closes_at=closes_at, levels=[]),
        now=now,
    )
