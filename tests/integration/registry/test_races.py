"""Two clerks at once make one list, one draw, one result."""

import threading
from typing import Any

import pytest
from flask import Flask

from app.kernel.errors import Refusal
from app.store import db
from app.trail.queries import entries_of
from registry import queries, seeds
from registry.services import draws
from tests.support.books import (
    LATER,
    NINE,
    closed_draw,
    prepared_draw,
    write_books,
)

pytestmark = pytest.mark.usefixtures("db_session")


def in_parallel(app: Flask, *works: Any) -> list[Any]:
    """Run orders at the same moment, each in an app context of its own; return their ends."""
    ends: list[Any] = [None] * len(works)
    gate = threading.Barrier(len(works))

    def run(index: int) -> None:
        with app.app_context():
            gate.wait()
            try:
                ends[index] = works[index]()
            except Refusal as refusal:
                ends[index] = refusal.code
            finally:
                db.session.remove()

    threads = [threading.Thread(target=run, args=(index,)) for index in range(len(works))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return ends


def test_two_clerks_who_freeze_at_once_make_one_list(app: Flask) -> None:
    books = write_books()
    no = prepared_draw(books).no

    def freeze() -> str:
        return draws.freeze_draw(no=no, strings_until=LATER, actor=books.clerk, at=NINE).no

    ends = in_parallel(app, freeze, freeze)

    assert sorted(ends) == sorted([no, "illegal_move"])
    assert len(queries.get_draw(no).candidates) == len(seeds.AGENCIES)


def test_two_clerks_who_prepare_at_once_make_one_draw(app: Flask) -> None:
    books = write_books()
    asset_no, clerk = books.asset.no, books.clerk

    def prepare() -> str:
        return draws.prepare_draw(asset_no=asset_no, actor=clerk, at=NINE).no

    ends = in_parallel(app, prepare, prepare, prepare)

    assert ends.count("draw_exists") == 2
    assert len(queries.list_draws_of_asset(books.asset.id)) == 1


def test_two_clerks_who_draw_at_once_get_one_result(app: Flask) -> None:
    books = write_books()
    no, clerk = closed_draw(books).no, books.clerk

    def perform() -> str:
        return draws.perform_draw(no=no, actor=clerk, at=LATER).no

    ends = in_parallel(app, perform, perform)

    assert sorted(ends) == sorted([no, "illegal_move"])
    performed = [e for e in entries_of(f"draw:{no}") if e.name == "registry.draw.performed"]
    assert len(performed) == 1
