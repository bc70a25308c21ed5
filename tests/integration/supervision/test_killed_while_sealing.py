"""Processes die without a word while bids come in; every acknowledged bid is in the log after."""

import os
import random
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from app.kernel.clock import clock
from app.kernel.errors import Refusal
from app.store import db
from app.supervision.log import keys
from app.supervision.log.fsck import fsck
from app.supervision.log.process import Sealer
from app.trail.log_reading import find_proof
from app.trail.models import TrailEntry
from auction.services.intake import place_bid
from tests.support.database import TestDatabases
from tests.support.sealed import begin_log, seal_all
from tests.support.servers import wait_until
from tests.support.stage import HOUR, START, STEP, Stage, set_stage
from tests.support.web import lay_schema, make_app

KILLS = 50
#: Bids come at this pace from the one process that takes them.
BIDS_PER_SECOND = 50
#: Who falls, in turn.
VICTIMS = ("application", "sealer", "database")


class Child:
    """A copy of this process that does one thing until it is killed."""

    def __init__(self, app: Flask, work: Callable[[], None]) -> None:
        db.session.remove()
        db.engine.dispose()
        self.pid = os.fork()
        if self.pid == 0:
            try:
                with app.app_context():
                    # The parent's connections are the parent's.
                    db.engine.dispose(close=False)
                    work()
            finally:
                os._exit(1)

    def kill(self) -> None:
        """End it as a power cut would."""
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)


@pytest.fixture
def databases() -> Iterator[TestDatabases]:
    """A server of this test's own.

    It does not wait for its disk: what a process wrote outlives the process, not a power cut.
    """
    own = TestDatabases()
    yield own
    own.stop()


@pytest.fixture
def site(databases: TestDatabases, tmp_path: Path) -> Iterator[Flask]:
    """The platform over that server; the test stands in its context."""
    url = databases.make_template()
    lay_schema(url)
    made = make_app(databases.copy("killed"), data_dir=tmp_path / "data")
    with made.app_context():
        yield made
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def stage(site: Flask) -> Stage:
    now = clock.real_now()
    made = set_stage("AAAA", "BBBB", opens_at=now - HOUR, closes_at=now + 20 * HOUR)
    db.session.commit()
    return made


@pytest.fixture
def children() -> Iterator[list[Child]]:
    alive: list[Child] = []
    yield alive
    for child in alive:
        child.kill()


def taker(stage: Stage, journal: Path) -> Callable[[], None]:
    """Take bids at a pace; write the leaf of each receipt down once it is acknowledged."""
    actors = [stage.actor(paddle) for paddle in ("AAAA", "BBBB")]

    def work() -> None:
        with journal.open("a", encoding="ascii") as acknowledged:
            least = START + int(time.time() * 1000) % 10**9 * STEP
            for count in range(10**6):
                # Every fourth bid is too low: a refusal has its place in the log as well.
                amount = str(least if count % 4 else START)
                with suppress(SQLAlchemyError, Refusal):
                    receipt = place_bid(
                        lot_no=stage.lot_no,
                        amount=amount,
                        request_id=f"{os.getpid()}-{count}",
                        actor=actors[count % 2],
                        at=clock.now(),
                    )
                    acknowledged.write(receipt["receipt"]["leaf_hash"] + "\n")
                    acknowledged.flush()
                least += STEP
                time.sleep(1 / BIDS_PER_SECOND)

    return work


def sealing() -> None:
    sealer = Sealer()
    while True:
        with suppress(SQLAlchemyError):
            sealer.round()
        with suppress(SQLAlchemyError):
            db.session.rollback()
        time.sleep(0.02)


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_log_10_every_acknowledged_bid_has_its_proof_after_fifty_kills(
    site: Flask,
    stage: Stage,
    databases: TestDatabases,
    children: list[Child],
    tmp_path: Path,
) -> None:
    """LOG-10: application, sealer and PostgreSQL are killed with -9 in turn, under 50 bids/s."""
    begin_log()
    journal = tmp_path / "acknowledged"
    journal.touch()
    choice = random.Random(10)
    starts: tuple[Callable[[], None], ...] = (taker(stage, journal), sealing)
    children[:] = [Child(site, work) for work in starts]
    fallen: Counter[str] = Counter()
    for kill in range(KILLS):
        before = journal.stat().st_size
        wait_until(lambda before=before: journal.stat().st_size > before, seconds=60, what="a bid")
        time.sleep(choice.uniform(0, 0.05))
        victim = kill % 3
        fallen[VICTIMS[victim]] += 1
        if victim == 2:
            databases.crash()
            continue
        children[victim].kill()
        children[victim] = Child(site, starts[victim])
    for child in children:
        child.kill()
    children.clear()
    db.engine.dispose()

    seal_all(Sealer())

    acknowledged = journal.read_text(encoding="ascii").split()
    assert min(fallen[name] for name in VICTIMS) >= KILLS // 3
    assert len(acknowledged) == len(set(acknowledged)) >= KILLS
    known = keys.public_keys()
    for leaf_hex in acknowledged:
        leaf = bytes.fromhex(leaf_hex)
        proof = find_proof(leaf)
        assert proof is not None, f"{leaf_hex} was acknowledged and is not in the log"
        proof.check(leaf, known)
    assert list(fsck()) == []
    assert db.session.query(TrailEntry).count() >= len(acknowledged)
