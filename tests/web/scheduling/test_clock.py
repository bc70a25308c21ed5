"""The rehearsal clock through its page and its programs' door."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from flask import Flask

from app.kernel.calendar import SHANGHAI
from app.kernel.clock import clock
from app.kernel.permissions import Role
from tests.support.people import make_person, sign_in
from tests.support.web import Client


@pytest.fixture(autouse=True)
def real_clock() -> Iterator[None]:
    """Leave no rehearsal behind for the next test."""
    yield
    clock.shift(offset=timedelta())


@pytest.fixture
def operator(app: Flask) -> Client:
    with app.app_context():
        make_person("operator", Role.OPERATOR)
    return sign_in(app, "operator")


def test_anyone_may_ask_the_time_that_counts(client: Client) -> None:
    answer = client.get("/api/v1/clock").get_json()

    told = datetime.fromisoformat(answer["server_time"])
    assert abs(told - clock.now()) < timedelta(seconds=5)
    assert answer["rehearsed"] is False


def test_staff_move_the_clock_by_a_program(operator: Client) -> None:
    before = clock.now()

    answer = operator.post("/api/v1/rehearsal/shift", json={"seconds": 86_400})

    assert answer.status_code == 200
    assert answer.get_json()["rehearsed"] is True
    moved = datetime.fromisoformat(answer.get_json()["server_time"]) - before
    assert timedelta(days=1) <= moved < timedelta(days=1, minutes=1)


def test_staff_move_the_clock_on_the_page_in_shanghai_time(operator: Client) -> None:
    target = (clock.now() + timedelta(days=9)).astimezone(SHANGHAI).replace(microsecond=0)

    answer = operator.post("/demo/clock/jump", data={"to": f"{target:%Y-%m-%dT%H:%M:%S}"})

    assert answer.status_code == 303
    assert abs(clock.now() - target) < timedelta(seconds=10)


def test_the_page_stops_the_clock_and_lets_it_run(operator: Client) -> None:
    operator.post("/demo/clock/stop")
    stood = clock.now()
    page = operator.get("/demo/clock").text

    operator.post("/demo/clock/resume")

    assert "/demo/clock/resume" in page
    assert clock.now() > stood


def test_a_moment_that_is_none_is_refused_with_a_sentence(operator: Client) -> None:
    answer = operator.post("/demo/clock/jump", data={"to": "tomorrow"})

    assert answer.status_code == 422
    assert not clock.is_rehearsed


def test_a_moment_without_zone_is_refused_at_the_door_for_programs(operator: Client) -> None:
    answer = operator.post("/api/v1/rehearsal/jump", json={"to": "2027-01-01T00:00:00"})

    assert answer.status_code == 422
    assert not clock.is_rehearsed


@pytest.mark.parametrize("role", [Role.BIDDER, Role.AGENCY, Role.FINANCE, Role.INSPECTOR])
def test_nobody_else_moves_the_clock(app: Flask, role: Role) -> None:
    with app.app_context():
        make_person("other", role)
    other = sign_in(app, "other")

    answer = other.post("/api/v1/rehearsal/stop")

    assert answer.status_code == 403
    assert not clock.is_rehearsed


def test_where_rehearsal_is_off_there_is_no_page(
    app: Flask, operator: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "REHEARSAL", False)

    assert operator.get("/demo/clock").status_code == 404
    assert operator.post("/api/v1/rehearsal/stop").status_code == 403
