"""What sealing costs bidding, how soon a fact is sealed, what a stopped sealer leaves behind."""

import os
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask
from sqlalchemy import text

from app.kernel.clock import clock
from app.store import db
from app.supervision.log.fsck import fsck
from app.supervision.log.lag import lag_seconds
from tests.bench.figures import Figure, quantile
from tests.bench.hot_row import CLIENTS, bid_for
from tests.support.live import sealer_process
from tests.support.sealed import tell
from tests.support.servers import wait_until
from tests.support.stage import HOUR, Stage, set_stage
from tests.support.web import make_app

#: Windows with and without the sealer, in turn, each pair in the other order.
PAIRS = 4
WINDOW_SECONDS = 3.0
FACTS_PER_SECOND = 200
WRITERS = 2
#: Facts of one transaction: few enough commits that a busy machine keeps the pace.
FACTS_EACH = 10
WRITING_SECONDS = 20.0
#: BENCH_STOPPED_SECONDS=600 is the release's run (reliability.md): ten minutes without a sealer.
STOPPED_SECONDS = float(os.environ.get("BENCH_STOPPED_SECONDS", "10"))
#: Sealing may cost a seventh of bidding at most; a fact waits for its place five seconds at most.
BIDDING_LEFT_MIN = 0.85
MERGE_DELAY_MAX_MS = 5_000.0
#: A stopped sealer is felt by nobody: bidding beside its backlog is what it was, less the noise.
UNAFFECTED_MIN = 0.85


def measure(url: str, folder: Path) -> list[Figure]:
    """Return the share of bidding left, the merge delay, and what waited when stopped."""
    app = make_app(url, data_dir=folder)
    now = clock.real_now()
    with app.app_context():
        stage = set_stage(
            *(f"S{index:03d}" for index in range(CLIENTS)),
            opens_at=now - HOUR,
            closes_at=now + 20 * HOUR,
        )
        db.session.remove()
    with sealer_process(url, folder) as pid:
        _drain(app)
        share = _share_of_bidding(app, stage, pid)
        delays, pace = _merge_delays(app)
        backlog, seconds, unaffected = _stopped(app, stage, pid)
    with app.app_context():
        breaches = len(list(fsck()))
        db.session.remove()
        db.engine.dispose()
    p99 = quantile(delays, 0.99)
    return [
        Figure("bidding left while the record is sealed", share, "x", BIDDING_LEFT_MIN),
        Figure(f"facts written a second, of {FACTS_PER_SECOND} wanted", pace, "facts/s"),
        Figure("merge delay at this pace, p50", quantile(delays, 0.5), "ms"),
        Figure("merge delay at this pace, p99", p99, "ms"),
        Figure("five seconds over that p99", MERGE_DELAY_MAX_MS / p99, "x", 1.0),
        Figure(f"facts waiting after {STOPPED_SECONDS:.0f} s stopped", backlog, "facts"),
        Figure("seconds to seal them", seconds, "s"),
        Figure("bidding before that backlog, over bidding sealed", unaffected, "x", UNAFFECTED_MIN),
        Figure("log whole afterwards (1 = no breach)", float(breaches == 0), "", 1.0),
    ]


def _share_of_bidding(app: Flask, stage: Stage, pid: int) -> float:
    """Compare windows with the sealer at work and stopped; the backlog is sealed in between."""
    sealed = stopped = 0.0
    for pair in range(PAIRS):
        for runs in (True, False) if pair % 2 else (False, True):
            _drain(app)
            if runs:
                sealed += bid_for(app, stage, WINDOW_SECONDS)
                continue
            os.kill(pid, signal.SIGSTOP)
            try:
                stopped += bid_for(app, stage, WINDOW_SECONDS)
            finally:
                os.kill(pid, signal.SIGCONT)
    return sealed / stopped


@contextmanager
def _writing(app: Flask) -> Iterator[dict[str, float]]:
    """Write facts at an even pace, ten in a transaction, until the block ends.

    Yields when each commit was answered, by the name of its door; this machine's clock is
    the database's, they run on one machine.
    """
    ended = threading.Event()
    committed: dict[str, float] = {}

    def write(number: int) -> None:
        due, count = time.monotonic(), 0
        with app.app_context():
            while not ended.wait(max(0.0, due - time.monotonic())):
                door = f"{ended!r}-{number}-{count}"[-100:]
                tell(FACTS_EACH, door=door)
                committed[door] = time.time()
                due, count = due + FACTS_EACH * WRITERS / FACTS_PER_SECOND, count + 1
            db.session.remove()

    threads = [threading.Thread(target=write, args=(number,)) for number in range(WRITERS)]
    for thread in threads:
        thread.start()
    try:
        yield committed
    finally:
        ended.set()
        for thread in threads:
            thread.join()


_SIGNED = """
SELECT e.payload->>'door' AS door, max(extract(epoch FROM sealed.signed_at)) AS at
FROM trail_entry e JOIN log_leaf l ON l.entry_id = e.id
CROSS JOIN LATERAL (
 SELECT c.signed_at FROM log_checkpoint c WHERE c.size > l.idx ORDER BY c.size LIMIT 1
) sealed WHERE e.name = 'test.door.opened' GROUP BY 1
"""


def _merge_delays(app: Flask) -> tuple[list[float], float]:
    with _writing(app) as committed:
        time.sleep(WRITING_SECONDS)
    _drain(app)
    with app.app_context():
        rows = db.session.execute(text(_SIGNED)).all()
        db.session.remove()
    signed = {str(row.door): float(row.at) for row in rows}
    found = [(signed[door] - at) * 1000 for door, at in committed.items()]
    return found, len(found) * FACTS_EACH / WRITING_SECONDS


def _stopped(app: Flask, stage: Stage, pid: int) -> tuple[float, float, float]:
    """Return what waited for a long stopped sealer, the seconds to seal it, and bidding left.

    Windows with the sealer at work stand before and after, so that a machine that grows slower
    in between is not taken for the backlog.
    """
    _drain(app)
    sealed = bid_for(app, stage, WINDOW_SECONDS)
    os.kill(pid, signal.SIGSTOP)
    try:
        with _writing(app):
            time.sleep(STOPPED_SECONDS)
        stopped = bid_for(app, stage, 2 * WINDOW_SECONDS)
        with app.app_context():
            waiting = db.session.execute(
                text("SELECT (SELECT count(*) FROM trail_entry) - (SELECT count(*) FROM log_leaf)")
            ).scalar_one()
            db.session.remove()
    finally:
        os.kill(pid, signal.SIGCONT)
    began = time.monotonic()
    _drain(app)
    seconds = time.monotonic() - began
    sealed += bid_for(app, stage, WINDOW_SECONDS)
    _drain(app)
    return float(waiting), seconds, 2 * stopped / sealed


def _drain(app: Flask) -> None:
    """Wait until nothing waits for its place."""

    def is_drained() -> bool:
        with app.app_context():
            try:
                return lag_seconds() == 0
            finally:
                db.session.remove()

    wait_until(is_drained, seconds=120 + STOPPED_SECONDS, what="sealing of the backlog")
