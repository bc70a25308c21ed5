"""Readers walk over the facts of others once, and lose none that settles late."""

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import event, text
from sqlalchemy.orm import Session

from app.kernel.clock import clock
from app.store import db
from app.trail.models import TrailCursor
from app.trail.reader import Reader, run_readers
from tests.support.facts import Noted, Sealed, note


@pytest.fixture
def statements(app: Flask) -> Iterator[list[str]]:
    """Every statement that is sent to the database."""
    sent: list[str] = []

    def hear(*given: object) -> None:
        sent.append(str(given[2]))

    event.listen(db.engine, "before_cursor_execute", hear)
    yield sent
    event.remove(db.engine, "before_cursor_execute", hear)


def _place(reader: str) -> tuple[int, int]:
    db.session.rollback()
    row = db.session.get(TrailCursor, reader, populate_existing=True)
    return (row.xid, row.entry_id) if row else (0, 0)


def _head() -> tuple[int, int]:
    row = db.session.execute(
        text("SELECT xid, id FROM trail_entry ORDER BY xid DESC, id DESC LIMIT 1")
    ).one()
    return row.xid, row.id


def test_the_cursor_of_a_reader_goes_over_facts_that_are_not_for_it(db_session: Session) -> None:
    read: list[str] = []
    reader = Reader("test.rare", {Sealed.name: lambda entry: read.append(entry.payload["text"])})
    note("A1", "for others", at=clock.now())

    run_readers([reader])

    assert read == []
    assert _place("test.rare") == _head()


def test_readers_that_have_read_all_cost_two_queries_a_beat(
    db_session: Session, statements: list[str]
) -> None:
    read: list[str] = []
    readers = [
        Reader(f"test.{number}", {Noted.name: lambda entry: read.append(entry.payload["text"])})
        for number in range(5)
    ]
    note("A1", "one", at=clock.now())
    run_readers(readers)
    assert read == ["one"] * 5
    statements.clear()

    run_readers(readers)

    assert len(statements) == 2


def test_a_fact_that_settles_after_the_cursor_went_on_is_still_read(
    app: Flask, db_session: Session
) -> None:
    read: list[str] = []
    reader = Reader("test.rare", {Sealed.name: lambda entry: read.append(entry.payload["text"])})
    with db.engine.connect() as late:
        # A transaction that is older than what is settled next, and commits after it.
        late.execute(text("SELECT pg_current_xact_id()"))
        note("A1", "for others", at=clock.now())
        note("A1", "for it", at=clock.now(), kind=Sealed)
        run_readers([reader])
        assert read == []

    run_readers([reader])

    assert read == ["for it"]


def test_what_a_reader_records_is_read_by_the_next_one_in_the_same_beat(
    db_session: Session,
) -> None:
    read: list[str] = []
    first = Reader(
        "test.first",
        {Noted.name: lambda entry: note("A2", "after it", at=entry.at, kind=Sealed)},
    )
    second = Reader("test.second", {Sealed.name: lambda entry: read.append(entry.payload["text"])})
    note("A1", "one", at=clock.now())

    run_readers([first, second])

    assert read == ["after it"]
