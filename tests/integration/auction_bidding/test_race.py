"""Must show 7: eight bidders on one lot, over two web processes, and its twin without the lock.

Two processes, because within one the waiting line already puts bids in order: only the row lock
orders the batches of several (ADR 10).
"""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from app.store import db
from tests.integration.auction_bidding.conftest import Served
from tests.support.database import TestDatabases
from tests.support.live import Program, web_process
from tests.support.race import (
    Journal,
    breaches_of,
    drop_what_would_hide_a_breach,
    history_of,
    race,
)
from tests.support.stage import START
from tests.support.web import make_app

PADDLES = ("AAAA", "BBBB", "CCCC", "DDDD", "EEEE", "FFFF", "GGGG", "HHHH")

pytestmark = [pytest.mark.live, pytest.mark.slow]


@contextmanager
def two_processes(
    databases: TestDatabases, folder: Path, name: str, **environment: str
) -> Iterator[tuple[str, list[str], Served]]:
    """Two web processes on one database: its URL, their addresses, and a stage."""
    url = databases.copy(name)
    app = make_app(url, data_dir=folder)
    with ExitStack() as stack:
        addresses = [stack.enter_context(web_process(url, folder, **environment)) for _ in range(2)]
        yield url, addresses, Served(addresses[0], app)
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def race_of_eight(addresses: list[str], served: Served, *, seconds: float) -> tuple[str, Journal]:
    """Race eight bidders, four at each process; return the lot and what they were told."""
    stage = served.stage(*PADDLES)
    programs = [
        Program(addresses[index % 2], stage.actor(paddle).account)
        for index, paddle in enumerate(PADDLES)
    ]
    sockets = [program.connect() for program in programs]
    journal = race(sockets, stage.lot_no, START, seconds=seconds)
    for opened in (*sockets, *programs):
        opened.close()
    return stage.lot_no, journal


def test_eight_bidders_racing_for_ten_seconds_leave_a_ladder_without_a_gap(
    databases: TestDatabases, tmp_path: Path
) -> None:
    with two_processes(databases, tmp_path, "race") as (url, addresses, served):
        lot_no, journal = race_of_eight(addresses, served, seconds=10)
        history = history_of(url, lot_no)

    assert journal.faults == []
    assert breaches_of(history) == []
    assert set(journal.codes) <= {"below_ladder", "below_start"}
    assert sorted(journal.accepted) == history
    assert len(history) > len(PADDLES)


def test_the_same_race_without_the_row_lock_breaks_the_ladder(
    databases: TestDatabases, tmp_path: Path
) -> None:
    with two_processes(databases, tmp_path, "race_twin", SKIP_ROW_LOCK="yes") as (
        url,
        addresses,
        served,
    ):
        drop_what_would_hide_a_breach(url)
        lot_no, _ = race_of_eight(addresses, served, seconds=4)
        history = history_of(url, lot_no)

    assert breaches_of(history) != []


@pytest.mark.parametrize(
    "history", [[(1, 5), (1, 6)], [(1, 5), (2, 5)], [(1, 5), (2, 4)], [(1, 5), (3, 6)], [(2, 5)]]
)
def test_the_judge_of_histories_sees_each_kind_of_breach(history: list[tuple[int, int]]) -> None:
    assert breaches_of(history)
