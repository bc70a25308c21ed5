"""One beat of the clock process: every timer, every reader, and the heartbeat."""

import logging
import os
import socket
import time
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, update
from sqlalchemy.dialects.postgresql import insert

from app.kernel.clock import clock
from app.scheduling import queries
from app.scheduling.models import Heartbeat
from app.scheduling.services.timekeeping import sync_time
from app.store import db, unit_of_work
from app.trail.reader import Reader, run_readers
from app.web.modules import Module, loaded

log = logging.getLogger(__name__)


def holder_name() -> str:
    """Return how this process is named in the heartbeat."""
    return f"{socket.gethostname()}:{os.getpid()}"


def tick() -> datetime:
    """Take the time, do all that is due, let the readers read on, and leave a beat.

    Whatever fails is logged and tried again in the next beat; the others go on.
    """
    began = time.monotonic()
    sync_time()
    at = clock.now()
    modules = loaded()
    failures = run_timers(modules, at)
    read_on(modules)
    work_ms = round((time.monotonic() - began) * 1000)
    leave_beat(worked_to=at, work_ms=work_ms, failures=failures)
    return at


def run_timers(modules: Sequence[Module], at: datetime) -> int:
    """Call every timer with the moment; return how many failed."""
    return sum(
        not _has_run(f"{module.name}.{timer.__name__}", timer, at)
        for module in modules
        for timer in module.timers
    )


def _has_run(name: str, timer: Callable[[datetime], object], at: datetime) -> bool:
    try:
        timer(at)
    except Exception:
        log.exception("timer %s failed; it is tried again in the next beat", name)
        db.session.rollback()
        return False
    finally:
        db.session.remove()
    return True


def read_on(modules: Sequence[Module]) -> int:
    """Let the readers of every module read the news."""
    readers: list[Reader] = [reader for module in modules for reader in module.readers]
    try:
        return run_readers(readers)
    finally:
        db.session.remove()


def leave_beat(
    *, worked_to: datetime, work_ms: int, failures: int, name: str = queries.CLOCK
) -> None:
    """Write the heartbeat, timed by the database itself."""
    values: dict[str, Any] = {
        "holder": holder_name(),
        "beat_at": func.clock_timestamp(),
        "worked_to": worked_to,
        "work_ms": work_ms,
        "failures": failures,
    }
    with unit_of_work():
        db.session.execute(
            insert(Heartbeat)
            .values(name=name, **values)
            .on_conflict_do_update(index_elements=["name"], set_=values)
        )


def count_failure(name: str) -> None:
    """Count a failed round of a process without a new beat: the age of its last one grows."""
    with unit_of_work():
        db.session.execute(
            update(Heartbeat).where(Heartbeat.name == name).values(failures=Heartbeat.failures + 1)
        )
