"""What the hall shows at this instant, for whoever looks: bidder, visitor or judge."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy import select

from app import lawbook
from app.kernel.actors import Actor
from app.kernel.calendar import local_date
from app.kernel.clock import clock
from app.kernel.errors import NotFound
from app.kernel.money import MAX_FEN, Money
from app.kernel.permissions import Permission
from app.store import db
from app.web.step_curve import StepCurve, step_curve
from auction import queries
from auction.live_views.texts import clock_labels, state_line, texts_of_hall
from auction.messages import PHASES
from auction.models import Bid, Lot
from auction.services.identities import find_enrollment
from auction.services.snapshots import Snapshot, take_snapshot
from auction.vocabulary import EnrollmentState, Phase

#: Whole steps offered as buttons.
STEPS = (1, 2, 5)
#: From where on a bid is asked for a second time; never a reason to refuse it.
LARGE_BID_POLICY = "P77"


@dataclass(frozen=True)
class Extension:
    """One extension of the end: which it was, and the end it led to."""

    number: int
    closes_at: datetime


@dataclass(frozen=True)
class Place:
    """Where the reader stands on this lot."""

    #: visitor, outsider (not enrolled), waiting (deposit not held), bidder, judge
    kind: str
    paddle: str | None = None
    rank: int | None = None
    #: The notice was corrected and the reader has not confirmed it (P84).
    must_read: bool = False


@dataclass(frozen=True)
class Offer:
    """A legal amount as a button."""

    steps: int
    amount: Money


@dataclass(frozen=True)
class Hall:
    """Everything the templates print and the scripts start from."""

    lot: Lot
    snapshot: Snapshot
    phase: Phase
    place: Place
    minimum: Money | None
    match: Money | None
    offers: Sequence[Offer]
    extensions: Sequence[Extension]
    curve: StepCurve
    now: datetime

    @property
    def kind(self) -> str:
        """Which hall it is: the court's, or the practice, which keeps nothing."""
        return "court"

    @property
    def confirm_url(self) -> str:
        """Where an amount is confirmed without scripts."""
        return url_for("hall.get_confirm", no=self.lot.no)

    @property
    def clock_note(self) -> str:
        """Whose time the countdown tells."""
        return _("Times are those of the court's server.")

    @property
    def clock_label(self) -> str:
        """What stands above the clock."""
        return clock_labels()[self.phase.value]

    @property
    def tag(self) -> tuple[str, str]:
        """Kind and words of the status tag."""
        kind, words = PHASES[self.phase]
        return kind, str(words)

    @property
    def price(self) -> Money | None:
        """The price of the leading bid."""
        return None if self.snapshot["price"] is None else Money.parse(self.snapshot["price"])

    @property
    def state_line(self) -> tuple[str, str]:
        """Kind and words of the reader's own standing."""
        return state_line(self.phase, self.place.kind, self.place.paddle, self.snapshot)

    @property
    def may_bid(self) -> bool:
        """Whether the reader's bid would be judged on its amount."""
        return self.place.kind == "bidder" and self.phase is Phase.BIDDING

    @property
    def data(self) -> dict[str, Any]:
        """What the scripts start from; the lot's public facts and the reader's own paddle."""
        return {
            "lot": self.lot.no,
            "snapshot": self.snapshot,
            "place": self.place.kind,
            "paddle": self.place.paddle,
            "rank": self.place.rank,
            "on_grid": self.lot.on_grid,
            "may_raise_self": self.lot.may_raise_self,
            "reference_price": str(self.lot.reference_price),
            "fat_finger": large_bid(self.now),
            "steps": STEPS,
            "urls": {
                "snapshot": url_for("bidding_api.get_snapshot", no=self.lot.no),
                "bids": url_for("bidding_api.post_bid", no=self.lot.no),
                "tickets": url_for("identity_api.post_socket_ticket"),
                "receipt": url_for("hall.get_receipt", receipt_id="_"),
            },
            "texts": texts_of_hall(),
        }


def large_bid(now: datetime) -> dict[str, int]:
    """Return how many steps above the least, or times the appraised value, is very much (P77)."""
    on = local_date(now)
    return {
        "steps": lawbook.number("large_bid_steps", on=on),
        "times": lawbook.number("large_bid_times", on=on),
    }


def hall_of(lot_no: str, actor: Actor) -> Hall:
    """Return the hall of an announced lot as this reader sees it; raise NotFound."""
    snapshot = take_snapshot(lot_no)
    lot = queries.get_public_lot(lot_no)
    if lot.opens_at is None or lot.closes_at is None or lot.start_price is None:
        raise NotFound("lot", lot_no)
    now = clock.now()
    place = _place_of(lot, actor)
    minimum = _minimum(lot)
    return Hall(
        lot=lot,
        snapshot=snapshot,
        phase=lot.phase(now),
        place=place,
        minimum=minimum,
        match=lot.price if _may_match(lot, place) else None,
        offers=_offers(lot, minimum),
        extensions=_extensions(lot),
        curve=_curve(lot, snapshot, now),
        now=now,
    )


def new_request_id() -> str:
    """Return the name of one intention to bid; sending it twice is sending it once."""
    return str(uuid4())


def _place_of(lot: Lot, actor: Actor) -> Place:
    if not actor.is_signed_in:
        return Place("visitor")
    if not actor.may(Permission.BID):
        return Place("staff")
    enrollment = find_enrollment(lot, actor)
    if enrollment is None or enrollment.state is EnrollmentState.LEFT:
        return Place("outsider")
    if enrollment.state in {EnrollmentState.APPLIED, EnrollmentState.LAPSED}:
        return Place("waiting")
    must_read = enrollment.accepted_notice_version < lot.notice_version
    return Place("bidder", enrollment.paddle, enrollment.priority_rank, must_read=must_read)


def _minimum(lot: Lot) -> Money | None:
    assert lot.start_price is not None
    assert lot.bid_step is not None
    if lot.price is None:
        return lot.start_price
    fen = lot.price.fen + lot.bid_step.fen
    return Money(fen) if fen <= MAX_FEN else None


def _may_match(lot: Lot, place: Place) -> bool:
    """Say whether the reader may take the lead at the leader's own price (art. 21)."""
    if place.rank is None or lot.price is None or lot.leader_paddle == place.paddle:
        return False
    return lot.leader_rank is None or place.rank < lot.leader_rank


def _offers(lot: Lot, minimum: Money | None) -> list[Offer]:
    if minimum is None or lot.bid_step is None:
        return []
    base = minimum.fen - (lot.bid_step.fen if lot.price is not None else 0)
    first = 1 if lot.price is not None else 0
    steps = STEPS if first else (0, *STEPS[:2])
    amounts = [(step, base + step * lot.bid_step.fen) for step in steps]
    return [Offer(step, Money(fen)) for step, fen in amounts if fen <= MAX_FEN]


def _extensions(lot: Lot) -> list[Extension]:
    rows = db.session.scalars(
        select(Bid.closes_after)
        .where(Bid.lot_id == lot.id, Bid.closes_after > Bid.closes_before)
        .order_by(Bid.seq)
        .limit(1000)
    )
    return [Extension(number, moment) for number, moment in enumerate(rows, start=1)]


def _curve(lot: Lot, snapshot: Snapshot, now: datetime) -> StepCurve:
    assert lot.opens_at is not None
    assert lot.closes_at is not None
    assert lot.start_price is not None
    until = min(max(now, lot.opens_at + timedelta(minutes=1)), lot.closes_at)
    return step_curve(
        snapshot["bids"],
        opens_at=lot.opens_at,
        closes_at=until,
        levels=[(_("Start price"), lot.start_price)],
    )
