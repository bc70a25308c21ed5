"""INF-06, WS-07: neither a wait of the database nor open doors stop those who come to bid."""

import contextlib
import math
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import psycopg2
import pytest
import requests

from app.store import db
from tests.integration.auction_bidding.conftest import Served
from tests.support.database import TestDatabases
from tests.support.live import Program, Socket, web_process
from tests.support.people import hash_lightly
from tests.support.proxy import check, shipped_proxy, write_configuration
from tests.support.servers import ROOT, free_port
from tests.support.stage import START, STEP
from tests.support.web import make_app

pytestmark = pytest.mark.live

HOLD_SECONDS = 3.0
#: Those who ping and bid meanwhile, and how often each bids.
CLIENTS, BIDS = 20, 5
HEALTH_SECONDS = 0.5
#: What a bid is told that came after a higher one, or from whoever leads.
OUTBID = {"below_ladder", "already_leading"}
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


@dataclass
class Client:
    """One of the twenty: it pings, and bids on a lot that nobody holds."""

    socket: Socket
    lot_no: str
    #: The turns of this client on its lot: two share one and outbid each other.
    prices: list[int]
    pings: list[float] = field(default_factory=list)
    answers: list[dict[str, Any]] = field(default_factory=list)
    fault: str = ""

    def run(self, until: float) -> None:
        """Ping without a pause, and bid in between, until the row is let go."""
        try:
            while time.monotonic() < until:
                self.pings.append(seconds(lambda: self.socket.call("clock", {"t0": 1})))
                if self.prices:
                    price = str(self.prices.pop(0))
                    self.answers.append(self.socket.bid(self.lot_no, price, uuid4().hex))
        except Exception as fault:  # noqa: BLE001 - told by the test, which runs in another thread
            self.fault = repr(fault)


def seconds(act: Callable[[], object]) -> float:
    """Return how long an act took."""
    began = time.monotonic()
    act()
    return time.monotonic() - began


def ping_health(url: str, until: float, taken: list[float]) -> None:
    """Ask whether the process answers, on one connection, again and again."""
    with requests.Session() as session:
        while time.monotonic() < until:
            taken.append(seconds(lambda: session.get(f"{url}/healthz", timeout=10)))


@contextlib.contextmanager
def held_row(served: Served, lot_no: str) -> Iterator[None]:
    """Keep the row of a lot under a lock in a session of somebody else."""
    url = served.app.config["SQLALCHEMY_DATABASE_URI"].replace("+psycopg2", "", 1)
    keeper = psycopg2.connect(url)
    try:
        with keeper.cursor() as cursor:
            cursor.execute("SELECT 1 FROM auction_lot WHERE no = %s FOR UPDATE", (lot_no,))
        yield
    finally:
        keeper.rollback()
        keeper.close()


def test_INF_06_a_held_lot_row_freezes_neither_pings_nor_other_lots(  # noqa: N802
    served: Served,
) -> None:
    hash_lightly()
    held = served.stage("AAAA")
    waiting = served.bidder(held, "AAAA")
    clients = []
    for _ in range(CLIENTS // 2):
        free = served.stage("BBBB", "CCCC")
        clients += [
            Client(
                served.bidder(free, paddle),
                free.lot_no,
                [START + (2 * turn + place) * STEP for turn in range(BIDS)],
            )
            for place, paddle in enumerate(free.bidders)
        ]
    health: list[float] = []

    with held_row(served, held.lot_no):
        order = {"lot": held.lot_no, "amount": str(START), "request_id": "waits"}
        number = waiting.send("bid", order)
        until = time.monotonic() + HOLD_SECONDS
        threads = [threading.Thread(target=one.run, args=(until,)) for one in clients]
        threads.append(threading.Thread(target=ping_health, args=(served.url, until, health)))
        for thread in threads:
            thread.start()
        refused = waiting.answer_of(number)
        for thread in threads:
            thread.join(timeout=30)

    pings = sorted(taken for one in clients for taken in one.pings)
    health.sort()
    print(  # noqa: T201
        f"{len(health)} health p99 {p99(health):.3f} s, {len(pings)} pings p99 {p99(pings):.3f} s"
    )
    assert [one.fault for one in clients if one.fault] == []
    assert refused["code"] == "busy"
    assert len(clients) == CLIENTS
    assert len(health) >= 20
    assert p99(health) < HEALTH_SECONDS
    # Who comes second may find the price moved on; every lot takes bids, no client waits for all.
    won = {one.lot_no for one in clients if any(got["ok"] for got in one.answers)}
    assert won == {one.lot_no for one in clients}
    assert all(got["ok"] or got["code"] in OUTBID for one in clients for got in one.answers)
    assert all(one.answers for one in clients)
    again = waiting.bid(held.lot_no, str(START), "waits")
    assert again["ok"] is True


def p99(taken: list[float]) -> float:
    """Return what ninety-nine of a hundred did not pass; the list is in order."""
    return taken[max(0, math.ceil(len(taken) * 0.99) - 1)]


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


@dataclass
class Attack:
    """What was seen while connections were held half open."""

    held: int
    left: int
    #: When the one that came last was cut, in seconds after it came.
    cut_after: float
    health: list[float]
    #: The code of each bid, or ok.
    bids: list[str]


def attack(url: str, bidder: Socket, lot_no: str, *, asks: int = 100) -> Attack:
    """Open the connections, ask and bid meanwhile, and wait until the last one is cut."""
    at = urlsplit(url)
    assert at.hostname is not None
    assert at.port is not None
    with contextlib.ExitStack() as stack:
        wires = [
            stack.enter_context(contextlib.closing(half_open((at.hostname, at.port))))
            for _ in range(HALF_OPEN)
        ]
        last = time.monotonic()
        health, bids = [], []
        for number in range(asks):
            began = time.monotonic()
            # A connection of its own each time: whoever comes anew has to get in.
            assert requests.get(f"{url}/healthz", timeout=10).status_code == 200
            health.append(time.monotonic() - began)
            if number % 10 == 0:
                answer = bidder.bid(lot_no, str(START + number * STEP), uuid4().hex)
                bids.append("ok" if answer["ok"] else answer["code"])
        held = sum(not is_cut(wire) for wire in wires)
        # The one that came last is cut last.
        wires[-1].settimeout(2 * CUT_SECONDS)
        with contextlib.suppress(OSError):
            while wires[-1].recv(4_096):
                continue
        cut_after = time.monotonic() - last
        left = sum(not is_cut(wire) for wire in wires)
    found = Attack(held, left, cut_after, sorted(health), bids)
    print(  # noqa: T201
        f"{held} held, cut after {cut_after:.1f} s, health p99 {p99(found.health):.3f} s"
    )
    return found


def test_WS_07_four_thousand_half_open_connections_stop_nobody(  # noqa: N802
    served: Served,
) -> None:
    """WS-07 against the process itself, without the proxy it is shipped with."""
    stage = served.stage("AAAA")
    bidder = served.bidder(stage, "AAAA")

    found = attack(served.url, bidder, stage.lot_no)

    assert found.held > HALF_OPEN // 2
    assert p99(found.health) < HEALTH_SECONDS
    assert set(found.bids) == {"ok"}
    assert found.left == 0
    # Counted from when the process took the connection, which is seconds later with 4,000 at once.
    assert found.cut_after < 2 * CUT_SECONDS


def test_WS_07_behind_the_shipped_proxy_they_stop_nobody_either(  # noqa: N802
    served: Served, tmp_path: Path
) -> None:
    hash_lightly()
    stage = served.stage("AAAA")
    with shipped_proxy(tmp_path, served.url) as url:
        program = Program(url, stage.actor("AAAA").account)
        served.opened.append(program)
        bidder = served.keep(program.connect())

        # Fewer than the burst of requests that the shipped text allows one address.
        found = attack(url, bidder, stage.lot_no, asks=50)

    assert found.held > HALF_OPEN // 2
    assert p99(found.health) < HEALTH_SECONDS
    assert set(found.bids) == {"ok"}
    assert found.left == 0
    assert found.cut_after < CUT_SECONDS


def test_WS_07_nginx_takes_the_configuration_as_it_is_shipped(tmp_path: Path) -> None:  # noqa: N802
    """With TLS and all: of the shipped text only paths, ports and processes differ."""
    file = write_configuration(tmp_path, "http://127.0.0.1:8001", free_port(), is_tls=True)

    done = check(file)

    assert done.returncode == 0, done.stderr
    assert "[warn]" not in done.stderr


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
