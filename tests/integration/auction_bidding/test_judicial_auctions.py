"""Must show 4: the five real judicial auctions, played through the running server.

Every bid of the record is sent over Socket.IO by its own bidder at its own second of the
rehearsal clock; price, winner and extensions must be those of the record.
"""

import csv
import itertools
import os
from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from app.kernel.clock import clock
from app.kernel.facts import parse_stamp, stamp
from app.kernel.money import Money
from app.kernel.permissions import Role
from app.store import db
from tests.integration.auction_bidding.conftest import Served
from tests.support.database import TestDatabases
from tests.support.live import Program, clock_process, web_process
from tests.support.servers import ROOT, wait_until
from tests.support.stage import HOUR, make_person, set_stage
from tests.support.web import make_app

DATA = ROOT.parent / "shared" / "data"
#: Each auction takes the next days, in whatever order they are played.
turns = itertools.count(1)
AUCTIONS = ("CNJUD-01", "CNJUD-02", "CNJUD-03", "CNJUD-04", "CNJUD-05")
DRAIN = timedelta(seconds=3)

pytestmark = [
    pytest.mark.live,
    pytest.mark.slow,
    pytest.mark.skipif(
        not (DATA / "real_bids.csv").is_file() and not os.environ.get("CI"),
        reason="the real histories are third-party data and lie beside the repository",
    ),
]


def rows_of(name: str, auction: str) -> list[dict[str, str]]:
    """Return the rows of one auction."""
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if row["auction_id"] == auction]


def fen(text: str) -> int:
    """Return whole fen of an amount in yuan, exactly."""
    amount = Decimal(text) * 100
    assert amount == amount.to_integral_value()
    return int(amount)


class Rehearsal:
    """The stopped clock of the running platform, moved by its operator."""

    def __init__(self, program: Program) -> None:
        self._program = program
        program.post("/api/v1/rehearsal/stop").raise_for_status()

    def jump(self, moment: datetime) -> None:
        """Move the clock to a moment and make sure that the server follows it."""
        answer = self._program.post("/api/v1/rehearsal/jump", {"to": stamp(moment)})
        assert answer.ok, answer.text
        wait_until(lambda: self.now() == moment, what="the rehearsal clock")

    def now(self) -> datetime:
        """Return the server's time."""
        return parse_stamp(self._program.get("/api/v1/clock").json()["server_time"])


@pytest.fixture(scope="module")
def running(databases: TestDatabases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A web process and a clock process on a database of their own."""
    folder: Path = tmp_path_factory.mktemp("judicial")
    url = databases.copy("judicial")
    app = make_app(url, data_dir=folder)
    with web_process(url, folder) as address, clock_process(url, folder):
        yield Served(address, app)
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture(scope="module")
def rehearsal(running: Served) -> Iterator[Rehearsal]:
    """The operator at the clock."""
    with running.app.app_context():
        make_person("operator-of-time", Role.OPERATOR)
        db.session.remove()
    program = Program(running.url, "operator-of-time")
    yield Rehearsal(program)
    program.close()


@pytest.mark.parametrize("auction", AUCTIONS)
def test_a_real_judicial_auction_ends_as_it_ended(
    served: Served, rehearsal: Rehearsal, auction: str
) -> None:
    record = rows_of("real_bids.csv", auction)
    (expected,) = rows_of("real_bids_expected.csv", auction)
    # The five follow each other on one time line: the record's time never falls (T5).
    opens_at = clock.real_now().replace(microsecond=0) + timedelta(days=3 * next(turns))
    stage_paddles = sorted({row["bidder_id"] for row in record})
    with served.app.app_context():
        stage = set_stage(
            *stage_paddles,
            mark=auction.lower(),
            no=f"L-{auction}",
            on_grid=True,
            start_price=Money(fen(record[0]["open_price"])),
            bid_step=Money(fen(record[0]["increment"])),
            reference_price=Money(fen(record[0]["open_price"])),
            deposit=Money(0),
            extension_seconds=int(record[0]["extension_s"]),
            opens_at=opens_at,
            closes_at=opens_at + timedelta(seconds=float(record[0]["scheduled_close_s"])),
            announced_at=opens_at - HOUR,
        )
        db.session.remove()
    programs = {paddle: served.program(stage, paddle) for paddle in stage_paddles}
    sockets = {paddle: served.keep(program.connect()) for paddle, program in programs.items()}

    answers = []
    for row in record:
        moment = opens_at + timedelta(seconds=float(row["time_s"]))
        rehearsal.jump(moment)
        answer = sockets[row["bidder_id"]].bid(
            stage.lot_no, str(fen(row["amount"])), f"{auction}-{row['seq']}"
        )
        assert answer["received_at"] == stamp(moment)
        answers.append(answer)
    rehearsal.jump(parse_stamp(answers[-1]["closes_at"]) + DRAIN)
    snapshot = _ended(served, stage.lot_no)

    assert [answer["ok"] for answer in answers] == [True] * int(expected["accepted"])
    assert snapshot["state"] != "unsold"
    assert snapshot["price"] == str(fen(expected["final_high"]))
    assert snapshot["paddle"] == expected["winner"]
    assert snapshot["extensions"] == int(expected["extensions"])
    end = parse_stamp(snapshot["closes_at"]) - opens_at
    assert end == timedelta(seconds=float(expected["final_end_s"]))


def _ended(served: Served, lot_no: str) -> dict[str, Any]:
    """Return the snapshot once the clock process has closed the lot."""
    watcher = served.visitor()
    seen: dict[str, Any] = {}

    def is_over() -> bool:
        seen.update(watcher.call("watch", {"lot": lot_no})["snapshot"])
        return seen["state"] not in {"announced", "open"}

    wait_until(is_over, seconds=120, what=f"the end of {lot_no}")
    return seen
