"""TIM-01: a machine whose wall clock jumps neither shifts law time nor takes bids."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from app.kernel import clock as clock_module
from app.kernel.clock import Clock, clock
from app.scheduling.facade import is_time_trusted, sync_time
from auction.services.closing import close_due_lots
from auction.vocabulary import LotState
from tests.support.stage import PASSWORD, START, Stage, set_stage
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
