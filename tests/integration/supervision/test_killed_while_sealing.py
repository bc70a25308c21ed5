"""Processes die without a word while bids come in; every acknowledged bid is in the log after."""

import os
import random
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text
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
from tests.support.sealed import begin_log, seal_all
from tests.support.servers import wait_until
from tests.support.stage import HOUR, START, STEP, Stage, set_stage

KILLS = 50
#: Bids come at this pace from the one process that takes them.
BIDS_PER_SECOND = 50


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
def stage(app: Flask) -> Stage:
    with app.app_context():
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
        db.session.rollback()
        time.sleep(0.02)


def backend_of_the_sealer(app: Flask) -> None:
    """End every session that is writing to the database, in the middle of what it does."""
    with db.engine.connect() as connection:
        connection.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid() "
                "AND state <> 'idle' AND backend_type = 'client backend'"
            )
        )


@pytest.mark.usefixtures("db_session")
def test_log_10_every_acknowledged_bid_has_its_proof_after_fifty_kills(
    app: Flask, stage: Stage, children: list[Child], tmp_path: Path
) -> None:
    """Application and sealer killed in turn, and the database's sessions ended mid-work."""
    begin_log()
    journal = tmp_path / "acknowledged"
    journal.touch()
    choice = random.Random(10)
    starts: tuple[Callable[[], None], ...] = (taker(stage, journal), sealing)
    children[:] = [Child(app, work) for work in starts]
    for kill in range(KILLS):
        before = journal.stat().st_size
        wait_until(lambda before=before: journal.stat().st_size > before, seconds=30, what="a bid")
        time.sleep(choice.uniform(0, 0.05))
        if kill % 5 == 4:
            backend_of_the_sealer(app)
        victim = kill % 2
        children[victim].kill()
        children[victim] = Child(app, starts[victim])
    for child in children:
        child.kill()
    children.clear()

    seal_all(Sealer())

    acknowledged = journal.read_text(encoding="ascii").split()
    assert len(acknowledged) == len(set(acknowledged)) >= KILLS
    known = keys.public_keys()
    for leaf_hex in acknowledged:
        leaf = bytes.fromhex(leaf_hex)
        proof = find_proof(leaf)
        assert proof is not None, f"{leaf_hex} was acknowledged and is not in the log"
        proof.check(leaf, known)
    assert list(fsck()) == []
    assert db.session.query(TrailEntry).count() >= len(acknowledged)
