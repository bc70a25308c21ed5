"""A court with lots on its wall, and a wall's feed whose frames are caught instead of sent."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from flask import Flask

from app.kernel.actors import PUBLIC, Actor
from app.kernel.clock import clock
from app.kernel.facts import stamp
from app.kernel.money import Money
from app.kernel.permissions import Role
from app.live.connections import Connection
from app.store import db, unit_of_work
from auction.facts import BidPlaced
from auction.live_views.wall_feed import WallFeed
from auction.services.bidding import judge_batch
from auction.services.orders import Order
from registry.models import Court
from tests.support.people import make_person
from tests.support.stage import HOUR, START, STEP, Stage, enroll, make_lot
from tests.support.stage import make_person as make_bidder

COURT = "0102"


def make_court(code: str = COURT, court_id: int = 1) -> int:
    """Register a court under the number that stages put on their lots."""
    with unit_of_work():
        db.session.add(Court(id=court_id, code=code, name=f"第{code}法院", region_code="370102"))
    return court_id


def make_judge(account: str = "judge", court_id: int = 1) -> Actor:
    """Register a judge of a court, with a password."""
    return make_person(account, Role.JUDGE, court_id=court_id)


@dataclass
class CaughtLive:
    """What a feed needs of the socket: who is connected, and where frames go."""

    app: Flask
    frames: list[dict[str, Any]] = field(default_factory=list)
    connections: dict[str, Connection] = field(default_factory=dict)
    rooms: set[tuple[str, str]] = field(default_factory=set)
    relay: Any = None

    def __post_init__(self) -> None:
        self.relay = self

    def watchers_of(self, streams: dict[str, str]) -> dict[str, int]:
        """Say that two screens follow the first lot."""
        return dict.fromkeys(list(streams)[:1], 2)

    def join(self, connection: Connection, room: str) -> None:
        """Put a client into a room."""
        self.rooms.add((connection.sid, room))

    def leave(self, connection: Connection, room: str) -> None:
        """Take a client out of a room."""
        self.rooms.discard((connection.sid, room))

    def send(self, event: str, frame: dict[str, Any], room: str) -> None:
        """Keep a frame."""
        assert event == "wall"
        assert room == f"wall:{frame['court']}"
        self.frames.append(frame)

    def connect(self, actor: Actor, sid: str = "S1") -> Connection:
        """Let somebody open a socket."""
        connection = self.connections[sid] = Connection(sid, actor=actor)
        return connection


class StillFeed(WallFeed):
    """A feed whose rounds a test makes itself."""

    def _run(self) -> None:
        """Do nothing until ``tell`` is called."""


def caught_feed(app: Flask) -> tuple[StillFeed, CaughtLive]:
    """Return a feed and what it sends."""
    live = CaughtLive(app)
    return StillFeed(app, live), live  # type: ignore[arg-type]


PADDLES = ("K7QP", "M3XT")


def fill_wall(count: int, *, bids: int, closes_in: timedelta = 20 * HOUR) -> list["Running"]:
    """Let so many lots of a court run now, each with some bids of the same two bidders."""
    bidders = [make_bidder(f"bidder-{paddle.lower()}") for paddle in PADDLES]
    running = []
    for number in range(1, count + 1):
        now = clock.real_now()
        lot = make_lot(
            no=f"L-0102-2026-{number:04d}",
            title=f"经十路{number}号住宅一套",
            opens_at=now - HOUR,
            closes_at=now + closes_in + number * timedelta(seconds=7),
        )
        assert lot.closes_at is not None
        stage = Stage(lot.id, lot.no)
        for bidder, paddle in zip(bidders, PADDLES, strict=True):
            stage.bidders[paddle] = enroll(lot, bidder, paddle)
        running.append(Running(stage, lot.closes_at))
        running[-1].bid(bids, at=now - timedelta(minutes=5))
    return running


@dataclass
class Running:
    """A lot under bidding whose two bidders outbid one another, one step at a time."""

    stage: Stage
    closes_at: datetime
    placed: int = 0

    def bid(self, count: int = 1, *, at: datetime, gap: timedelta = timedelta()) -> None:
        """Place some bids in one batch, each so long after the one before."""
        orders = [self._order(at + index * gap) for index in range(count)]
        if orders:
            judge_batch(self.stage.lot_no, orders)

    def _order(self, at: datetime) -> Order:
        paddle = PADDLES[self.placed % 2]
        fen = START + self.placed * STEP
        self.placed += 1
        return Order(
            lot_no=self.stage.lot_no, actor=self.stage.actor(paddle),
            request_id=f"{paddle}-{self.placed}", amount_text=str(fen), amount=Money(fen),
            received_at=at,
        )  # fmt: skip


def write_bids(running: Sequence[Running]) -> None:
    """Write one bid on each of these lots in one transaction, as judged: facts, rows, standing.

    Judging takes a core of its own at fifty bids a second; whoever measures a screen needs that
    core for the screen.
    """
    at = clock.real_now()
    with unit_of_work() as work:
        for one in running:
            paddle, fen = PADDLES[one.placed % 2], START + one.placed * STEP
            one.placed += 1
            ends = stamp(one.closes_at)
            fact = BidPlaced(
                lot=one.stage.lot_no, case_number="（2026）鲁0102执1号", bid_seq=one.placed,
                paddle=paddle, price=str(fen), kind="ordinary", received_at=stamp(at),
                closes_at=ends, extensions=0, rank=None,
            )  # fmt: skip
            work.record(fact, actor=PUBLIC, at=at)
            db.session.execute(_ROW, {
                "lot": one.stage.lot_id, "seq": one.placed, "paddle": paddle, "fen": fen, "at": at,
                "name": f"w{one.placed}", "ends": one.closes_at,
            })  # fmt: skip


_ROW = db.text(
    """
    WITH lot AS (UPDATE auction_lot SET price = :fen, leader_paddle = :paddle, last_seq = :seq
                 WHERE id = :lot)
    INSERT INTO auction_bid (lot_id, seq, paddle, amount, received_at, request_id, kind,
                             closes_before, closes_after)
    VALUES (:lot, :seq, :paddle, :fen, :at, :name, 'ordinary', :ends, :ends)
    """
)


def prices_of(running: Sequence[Running]) -> dict[str, str]:
    """Return the price of each lot as a page prints it, from the database."""
    return {one.stage.lot_no: f"{one.stage.lot().price.fen // 100:,}.00" for one in running}  # type: ignore[union-attr]
