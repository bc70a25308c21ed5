"""Served lots: the same socket tests against a threaded server and against wsgi.py itself."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from flask import Flask

from app.kernel.clock import clock
from app.store import db
from tests.support.database import TestDatabases
from tests.support.live import Program, Socket, threaded_server, web_process
from tests.support.stage import HOUR, Stage, set_stage
from tests.support.web import make_app


@dataclass
class Served:
    """A server at an address, and an app on the same database to set the stage with."""

    url: str
    app: Flask
    opened: list[Socket | Program] = field(default_factory=list)

    def stage(self, *paddles: str, **changes: object) -> Stage:
        """Set an open lot with bidders whose accounts are this test's own."""
        now = clock.real_now()
        times = {
            "opens_at": now - HOUR,
            "closes_at": now + timedelta(hours=20),
            "announced_at": now - 40 * 24 * HOUR,
        }
        mark = uuid4().hex[:8]
        with self.app.app_context():
            stage = set_stage(*paddles, mark=mark, **{"no": f"L-{mark}", **times, **changes})
            db.session.remove()
            return stage

    def program(self, stage: Stage, paddle: str) -> Program:
        """Sign the person behind a paddle in."""
        program = Program(self.url, stage.actor(paddle).account)
        self.opened.append(program)
        return program

    def bidder(self, stage: Stage, paddle: str) -> Socket:
        """Open a socket for the person behind a paddle."""
        return self.keep(self.program(stage, paddle).connect())

    def visitor(self) -> Socket:
        """Open a socket for anybody."""
        return self.keep(Socket(self.url))

    def keep(self, socket: Socket) -> Socket:
        """Close a socket when the test ends."""
        self.opened.append(socket)
        return socket


@pytest.fixture(scope="module", params=["threading", "eventlet"])
def running(
    request: pytest.FixtureRequest,
    databases: TestDatabases,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Served]:
    """One server for the tests of a module, in both ways of running."""
    mode = request.param
    folder: Path = tmp_path_factory.mktemp(f"served_{mode}")
    url = databases.copy(f"served_{mode}")
    app = make_app(url, data_dir=folder)
    with ExitStack() as stack:
        if mode == "threading":
            address = stack.enter_context(threaded_server(app))
        else:
            address = stack.enter_context(web_process(url, folder))
        yield Served(address, app)
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def served(running: Served) -> Iterator[Served]:
    """The running server; the sockets of a test are closed with it."""
    yield running
    while running.opened:
        running.opened.pop().close()
