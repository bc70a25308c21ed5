"""How long an ack takes over the socket: a quiet lot, a race, and the clock event beside it."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

from app.kernel.clock import clock
from app.store import db
from tests.bench.figures import Figure, quantile
from tests.support.live import Program, Socket, web_process
from tests.support.race import race
from tests.support.stage import HOUR, START, STEP, set_stage
from tests.support.web import make_app

BIDS = 200
BIDDERS = 8
SECONDS = 5.0


def measure(url: str, folder: Path) -> list[Figure]:
    """Return acks in milliseconds and as multiples of an answer that stores nothing."""
    app = make_app(url, data_dir=folder)
    now = clock.real_now()
    paddles = [f"Q{index:03d}" for index in range(BIDDERS)]
    with app.app_context():
        stage = set_stage(*paddles, opens_at=now - HOUR, closes_at=now + 20 * HOUR)
        db.session.remove()
    with web_process(url, folder) as address:
        programs = [Program(address, stage.actor(paddle).account) for paddle in paddles]
        sockets = [program.connect() for program in programs]
        bare = _times(sockets[0], lambda socket, _: socket.call("clock", {"t0": 1}))
        durable = _times(
            sockets[0],
            lambda socket, count: socket.bid(stage.lot_no, str(START + count * STEP), str(uuid4())),
        )
        began = time.monotonic()
        journal = race(sockets, stage.lot_no, START + BIDS * STEP, seconds=SECONDS)
        lasted = time.monotonic() - began
        for opened in (*sockets, *programs):
            opened.close()
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
    orders = len(journal.accepted) + sum(journal.codes.values())
    return [
        Figure("ack of a durable bid, one bidder, p50", quantile(durable, 0.5), "ms"),
        Figure("ack of a durable bid, one bidder, p99", quantile(durable, 0.99), "ms"),
        Figure("ack p50 as a multiple of a bare answer", _ratio(durable, bare, 0.5), "x"),
        Figure("ack p99 as a multiple of a bare answer", _ratio(durable, bare, 0.99), "x"),
        Figure(f"orders over sockets, {BIDDERS} bidders racing", orders / lasted, "orders/s"),
        Figure("of these accepted and leading", len(journal.accepted) / lasted, "bids/s"),
    ]


def _ratio(durable: list[float], bare: list[float], share: float) -> float:
    return quantile(durable, share) / quantile(bare, share)


def _times(socket: Socket, ask: Callable[[Socket, int], dict[str, Any]]) -> list[float]:
    spans = []
    for count in range(BIDS):
        began = time.perf_counter()
        answer = ask(socket, count)
        spans.append((time.perf_counter() - began) * 1000)
        assert answer["ok"], answer
    return spans
