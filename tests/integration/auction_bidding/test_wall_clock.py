"""TIM-01: a machine whose wall clock jumps neither shifts law time nor takes bids."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from app.kernel import clock as clock_module
from app.kernel.clock import Clock, clock
from app.scheduling import queries
from app.scheduling.facade import is_time_trusted, sync_time
from auction.queries import list_bids
from auction.rules.closing import DRAIN
from auction.services.closing import close_due_lots
from auction.vocabulary import LotState
from tests.support.stage import PASSWORD, START, STEP, Stage, set_stage
from tests.support.web import Client

HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def right_again(app: Flask) -> Iterator[None]:
    """Let this process trust its clock again when the test is over."""
    yield
    with app.app_context():
        sync_time()


@pytest.fixture
def stage(app: Flask) -> Stage:
    """A lot in its last ten minutes of real time."""
    now = clock.real_now()
    with app.app_context():
        return set_stage(
            "AAAA",
            "BBBB",
            opens_at=now - timedelta(hours=24),
            closes_at=now + timedelta(minutes=10),
            announced_at=now - timedelta(days=31),
        )


@pytest.fixture
def set_wall_clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[timedelta], None]:
    """Put this machine's wall clock off by so much; the monotonic clock runs on."""

    def put(error: timedelta) -> None:
        class Wall(datetime):
            """A wall clock that is wrong."""

            @classmethod
            def now(cls, tz: Any = None) -> datetime:
                return datetime.now(tz) + error

        monkeypatch.setattr(clock_module, "datetime", Wall)

    return put


def test_tim_01_law_time_does_not_follow_a_wall_clock_put_back_an_hour(
    app: Flask, set_wall_clock: Callable[[timedelta], None]
) -> None:
    with app.app_context():
        sync_time()
        before = clock.now()

        set_wall_clock(-HOUR)
        sync_time()

        assert timedelta() <= clock.now() - before < timedelta(seconds=30)
        assert not is_time_trusted()


def test_tim_01_a_machine_with_a_wrong_clock_refuses_bids_until_it_is_right_again(
    app: Flask,
    stage: Stage,
    set_wall_clock: Callable[[timedelta], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(app.config, "REFUSE_UNTRUSTED_TIME", True)
    bidder = Client(app)
    bidder.post("/api/v1/sessions", json={"account": "bidder-aaaa", "password": PASSWORD})
    order = {"amount": str(START), "request_id": "r-1"}
    path = f"/api/v1/lots/{stage.lot_no}/bids"

    set_wall_clock(-HOUR)
    with app.app_context():
        sync_time()
    refused = bidder.post(path, json=order)
    set_wall_clock(timedelta())
    with app.app_context():
        sync_time()
    taken = bidder.post(path, json=order)

    assert (refused.status_code, refused.get_json()["code"]) == (503, "time_not_trusted")
    assert taken.status_code == 201


@pytest.fixture
def set_database_clock(
    monkeypatch: pytest.MonkeyPatch, set_wall_clock: Callable[[timedelta], None]
) -> Callable[[timedelta], None]:
    """Put the clocks of the database and of this machine off by so much, as one host has them."""
    read = queries.read_database_time

    def put(error: timedelta) -> None:
        monkeypatch.setattr(queries, "read_database_time", lambda: read() + error)
        set_wall_clock(error)
        sync_time()

    return put


def test_tim_01_when_the_database_jumps_too_law_time_does_not_fall_and_bids_wait(
    app: Flask,
    stage: Stage,
    set_database_clock: Callable[[timedelta], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Ten lots of the case are one here: what is judged is the time, for all of them."""
    monkeypatch.setitem(app.config, "REFUSE_UNTRUSTED_TIME", True)
    bidders = []
    for paddle in ("aaaa", "bbbb"):
        bidder = Client(app)
        bidder.post("/api/v1/sessions", json={"account": f"bidder-{paddle}", "password": PASSWORD})
        bidders.append(bidder)
    path = f"/api/v1/lots/{stage.lot_no}/bids"
    with app.app_context():
        sync_time()
    first = bidders[0].post(path, json={"amount": str(START), "request_id": "r-1"})
    before = clock.now()

    order = {"amount": str(START + STEP), "request_id": "r-2"}
    with app.app_context():
        set_database_clock(-HOUR)
        refused = bidders[1].post(path, json=order)
        during = clock.now()
        close_due_lots(during)
        set_database_clock(timedelta())
    second = bidders[1].post(path, json=order)

    assert (first.status_code, second.status_code) == (201, 201)
    assert (refused.status_code, refused.get_json()["code"]) == (503, "time_not_trusted")
    assert before <= during <= clock.now() < before + timedelta(minutes=5)
    with app.app_context():
        lot = stage.lot()
        times = [bid.received_at for bid in list_bids(lot.id)]
        assert len(times) == 2
        assert times == sorted(times)
        assert lot.state is LotState.OPEN
        # Past the end it closes at once, and once.
        after = lot.closes_at + DRAIN
        assert (close_due_lots(after), close_due_lots(after)) == (1, 0)


def test_a_machine_that_slept_takes_the_time_that_passed(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its monotonic clock stood still, its wall clock agrees with the database."""
    with app.app_context():
        sync_time()
        clock.set_real(clock.real_now() - HOUR)

        sync_time()

        assert abs(clock.drift(queries.read_database_time())) < timedelta(seconds=5)
        assert is_time_trusted()


def test_tim_01_a_database_alone_in_another_hour_is_not_followed(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = queries.read_database_time
    with app.app_context():
        sync_time()
        before = clock.now()
        monkeypatch.setattr(queries, "read_database_time", lambda: read() + HOUR)

        sync_time()

        assert clock.now() - before < timedelta(minutes=5)
        assert not is_time_trusted()


@pytest.mark.parametrize("error", [-HOUR, HOUR])
def test_tim_01_no_lot_closes_by_a_wrong_wall_clock(
    app: Flask, stage: Stage, set_wall_clock: Callable[[timedelta], None], error: timedelta
) -> None:
    with app.app_context():
        set_wall_clock(error)
        sync_time()

        close_due_lots(clock.now())

        assert stage.lot().state is LotState.OPEN


def test_a_clock_starts_from_the_authority_and_not_from_the_wall(
    set_wall_clock: Callable[[timedelta], None],
) -> None:
    authority = datetime(2026, 3, 1, 4, tzinfo=UTC)
    set_wall_clock(HOUR)
    mine = Clock()

    mine.set_real(authority)

    assert mine.real_now() - authority < timedelta(seconds=30)
