"""Facts are written with their rows, in order, and never changed."""

import hashlib
import json
import threading
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, ClassVar

import pytest
from flask import Flask
from sqlalchemy import event, select, text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from app.kernel.actors import SYSTEM
from app.kernel.facts import Audience, Fact, stamp
from app.store import db, unit_of_work
from app.supervision.checks import columns_tell_what_the_body_tells
from app.trail import merkle
from app.trail.models import TrailEntry
from app.trail.queries import entries_of, last_seq, timeline
from app.trail.reader import Reader, run_readers
from app.trail.recorder import canonical, salt_of
from tests.support.facts import Noted, Sealed, note

NOON = datetime(2026, 3, 1, 4, tzinfo=UTC)


@dataclass(frozen=True)
class GavelFell(Fact):
    name: ClassVar[str] = "test.gavel.fell"
    audience: ClassVar[Audience] = Audience.PUBLIC
    lot_no: str
    price: str
    case_number: str = "(2026)鲁0102执1号"

    def stream(self) -> str:
        return f"lot:{self.lot_no}"


def _fall(lot: str = "L-1", price: str = "100") -> None:
    with unit_of_work() as work:
        work.record(GavelFell(lot, price), actor=SYSTEM, at=NOON)


@pytest.mark.usefixtures("db_session")
@pytest.mark.parametrize("kind", [Noted, Sealed])
def test_the_leaf_of_a_fact_that_is_not_public_cannot_be_tried_out(kind: type[Noted]) -> None:
    """The log publishes every leaf: who knows all else of an enrollment must not find it there."""
    note("A1", "enrollment 7", at=NOON, kind=kind)
    note("A1", "enrollment 7", at=NOON, kind=kind)

    first, second = db.session.scalars(select(TrailEntry).order_by(TrailEntry.id))
    fields = {"case_number": "A1", "text": "enrollment 7", "due_at": None}
    guessed = canonical(kind.name, "case:A1", 1, "system", stamp(NOON), fields)
    assert first.payload == fields
    assert first.leaf_hash != merkle.leaf_hash(guessed)
    assert len(salt_of(first.body)) == 32
    assert salt_of(first.body) != salt_of(second.body)
    assert columns_tell_what_the_body_tells() == []


@pytest.mark.usefixtures("db_session")
def test_a_public_fact_has_the_bytes_that_anybody_can_write_again() -> None:
    _fall()

    entry = entries_of("lot:L-1")[0]
    told = canonical(GavelFell.name, "lot:L-1", 1, "system", stamp(NOON), entry.payload)
    assert entry.body == told


@pytest.mark.usefixtures("db_session")
def test_a_fact_is_kept_as_canonical_bytes_with_its_leaf_hash() -> None:
    _fall()

    entry = entries_of("lot:L-1")[0]
    assert entry.leaf_hash == hashlib.sha256(b"\x00" + entry.body).digest()
    assert json.loads(entry.body)["fact"] == entry.payload
    assert json.loads(entry.body)["at"] == "2026-03-01T04:00:00.000000Z"


@pytest.mark.usefixtures("db_session")
def test_a_fact_is_gone_when_its_transaction_fails() -> None:
    def fail() -> None:
        with unit_of_work() as work:
            work.record(GavelFell("L-1", "100"), actor=SYSTEM, at=NOON)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()

    assert last_seq("lot:L-1") == 0


@pytest.mark.usefixtures("db_session")
def test_places_of_a_stream_have_no_gap_when_many_write_at_once(app: Flask) -> None:
    def write() -> None:
        with app.app_context():
            for _ in range(10):
                _fall()

    threads = [threading.Thread(target=write) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [entry.seq for entry in entries_of("lot:L-1")] == list(range(1, 81))


@pytest.mark.parametrize("statement", [
    "UPDATE trail_entry SET name = 'other'", "DELETE FROM trail_entry", "TRUNCATE trail_entry",
])  # fmt: skip
def test_the_database_refuses_to_change_a_fact(db_session: Session, statement: str) -> None:
    _fall()

    with pytest.raises(DatabaseError):
        db_session.execute(text(statement))

    db_session.rollback()
    assert len(entries_of("lot:L-1")) == 1


@pytest.mark.usefixtures("db_session")
def test_a_joined_unit_of_work_commits_with_the_outer_one() -> None:
    with unit_of_work() as outer, unit_of_work() as inner:
        assert inner is outer
        inner.record(GavelFell("L-1", "1"), actor=SYSTEM, at=NOON)

    assert last_seq("lot:L-1") == 1


@pytest.mark.usefixtures("db_session")
def test_a_case_timeline_shows_only_what_the_reader_may_see() -> None:
    _fall()

    seen = timeline("(2026)鲁0102执1号", audience=Audience.PUBLIC)

    assert [entry.name for entry in seen] == ["test.gavel.fell"]


@pytest.mark.usefixtures("db_session")
def test_a_reader_handles_each_fact_once_and_in_order() -> None:
    heard: list[str] = []
    reader = Reader("ear", {"test.gavel.fell": lambda e: heard.append(e.payload["price"])})
    for price in ("1", "2", "3"):
        _fall(price=price)

    run_readers([reader])
    run_readers([reader])

    assert heard == ["1", "2", "3"]


@pytest.mark.usefixtures("db_session")
def test_a_reader_that_fails_reads_the_same_fact_again() -> None:
    heard: list[str] = []

    def stumble(entry: TrailEntry) -> None:
        heard.append(entry.payload["price"])
        if len(heard) == 1:
            raise RuntimeError

    reader = Reader("ear", {"test.gavel.fell": stumble})
    _fall(price="1")

    run_readers([reader])
    run_readers([reader])

    assert heard == ["1", "1"]


def _ear(name: str, heard: list[str]) -> Reader:
    return Reader(name, {"test.gavel.fell": lambda e: heard.append(e.payload["price"])})


@pytest.mark.usefixtures("db_session")
def test_what_a_reader_writes_is_read_in_the_same_round_by_those_after_it() -> None:
    heard: list[str] = []
    echo = Reader("echo", {"test.gavel.fell": lambda _: _fall("L-2", "2")})
    deaf = Reader("deaf", {"test.other": lambda _: None})
    run_readers([deaf, echo, late := _ear("late", heard)])
    _fall("L-1", "1")

    run_readers([deaf, replace(echo, facts_max=1), late])

    assert heard == ["1", "2"]


@pytest.mark.usefixtures("db_session")
def test_readers_without_news_are_all_asked_for_in_one_look() -> None:
    readers = [_ear(f"ear {number}", []) for number in range(20)]
    run_readers(readers)
    asked: list[str] = []

    def note(*call: Any) -> None:
        asked.append(call[2])

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        assert run_readers(readers) == 0
    finally:
        event.remove(db.engine, "before_cursor_execute", note)

    assert len(asked) == 2
    assert not [statement for statement in asked if "FOR UPDATE" in statement]


@pytest.mark.usefixtures("db_session")
def test_a_reader_that_comes_later_reads_from_the_first_fact_on() -> None:
    heard: list[str] = []
    run_readers([old := _ear("old", [])])
    _fall("L-1", "1")
    run_readers([old])

    run_readers([old, _ear("new", heard)])

    assert heard == ["1"]


def test_a_fact_whose_transaction_commits_late_is_not_lost(app: Flask) -> None:
    heard: list[str] = []
    reader = Reader("ear", {"test.gavel.fell": lambda e: heard.append(e.payload["price"])})
    is_written, may_commit = threading.Event(), threading.Event()

    def write_slowly() -> None:
        with app.app_context(), unit_of_work() as work:
            work.record(GavelFell("L-slow", "1"), actor=SYSTEM, at=NOON)
            work.write_facts()
            is_written.set()
            may_commit.wait(10)

    slow = threading.Thread(target=write_slowly)
    slow.start()
    assert is_written.wait(10)
    with app.app_context():
        _fall("L-quick", "2")
        run_readers([reader])
        may_commit.set()
        slow.join()
        run_readers([reader])
        stored = db.session.scalars(select(TrailEntry.id)).all()

    assert len(stored) == 2
    assert sorted(heard) == ["1", "2"]
