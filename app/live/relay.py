"""The relay: after a commit, read the public facts of watched streams and send each room one frame.

What is sent comes from the database alone. A bell, in this process or through Valkey, only says
where to look; without any bell a poll finds what other processes wrote (reliability S5).
"""

import logging
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from flask import Flask
from sqlalchemy import select

from app import runtime
from app.live.bell import Bell
from app.store import db
from app.trail.models import TrailEntry, TrailStream
from app.trail.queries import entries_of, last_seq

log = logging.getLogger(__name__)

#: Look at the watched streams at least this often, for facts that other processes wrote.
POLL_SECONDS = 0.5
#: Rounds of the other parts, such as closing the sockets of ended sign-ins.
POLLS_PER_ROUND = 4
#: At most twenty frames a second and room: the cost is watchers x 20, whatever the bid rate.
TICK_SECONDS = 0.05
#: After a fault of the database, wait before asking again.
FAULT_SECONDS = 1.0

#: Makes the frame of one stream from its new facts.
Framer = Callable[[str, Sequence[TrailEntry]], dict[str, Any]]
Sender = Callable[[str, dict[str, Any], str], None]


class Relay:
    """Follows watched streams and sends what is new to the room of the same name."""

    def __init__(self, app: Flask, send: Sender) -> None:
        self._app = app
        self._send = send
        self._framers: dict[str, Framer] = {}
        self._sent: dict[str, int] = {}
        self._watchers: Counter[str] = Counter()
        self._rung: set[str] = set()
        self._wake = runtime.Event()
        self._lock = runtime.Lock()
        self._is_running = False
        self._polls = 0
        #: Called about every two seconds once somebody has connected.
        self.rounds: list[Callable[[], None]] = []
        self.bell = Bell(app.config.get("REDIS_URL", ""), self._hear)

    def frame_with(self, kind: str, framer: Framer) -> None:
        """Name what makes the frames of streams such as ``kind:<no>``."""
        self._framers[kind] = framer

    def watch(self, stream: str) -> None:
        """Follow a stream for one more client; read its snapshot only after this returns."""
        newest = last_seq(stream)
        with self._lock:
            self._watchers[stream] += 1
            self._sent.setdefault(stream, newest)
        self.start()

    def start(self) -> None:
        """Begin to look, unless that has begun; an app that nobody connects to stays quiet."""
        with self._lock:
            must_start = not self._is_running
            self._is_running = True
        if must_start:
            runtime.spawn(self._run)
            self.bell.listen()

    def unwatch(self, stream: str) -> None:
        """Follow a stream for one client less."""
        with self._lock:
            self._watchers[stream] -= 1
            if self._watchers[stream] <= 0:
                del self._watchers[stream]
                self._sent.pop(stream, None)

    def watchers_of(self, streams: Iterable[str]) -> dict[str, int]:
        """Return how many clients of this process follow each stream, if any do."""
        return {stream: count for stream in streams if (count := self._watchers.get(stream, 0)) > 0}

    def ring(self, stream: str) -> None:
        """Say that a stream has grown; cheap, never fails, safe from any thread."""
        self._hear(stream)
        self.bell.ring(stream)

    def _hear(self, stream: str) -> None:
        if stream in self._sent:
            self._rung.add(stream)
            self._wake.set()

    def _run(self) -> None:
        polled_at = 0.0
        while True:
            self._wake.wait(POLL_SECONDS)
            self._wake.clear()
            try:
                if time.monotonic() - polled_at >= POLL_SECONDS:
                    polled_at = time.monotonic()
                    self._poll()
                self._send_rung()
            except Exception:
                log.exception("the relay could not read; it tries again")
                runtime.sleep(FAULT_SECONDS)
            runtime.sleep(TICK_SECONDS)

    def _poll(self) -> None:
        """Find the watched streams that grew without a bell."""
        self._polls += 1
        watched = list(self._sent)
        with self._app.app_context():
            if watched:
                rows = db.session.execute(
                    select(TrailStream.name, TrailStream.last_seq).where(
                        TrailStream.name.in_(watched)
                    )
                )
                self._rung.update(
                    name for name, newest in rows if newest > self._sent.get(name, newest)
                )
            if self._polls % POLLS_PER_ROUND == 0:
                for step in self.rounds:
                    step()

    def _send_rung(self) -> None:
        rung, self._rung = self._rung, set()
        for stream in rung:
            since = self._sent.get(stream)
            if since is None:
                continue
            try:
                frame, to_seq = self._frame(stream, since)
            except Exception:
                self._rung.add(stream)
                raise
            if frame is not None and stream in self._sent:
                self._sent[stream] = to_seq
                self._send("facts", frame, stream)

    def _frame(self, stream: str, since: int) -> tuple[dict[str, Any] | None, int]:
        with self._app.app_context():
            entries = entries_of(stream, since=since)
            if not entries:
                return None, since
            framer = self._framers[stream.partition(":")[0]]
            return framer(stream, entries), entries[-1].seq
