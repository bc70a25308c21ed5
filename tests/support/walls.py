"""A court with lots on its wall, and a wall's feed whose frames are caught instead of sent."""

from dataclasses import dataclass, field
from typing import Any

from flask import Flask

from app.kernel.actors import Actor
from app.kernel.permissions import Role
from app.live.connections import Connection
from app.store import db, unit_of_work
from auction.live_views.wall_feed import WallFeed
from registry.models import Court
from tests.support.people import make_person

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
