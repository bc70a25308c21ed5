"""Is the platform fit to serve? Each check answers with what it saw."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from pathlib import Path

from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import current_app
from flask_babel import lazy_gettext as _l
from sqlalchemy import text

from app.kernel.facts import stamp
from app.scheduling.facade import find_beat, is_time_trusted, sync_time, wall_drift
from app.store import db
from app.supervision import queries
from app.supervision.log.lag import MERGE_DELAY_SECONDS, lag_seconds
from app.web.modules import loaded

#: The clock process beats every second; a few missed beats are a restart, more is a fault.
BEAT_AGE_MAX = timedelta(seconds=5)
UNREAD_MAX = 1_000
#: Below this uploads and the database are close to a stand-still.
DISK_FREE_MIN = 512 * 1024**2


@dataclass(frozen=True)
class Finding:
    """What one check saw."""

    name: str
    is_fit: bool
    detail: str
    #: Whether the platform serves without it: the finding rings, and people are let in.
    may_wait: bool = False


def _database() -> Finding:
    durable = db.session.execute(text("SHOW synchronous_commit")).scalar_one()
    # Acknowledged means durable: with this off a crash loses acknowledged bids (finding 14).
    return Finding("database", durable != "off", f"answers, synchronous_commit {durable}")


@lru_cache(maxsize=1)
def _head() -> str | None:
    folder = Path(current_app.root_path) / "migrations"
    return ScriptDirectory(str(folder)).get_current_head() if folder.is_dir() else None


def _migrations() -> Finding:
    stands_at = MigrationContext.configure(db.session.connection()).get_current_revision()
    return Finding("migrations", stands_at == _head(), f"at {stands_at}, head {_head()}")


def _clock() -> Finding:
    beat = find_beat()
    if beat is None:
        return Finding("clock", is_fit=False, detail="the clock process has never run")
    seconds = beat.age.total_seconds()
    detail = f"last beat {seconds:.1f} s ago by {beat.holder}, {beat.failures} failures"
    return Finding("clock", beat.age <= BEAT_AGE_MAX, detail)


def _readers() -> Finding:
    unread = {
        reader.name: queries.count_unread(reader)
        for module in loaded()
        for reader in module.readers
    }
    stopped = [
        f"{row.reader} stopped since {stamp(row.stopped_at)} ({row.fault})"
        for row in queries.stopped_readers()
        if row.stopped_at is not None and row.reader in unread
    ]
    behind = [f"{name} {count} behind" for name, count in unread.items() if count]
    is_fit = not stopped and max(unread.values(), default=0) <= UNREAD_MAX
    return Finding("readers", is_fit, ", ".join([*stopped, *behind]) or "all read")


def _sealer() -> Finding:
    """Bidding goes on while nothing is sealed (reliability 5.2): what waits is sealed later."""
    lag = lag_seconds()
    detail = "never sealed" if lag is None else f"{lag:.1f} s behind"
    is_fit = lag is not None and lag <= MERGE_DELAY_SECONDS
    return Finding("sealer", is_fit, detail, may_wait=True)


def _disk() -> Finding:
    free = shutil.disk_usage(current_app.config["DATA_DIR"]).free
    return Finding("disk", free >= DISK_FREE_MIN, f"{free // 1024**2} MiB free")


def _time() -> Finding:
    sync_time()
    drift = wall_drift().total_seconds() * 1000
    return Finding("time", is_time_trusted(), f"{drift:+.1f} ms from the database's clock")


CHECKS: tuple[Callable[[], Finding], ...] = (
    _database,
    _migrations,
    _clock,
    _readers,
    _sealer,
    _disk,
    _time,
)


#: What each check is called on a page.
CHECK_WORDS = {
    "database": _l("Database"),
    "migrations": _l("Schema"),
    "clock": _l("Clock process"),
    "readers": _l("Readers of the record"),
    "sealer": _l("Sealer"),
    "disk": _l("Disk"),
    "time": _l("Court time"),
}


def examine() -> list[Finding]:
    """Run every check; one that breaks is a finding, not a fault of the page."""
    findings = []
    for check in CHECKS:
        try:
            findings.append(check())
        except Exception as fault:  # noqa: BLE001 - any fault means: not fit
            db.session.rollback()
            name = check.__name__.removeprefix("_")
            findings.append(Finding(name, is_fit=False, detail=type(fault).__name__))
    return findings
