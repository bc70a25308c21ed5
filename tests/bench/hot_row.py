"""Bids on one hot lot in process, against one hot row updated as pgbench would."""

import threading
import time
from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

import psycopg2
from flask import Flask

from app.kernel.clock import clock
from app.store import db
from auction.services.intake import place_bid
from tests.bench.figures import Figure
from tests.support.stage import HOUR, START, STEP, Stage, set_stage
from tests.support.web import make_app

SECONDS = 5.0
CLIENTS = 16


def measure(url: str, folder: Path) -> list[Figure]:
    """Return orders judged a second, updates of a hot row a second, and their ratio."""
    app = make_app(url, data_dir=folder)
    now = clock.real_now()
    with app.app_context():
        stage = set_stage(
            *(f"P{index:03d}" for index in range(CLIENTS)),
            opens_at=now - HOUR,
            closes_at=now + 20 * HOUR,
        )
        db.session.remove()
    row = _rate(_updater(url))
    judged = _rate(_bidder(app, stage))
    with app.app_context():
        accepted = stage.lot().last_seq
        db.session.remove()
        db.engine.dispose()
    return [
        Figure(f"hot row, bare UPDATE, {CLIENTS} clients", row, "commits/s"),
        Figure(f"one lot, group commit, {CLIENTS} bidders in threads", judged, "orders/s"),
        Figure("of these accepted and leading", accepted / SECONDS, "bids/s"),
        Figure("ratio of judged orders to bare updates", judged / row, "x"),
    ]


def bid_for(app: Flask, stage: Stage, seconds: float) -> float:
    """Return orders judged a second while every bidder bids as fast as it is answered."""
    return _rate(_bidder(app, stage), seconds)


def _rate(make_step: Callable[[int], Callable[[], None]], seconds: float = SECONDS) -> float:
    counts = [0] * CLIENTS
    gate = threading.Barrier(CLIENTS)

    def run(index: int) -> None:
        step = make_step(index)
        gate.wait()
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            step()
            counts[index] += 1

    threads = [threading.Thread(target=run, args=(index,)) for index in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(counts) / seconds


def _updater(url: str) -> Callable[[int], Callable[[], None]]:
    address = url.replace("+psycopg2", "", 1)
    with psycopg2.connect(address) as connection, connection.cursor() as cursor:
        cursor.execute("CREATE TABLE hot (id int PRIMARY KEY, price bigint)")
        cursor.execute("INSERT INTO hot VALUES (1, 0)")
    connection.close()

    def make_step(_index: int) -> Callable[[], None]:
        own = psycopg2.connect(address)
        cursor = own.cursor()

        def step() -> None:
            cursor.execute("UPDATE hot SET price = price + 1 WHERE id = 1")
            own.commit()

        return step

    return make_step


def _bidder(app: Flask, stage: Stage) -> Callable[[int], Callable[[], None]]:
    paddles = list(stage.bidders)

    def make_step(index: int) -> Callable[[], None]:
        actor = stage.actor(paddles[index])
        least = [START]

        def step() -> None:
            with app.app_context():
                receipt = place_bid(
                    lot_no=stage.lot_no,
                    amount=str(least[0]),
                    request_id=str(uuid4()),
                    actor=actor,
                    at=clock.now(),
                )
            body = receipt["receipt"]
            least[0] = int(body["minimum"]) if body["minimum"] else least[0] + STEP

        return step

    return make_step
