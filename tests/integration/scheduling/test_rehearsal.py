"""The rehearsal clock: moved by staff, followed by all, never against the record."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kernel.actors import SYSTEM
from app.kernel.clock import clock
from app.kernel.errors import Forbidden, Refusal
from app.kernel.facts import stamp
from app.scheduling import queries
from app.scheduling.services import rehearsal, timekeeping
from app.trail.models import TrailEntry
from tests.support.facts import note


@pytest.fixture(autouse=True)
def real_clock() -> Iterator[None]:
    """Leave no rehearsal behind for the next test."""
    yield
    clock.shift(offset=timedelta())


def seconds_between(one: datetime, other: datetime) -> float:
    return abs((one - other).total_seconds())


def test_time_jumps_and_runs_on(db_session: Session) -> None:
    target = clock.real_now() + timedelta(days=30)

    rehearsal.jump_to(target, actor=SYSTEM)

    first, second = clock.now(), clock.now()
    assert seconds_between(first, target) < 5
    assert second > first


def test_time_stands_still_until_it_is_resumed(db_session: Session) -> None:
    rehearsal.shift(timedelta(days=3), actor=SYSTEM)

    rehearsal.stop(actor=SYSTEM)

    assert clock.now() == clock.now()
    stood = clock.now()
    rehearsal.resume(actor=SYSTEM)
    assert timedelta() <= clock.now() - stood < timedelta(seconds=5)


def test_a_stopped_clock_can_still_jump(db_session: Session) -> None:
    stood = rehearsal.stop(actor=SYSTEM)

    rehearsal.shift(timedelta(hours=2), actor=SYSTEM)

    assert clock.now() == stood + timedelta(hours=2)


def test_another_process_follows_at_its_next_look(db_session: Session) -> None:
    rehearsal.shift(timedelta(days=10), actor=SYSTEM)
    moved = clock.now()
    clock.shift(offset=timedelta())

    timekeeping.sync_time()

    assert seconds_between(clock.now(), moved) < 5


def test_time_may_not_fall_below_the_record(db_session: Session) -> None:
    rehearsal.shift(timedelta(days=10), actor=SYSTEM)

    with pytest.raises(Refusal) as refused:
        rehearsal.jump_to(clock.now() - timedelta(days=1), actor=SYSTEM)

    assert refused.value.code == "rehearsal_backwards"


def test_an_empty_record_lets_a_story_begin_in_the_past(db_session: Session) -> None:
    beginning = datetime(2026, 3, 2, 1, tzinfo=UTC)

    rehearsal.jump_to(beginning, actor=SYSTEM)

    assert seconds_between(clock.now(), beginning) < 5


def test_a_slip_of_the_keyboard_does_not_end_in_another_century(db_session: Session) -> None:
    with pytest.raises(Refusal) as refused:
        rehearsal.jump_to(clock.now() + timedelta(days=36_500), actor=SYSTEM)

    assert refused.value.code == "rehearsal_too_far"


def test_the_next_date_is_the_nearest_one_that_the_record_names(db_session: Session) -> None:
    now = clock.now()
    for days in (40, 7, 20):
        note("A1", "due", at=now, due_at=stamp(now + timedelta(days=days)))

    rehearsal.jump_to_next(actor=SYSTEM)

    assert seconds_between(clock.now(), now + timedelta(days=7)) < 5


def test_without_a_date_ahead_there_is_nothing_to_jump_to(db_session: Session) -> None:
    with pytest.raises(Refusal) as refused:
        rehearsal.jump_to_next(actor=SYSTEM)

    assert refused.value.code == "rehearsal_nothing_ahead"


def test_every_move_of_the_clock_is_recorded(db_session: Session) -> None:
    rehearsal.shift(timedelta(days=1), actor=SYSTEM)
    rehearsal.stop(actor=SYSTEM)
    rehearsal.resume(actor=SYSTEM)

    entries = db_session.scalars(select(TrailEntry).order_by(TrailEntry.id)).all()

    assert [entry.payload["action"] for entry in entries] == ["jump", "stop", "resume"]
    assert [entry.at for entry in entries] == sorted(entry.at for entry in entries)


def test_an_installation_without_rehearsal_refuses_every_move(
    app: Flask, db_session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "REHEARSAL", False)

    for move in (rehearsal.stop, rehearsal.resume, rehearsal.jump_to_next):
        with pytest.raises(Forbidden):
            move(actor=SYSTEM)
    assert queries.find_rehearsal() is None


def test_a_rehearsal_left_in_the_database_moves_no_production_clock(
    app: Flask, db_session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    rehearsal.shift(timedelta(days=10), actor=SYSTEM)
    clock.shift(offset=timedelta())
    monkeypatch.setitem(app.config, "REHEARSAL", False)

    timekeeping.sync_time()

    assert not clock.is_rehearsed
