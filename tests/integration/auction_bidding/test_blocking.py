"""INF-06, WS-07: neither a wait of the database nor open doors stop those who come to bid."""

import contextlib
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

import psycopg2
import pytest
import requests

from app.store import db
from tests.integration.auction_bidding.conftest import Served
from tests.support.database import TestDatabases
from tests.support.live import web_process
from tests.support.servers import ROOT
from tests.support.stage import START, STEP
from tests.support.web import make_app

pytestmark = pytest.mark.live

HOLD_SECONDS = 3.0
#: Connections that never finish their first header, and by when each is cut.
HALF_OPEN, CUT_SECONDS = 4_000, 15


@pytest.fixture(scope="module")
def running(databases: TestDatabases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """wsgi.py itself, under eventlet with the shipped driver."""
    folder: Path = tmp_path_factory.mktemp("blocking")
    url = databases.copy("blocking")
    app = make_app(url, data_dir=folder)
    with web_process(url, folder) as address:
        yield Served(address, app)
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def test_INF_06_a_held_lot_row_freezes_neither_pings_nor_other_lots(  # noqa: N802
    served: Served,
) -> None:
    held, free = served.stage("AAAA"), served.stage("BBBB")
    waiting, other = served.bidder(held, "AAAA"), served.bidder(free, "BBBB")
    watcher = served.visitor()
    url = served.app.config["SQLALCHEMY_DATABASE_URI"].replace("+psycopg2", "", 1)
    keeper = psycopg2.connect(url)
    with keeper.cursor() as cursor:
        cursor.execute("SELECT 1 FROM auction_lot WHERE no = %s FOR UPDATE", (held.lot_no,))

    refused: list[dict[str, object]] = []
    order = {"lot": held.lot_no, "amount": str(START), "request_id": "waits"}
    number = waiting.send("bid", order)
    reader = threading.Thread(target=lambda: refused.append(waiting.answer_of(number)))
    reader.start()
    pings = []
    until = time.monotonic() + HOLD_SECONDS
    accepted = other.bid(free.lot_no, str(START), "goes-through")
    while time.monotonic() < until:
        began = time.monotonic()
        watcher.call("clock", {"t0": 1})
        pings.append(time.monotonic() - began)
    keeper.rollback()
    keeper.close()
    reader.join(timeout=20)

    assert accepted["ok"] is True
    # A hub that is blocked answers nothing for the whole lock timeout of 1.5 s.
    assert max(pings) < 1.0
    assert refused[0]["code"] == "busy"
    again = waiting.bid(held.lot_no, str(START), "waits")
    assert again["ok"] is True


def half_open(address: tuple[str, int]) -> socket.socket:
    """Open a connection that begins a request and never ends its header."""
    wire = socket.create_connection(address, timeout=10)
    wire.sendall(b"GET /lots HTTP/1.1\r\nHost: x\r\nX-Slow: ")
    return wire


def is_cut(wire: socket.socket) -> bool:
    """Say whether the other side has closed a connection."""
    wire.setblocking(False)
    try:
        while wire.recv(4_096):
            continue
    except BlockingIOError:
        return False
    except OSError:
        return True
    return True


def test_WS_07_four_thousand_half_open_connections_stop_nobody(  # noqa: N802
    served: Served,
) -> None:
    """WS-07 against the process itself: the shipped proxy takes such connections before it."""
    stage = served.stage("AAAA")
    bidder = served.bidder(stage, "AAAA")
    at = urlsplit(served.url)
    assert at.hostname is not None
    assert at.port is not None
    with contextlib.ExitStack() as stack:
        wires = [
            stack.enter_context(contextlib.closing(half_open((at.hostname, at.port))))
            for _ in range(HALF_OPEN)
        ]
        last = time.monotonic()
        health, bids = [], []
        for number in range(100):
            began = time.monotonic()
            assert requests.get(f"{served.url}/healthz", timeout=10).status_code == 200
            health.append(time.monotonic() - began)
            if number % 10 == 0:
                amount = str(START + number * STEP)
                bids.append(bidder.bid(stage.lot_no, amount, uuid4().hex)["ok"])
        held = sum(not is_cut(wire) for wire in wires)
        # The one that came last is cut last.
        wires[-1].settimeout(CUT_SECONDS + 5)
        with contextlib.suppress(OSError):
            while wires[-1].recv(4_096):
                continue
        spent = time.monotonic() - last
        left = sum(not is_cut(wire) for wire in wires)

    print(f"{held} held, cut after {spent:.1f} s, p99 {sorted(health)[-2]:.3f} s")  # noqa: T201
    assert held > HALF_OPEN // 2
    assert sorted(health)[-2] < 0.5
    assert all(bids)
    assert left == 0
    assert spent < CUT_SECONDS + 3


def test_two_waits_of_the_shipped_driver_overlap_under_eventlet(served: Served) -> None:
    import subprocess
    import sys

    program = (
        "import eventlet; eventlet.monkey_patch()\n"
        "import sys, time\n"
        "from sqlalchemy import create_engine, text\n"
        "engine = create_engine(sys.argv[1])\n"
        "def wait():\n"
        "    with engine.connect() as one:\n"
        "        one.execute(text('SELECT pg_sleep(1)'))\n"
        "for thread in [eventlet.spawn(engine.connect) for _ in range(2)]:\n"
        "    thread.wait().close()\n"
        "began = time.monotonic()\n"
        "threads = [eventlet.spawn(wait) for _ in range(2)]\n"
        "for thread in threads:\n"
        "    thread.wait()\n"
        "print(time.monotonic() - began)\n"
    )
    url = served.app.config["SQLALCHEMY_DATABASE_URI"]

    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", program, url],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )

    assert float(done.stdout) < 1.8


def test_the_engine_of_the_app_uses_psycopg2(served: Served) -> None:
    with served.app.app_context():
        assert db.engine.dialect.driver == "psycopg2"
