"""One beat of the clock process, and who may beat."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from types import SimpleNamespace

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.orm import Session

from app.kernel.clock import clock
from app.scheduling import queries
from app.scheduling.leadership import Leadership
from app.scheduling.process import ClockProcess
from app.scheduling.services import timekeeping
from app.scheduling.services.ticking import read_on, run_timers, tick
from app.store import db
from app.supervision.queries import stopped_readers
from app.trail.models import TrailEntry
from app.trail.reader import Reader
from app.web.modules import Module
from tests.support.facts import Noted, note
from tests.support.servers import wait_until


@pytest.fixture
def rival(app: Flask) -> Iterator[Leadership]:
    """Another process that wants to lead."""
    leadership = Leadership(app.config["SQLALCHEMY_DATABASE_URI"])
    yield leadership
    leadership.release()


def test_one_failing_timer_does_not_stop_the_others(db_session: Session) -> None:
    seen: list[str] = []

    def first(_at: datetime) -> None:
        seen.append("first")

    def broken(_at: datetime) -> None:
        db.session.execute(text("SELECT 1 / 0"))

    def last(_at: datetime) -> None:
        seen.append(str(db.session.execute(text("SELECT 'last'")).scalar_one()))

    failures = run_timers([Module("test", timers=(first, broken, last))], clock.now())

    assert seen == ["first", "last"]
    assert failures == 1


def test_a_failing_timer_is_tried_again_in_the_next_beat(db_session: Session) -> None:
    attempts: list[datetime] = []

    def flaky(at: datetime) -> None:
        attempts.append(at)
        if len(attempts) == 1:
            raise RuntimeError("the first time fails")

    module = Module("test", timers=(flaky,))

    assert [run_timers([module], clock.now()) for _ in range(2)] == [1, 0]
    assert len(attempts) == 2


def test_readers_read_each_fact_once(db_session: Session) -> None:
    read: list[str] = []
    reader = Reader("test", {Noted.name: lambda entry: read.append(entry.payload["text"])})
    module = Module("test", readers=(reader,))
    note("A1", "one", at=clock.now())
    note("A1", "two", at=clock.now())

    read_on([module])
    read_on([module])

    assert read == ["one", "two"]


def test_a_reader_that_breaks_stops_at_its_fact_and_not_the_others(db_session: Session) -> None:
    read: list[str] = []

    def breaks(_entry: TrailEntry) -> None:
        raise RuntimeError("this reader is broken")

    broken = Reader("test.broken", {Noted.name: breaks})
    sound = Reader("test.sound", {Noted.name: lambda entry: read.append(entry.payload["text"])})
    note("A1", "one", at=clock.now())

    read_on([Module("test", readers=(broken, sound))])

    assert read == ["one"]


def test_a_stopped_reader_is_kept_with_its_moment_until_it_reads_on(db_session: Session) -> None:
    is_broken = [True]

    def handle(_entry: TrailEntry) -> None:
        if is_broken:
            raise LookupError("this reader is broken")

    modules = [Module("test", readers=(Reader("test.broken", {Noted.name: handle}),))]
    since = clock.now()
    note("A1", "one", at=since)
    read_on(modules)
    first = stopped_readers()[0].stopped_at
    read_on(modules)

    assert [(row.reader, row.fault) for row in stopped_readers()] == [
        ("test.broken", "LookupError")
    ]
    assert first is not None
    assert stopped_readers()[0].stopped_at == first >= since

    is_broken.clear()
    read_on(modules)

    assert stopped_readers() == []


def test_a_beat_leaves_its_time_as_the_database_saw_it(db_session: Session) -> None:
    worked_to = tick()

    beat = queries.find_beat()

    assert beat is not None
    assert beat.worked_to == worked_to
    assert timedelta() <= beat.age < timedelta(seconds=10)


def test_the_time_that_counts_is_the_databases(db_session: Session) -> None:
    clock.set_real(clock.real_now() - timedelta(hours=1))

    timekeeping.sync_time()

    assert abs(clock.drift(queries.read_database_time())) < timedelta(seconds=1)
    assert timekeeping.is_time_trusted()


def test_a_clock_that_jitters_is_left_alone(db_session: Session) -> None:
    timekeeping.sync_time()
    wobble = clock.real_now() + timedelta(milliseconds=2)
    clock.set_real(wobble)

    timekeeping.sync_time()

    assert clock.real_now() >= wobble


def test_an_answer_that_took_long_says_little_of_the_clock(
    db_session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A process busy for two seconds may not hold its clock for a second wrong."""
    timekeeping.sync_time()
    asked = iter((0.0, 2.0))
    slow = SimpleNamespace(monotonic=lambda: next(asked, 2.0))
    monkeypatch.setattr(timekeeping, "time", slow)

    timekeeping.sync_time()

    is_trusted, drift = timekeeping.is_time_trusted(), clock.drift(queries.read_database_time())
    monkeypatch.undo()
    timekeeping.sync_time()
    assert is_trusted
    assert abs(drift) < timedelta(milliseconds=500)


def test_a_machine_half_a_second_off_is_not_trusted(
    db_session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "wall_drift", lambda _authority: timedelta(milliseconds=501))
    # The answer took no time, so it leaves no doubt.
    monkeypatch.setattr(timekeeping, "time", SimpleNamespace(monotonic=lambda: 1.0))

    timekeeping.sync_time()

    assert not timekeeping.is_time_trusted()
    monkeypatch.undo()
    timekeeping.sync_time()


def test_only_one_clock_process_leads(app: Flask, rival: Leadership) -> None:
    process = ClockProcess(app)
    assert process.beat()

    assert not rival.is_held()
    process.stop()


def test_a_waiting_process_takes_over_when_the_leader_lets_go(
    app: Flask, rival: Leadership
) -> None:
    process = ClockProcess(app)
    process.beat()

    process.stop()

    assert rival.is_held()


def test_a_leader_whose_session_was_killed_knows_it_and_the_other_takes_over(
    app: Flask, rival: Leadership, db_session: Session
) -> None:
    assert rival.is_held()
    db_session.execute(
        text(
            "SELECT pg_terminate_backend(pid) FROM pg_locks "
            "WHERE locktype = 'advisory' AND pid <> pg_backend_pid() "
            "AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
        )
    )
    db_session.commit()
    other = Leadership(app.config["SQLALCHEMY_DATABASE_URI"])

    # The server ends a session in its own time; until then its lock is held.
    wait_until(other.is_held, what="the other's turn")
    assert not rival.is_held()
    other.release()
