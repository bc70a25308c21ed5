"""TIM-04: the clock process is killed a second before the end and comes back ten minutes later."""

import os
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.dialects.postgresql import insert

from app.kernel.clock import clock
from app.kernel.facts import Audience, stamp
from app.scheduling.models import Heartbeat, Rehearsal
from app.store import db, unit_of_work
from app.trail.queries import entries_of
from auction import queries
from auction.models import Result
from auction.vocabulary import LotState
from tests.support.people import sign_in
from tests.support.processes import Process
from tests.support.sales import CLOSES, DRAIN, OPENS, START, STEP, Sale
from tests.support.servers import wait_until
from tests.support.web import Client

pytestmark = pytest.mark.live

SECOND = timedelta(seconds=1)
BACK = CLOSES + timedelta(minutes=10)


@pytest.fixture
def scheduler(app: Flask, tmp_path: Path) -> Iterator[Callable[[], Process]]:
    """Start `flask clock` itself on the test's database; what was started ends with the test."""
    started: list[Process] = []
    environment = {
        "DATABASE_URL": app.config["SQLALCHEMY_DATABASE_URI"],
        "DATA_DIR": str(app.config["DATA_DIR"]),
        "MINGCHUI_ENV": "test",
        "REHEARSAL": "1",
        "SECRET_KEY": app.config["SECRET_KEY"],
        "FLASK_APP": "app.factory:create_app",
        # Nobody answers there: money that goes out waits for the bank.
        "BANK_URL": "http://127.0.0.1:9",
        "PYTHONWARNINGS": "ignore",
        "PATH": os.environ["PATH"],
    }

    def start() -> Process:
        words = ("-m", "flask", "clock")
        process = Process("clock", words, environment, tmp_path / f"clock-{len(started)}.log")
        started.append(process.start())
        return process

    yield start
    for process in started:
        process.kill()


def let_it_be(moment: datetime) -> None:
    """Let law time stand at a moment, for every process of this database."""
    values = {"offset": timedelta(), "stopped_at": moment}
    with unit_of_work():
        db.session.execute(
            insert(Rehearsal)
            .values(id=1, **values)
            .on_conflict_do_update(index_elements=["id"], set_=values)
        )


def has_worked(moment: datetime, *, beats: int = 2) -> Callable[[], bool]:
    """Return a probe: so many beats, each by a process of now, did all that is due by then."""
    seen: set[datetime] = set()

    def probe() -> bool:
        db.session.rollback()
        row = db.session.get(Heartbeat, "clock", populate_existing=True)
        if row is not None and row.worked_to == moment:
            seen.add(row.beat_at)
        return len(seen) >= beats

    return probe


def ended_facts(sale: Sale) -> list[str]:
    """Return the public facts of the end, oldest first."""
    return [
        entry.name
        for entry in entries_of(f"lot:{sale.lot_no}", audience=Audience.PUBLIC)
        if entry.name in ("auction.lot.sold", "auction.lot.unsold", "auction.confirmation.issued")
    ]


def test_tim_04_a_scheduler_killed_before_the_end_closes_once_when_it_comes_back(
    sale: Sale, app: Flask, scheduler: Callable[[], Process]
) -> None:
    sale.opened("bidder1", "bidder2")
    sale.bid("bidder1", START.fen, OPENS + timedelta(hours=1))
    let_it_be(CLOSES - SECOND)
    first = scheduler()
    wait_until(has_worked(CLOSES - SECOND), seconds=120, what="a beat a second before the end")
    assert sale.lot().state is LotState.OPEN

    first.kill()
    reads, late = [], []
    for after in (SECOND, DRAIN + SECOND, timedelta(minutes=9)):
        let_it_be(CLOSES + after)
        with clock.stopped_at(CLOSES + after):
            reads.append(Client(app).get(f"/api/v1/lots/{sale.lot_no}").get_json())
            bidder = sign_in(app, "bidder2")
            late.append(
                bidder.post(
                    f"/api/v1/lots/{sale.lot_no}/bids",
                    json={"amount": str(START.fen + STEP.fen), "request_id": stamp(clock.now())},
                ).get_json()
            )
    open_still = sale.lot().state

    let_it_be(BACK)
    second = scheduler()
    wait_until(has_worked(BACK, beats=3), seconds=120, what="the work of the end")
    second.kill()

    result = queries.find_result(sale.lot().id)
    assert open_still is LotState.OPEN
    assert [(read["phase"], read["closes_at"]) for read in reads] == [
        ("closing", stamp(CLOSES))
    ] * 3
    assert [answer["code"] for answer in late] == ["late"] * 3
    assert result is not None
    assert (result.ended_at, result.paddle, result.price) == (
        CLOSES,
        sale.paddle("bidder1"),
        START,
    )
    assert db.session.query(Result).count() == 1
    assert ended_facts(sale) == ["auction.lot.sold", "auction.confirmation.issued"]
