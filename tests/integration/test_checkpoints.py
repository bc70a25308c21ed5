"""Walks taken up again leave what they left when they were walked, and only where they may."""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.kernel.permissions import Role
from app.store import blobs
from app.trail.models import TrailEntry
from registry.models import Agency
from tests.support.books import closed_draw, write_books
from tests.support.checkpoints import EXTENSION, Checkpoints, reach
from tests.support.people import make_person


@pytest.fixture
def again(app: Flask, db_session: Session) -> Iterator[Callable[[], None]]:
    """Bring the test back to the empty database, as another test would find it."""
    checkpoints: Checkpoints = app.extensions[EXTENSION]
    kept = checkpoints._sweeper.take()

    def begin() -> None:
        db_session.rollback()
        db_session.expunge_all()
        checkpoints._sweeper.put(kept)
        checkpoints.begin(is_on=True)

    begin()
    yield begin
    db_session.rollback()


def test_a_walk_is_walked_once_and_its_rows_and_numbers_are_there_again(
    app: Flask, db_session: Session, again: Callable[[], None]
) -> None:
    first = closed_draw(write_books())
    rows = db_session.scalar(select(func.count()).select_from(Agency))
    facts = db_session.scalars(select(TrailEntry.seq).order_by(TrailEntry.seq)).all()
    nonce, walked = first.commitment, []

    again()
    second = closed_draw(write_books())

    assert second.commitment == nonce, "the draw was drawn up anew"
    assert db_session.scalar(select(func.count()).select_from(Agency)) == rows
    assert db_session.scalars(select(TrailEntry.seq).order_by(TrailEntry.seq)).all() == facts
    reach(app, "marked", lambda: walked.append(make_person("later", Role.BIDDER).account))
    assert walked == ["later"]


@pytest.mark.parametrize("is_committed", [True, False])
def test_nothing_is_taken_up_over_what_a_test_has_written(
    app: Flask, db_session: Session, again: Callable[[], None], *, is_committed: bool
) -> None:
    walks: list[int] = []
    step = ("written over", is_committed)
    reach(app, step, lambda: walks.append(1))
    again()
    if is_committed:
        make_person("before", Role.BIDDER)
    else:
        db_session.execute(select(func.txid_current()))

    reach(app, step, lambda: walks.append(2))

    assert walks == [1, 2]


def test_a_file_that_a_test_altered_lies_there_as_it_was(
    app: Flask, again: Callable[[], None]
) -> None:
    digest = reach(app, "a file", lambda: (make_person("one", Role.BIDDER), blobs.put(b"whole"))[1])
    blobs.path(digest.sha256).write_bytes(b"altered")
    again()

    reach(app, "a file", lambda: pytest.fail("walked again"))

    assert blobs.is_whole(digest.sha256)
