"""Tell everybody who follows a court's wall what is new, a few times a second, in one frame each.

One loop for each process, running only while somebody follows a wall. What is sent is read from
the database alone: several processes need nothing of one another (reliability S5).
"""

import logging
import time
from collections import Counter
from datetime import datetime
from typing import Any

from flask import Flask

from app import runtime
from app.kernel.clock import clock
from app.kernel.errors import Forbidden, NotFound, Refusal
from app.kernel.facts import stamp
from app.kernel.permissions import Permission
from app.live.facade import Ack, Connection, Live, allow_watch
from app.store import db
from auction.live_views.wall_health import pulse
from auction.services.snapshots import stream_of
from auction.services.wall import COURTS_MAX, Following, courts_of

log = logging.getLogger(__name__)

#: At most four frames a second and wall, whatever the bid rate (P87).
ROUND_SECONDS = 0.25
#: A frame without news goes out this often: viewers, health, and proof that the line stands.
BEATS_EVERY = 20
FAULT_SECONDS = 1.0
CODE_MAX = 20


def room_of(court: str) -> str:
    """Return the room of those who follow a court's wall."""
    return f"wall:{court}"


class WallFeed:
    """The walls that are followed in this process."""

    def __init__(self, app: Flask, live: Live) -> None:
        self._app = app
        self._live = live
        self._followers: Counter[str] = Counter()
        self._told: dict[str, Following] = {}
        #: Court -> number of its last frame; a gap in them tells a client to read the wall anew.
        self._numbers: Counter[str] = Counter()
        self._lock = runtime.Lock()
        self._is_running = False
        self._rounds = 0

    def watch(self, connection: Connection, message: dict[str, Any], received_at: datetime) -> Ack:
        """Follow the wall of a court; the wall itself is read over HTTP after this returns."""
        allow_watch(connection.sid)
        if not connection.actor.may(Permission.VIEW_WALL):
            raise Forbidden
        court = _code(message)
        courts_of(connection.actor, [court])
        if court not in connection.walls:
            if len(connection.walls) >= COURTS_MAX:
                raise Refusal("too_many_courts", status=429)
            self._begin(court)
            if connection.sid not in self._live.connections:
                self._end(court)
                raise Refusal("not_connected", status=409)
            connection.walls.add(court)
            self._live.join(connection, room_of(court))
        number = self._numbers[court]
        return {"ok": True, "court": court, "number": number, "received_at": stamp(received_at)}

    def unwatch(
        self, connection: Connection, message: dict[str, Any], received_at: datetime
    ) -> Ack:
        """Stop following the wall of a court."""
        court = _code(message)
        if court not in connection.walls:
            raise Refusal("not_watching", status=404)
        connection.walls.discard(court)
        self._live.leave(connection, room_of(court))
        self._end(court)
        return {"ok": True, "court": court, "received_at": stamp(received_at)}

    def forget(self, connection: Connection) -> None:
        """Let go of the walls of a client that has gone."""
        for court in connection.walls:
            self._end(court)
        connection.walls = set()

    def _begin(self, court: str) -> None:
        following = Following(court)
        following.begin(clock.now())
        with self._lock:
            self._followers[court] += 1
            self._told.setdefault(court, following)
            must_start, self._is_running = not self._is_running, True
        if must_start:
            runtime.spawn(self._run)

    def _end(self, court: str) -> None:
        with self._lock:
            self._followers[court] -= 1
            if self._followers[court] <= 0:
                del self._followers[court]
                self._told.pop(court, None)

    def _run(self) -> None:
        while True:
            with self._lock:
                if not self._told:
                    self._is_running = False
                    return
            began = time.monotonic()
            if not self.tell():
                runtime.sleep(FAULT_SECONDS)
            # A round that took long is followed by as long a rest.
            runtime.sleep(max(ROUND_SECONDS, time.monotonic() - began))

    def tell(self) -> bool:
        """Send each wall's followers one frame of what is new; the loop's one round.

        Says whether every wall could be read; one that could not is tried again with the next
        round and keeps nobody from theirs.
        """
        self._rounds += 1
        is_beat = self._rounds % BEATS_EVERY == 0
        followed = list(self._told.items())
        with self._app.app_context():
            health = pulse.take() if is_beat else None
            told = [self._tell_one(one, following, health) for one, following in followed]
        return all(told)

    def _tell_one(
        self, court: str, following: Following, health: list[dict[str, Any]] | None
    ) -> bool:
        try:
            news = following.news(clock.now())
            if health is not None:
                streams = {stream_of(no): no for no in following.told}
                counts = self._live.relay.watchers_of(streams)
                viewers = {streams[name]: count for name, count in counts.items()}
                news |= {"viewers": viewers, "health": health}
            if news:
                self._send(court, news)
        except Exception:
            log.exception("the wall of %s could not be read; it is tried again", court)
            return False
        finally:
            db.session.rollback()
        return True

    def _send(self, court: str, news: dict[str, Any]) -> None:
        self._numbers[court] += 1
        frame = {
            "court": court,
            "number": self._numbers[court],
            "server_time": stamp(clock.now()),
            **news,
        }
        self._live.send("wall", frame, room_of(court))


def _code(message: dict[str, Any]) -> str:
    court = message.get("court")
    if not isinstance(court, str) or not 0 < len(court) <= CODE_MAX or not court.isalnum():
        raise NotFound("court")
    return court


def init_wall(app: Flask, live: Live) -> WallFeed:
    """Register the events of the wall."""
    feed = WallFeed(app, live)
    live.on("watch_wall", feed.watch)
    live.on("unwatch_wall", feed.unwatch)
    live.gone.append(feed.forget)
    app.extensions["mingchui.wall"] = feed
    return feed
