"""Keep this process on law time: the database's clock, run on by the monotonic one (T4)."""

import time
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.kernel.clock import clock
from app.scheduling import queries
from app.store.settings import setting

#: Below this the database's time is taken as the same: a clock that jitters would let the time
#: of two bids fall between them (reliability B2).
JITTER = timedelta(milliseconds=20)
#: A machine whose own clock is further off than this takes no bids (reliability T4).
DRIFT_MAX = timedelta(milliseconds=500)
#: A process that could not ask for this long no longer knows the time.
SILENCE_MAX_SECONDS = 15.0


@dataclass
class _Knowledge:
    """What this process knows of its own clock."""

    drift: timedelta = timedelta()
    asked_at: float | None = None


_known = _Knowledge()


def sync_time() -> None:
    """Take the time and the rehearsal from the database; the middle of the round trip counts."""
    before = time.monotonic()
    authority = queries.read_database_time()
    half = timedelta(seconds=(time.monotonic() - before) / 2)
    _known.drift = clock.wall_drift(authority + half)
    if _known.asked_at is None or abs(clock.drift(authority + half)) > JITTER:
        clock.set_real(authority + half)
    _known.asked_at = time.monotonic()
    if setting("REHEARSAL"):
        apply_rehearsal()


def apply_rehearsal() -> None:
    """Move this process's clock as the rehearsal's row says."""
    row = queries.find_rehearsal()
    if row is None:
        clock.shift(offset=timedelta())
    else:
        clock.shift(offset=row.offset, stopped_at=row.stopped_at)


def wall_drift() -> timedelta:
    """Return how far this machine's wall clock was from the database's when last asked."""
    return _known.drift


def is_time_trusted() -> bool:
    """Say whether this process may judge by its clock: asked lately, and not far off (T4)."""
    if _known.asked_at is None:
        return False
    is_fresh = time.monotonic() - _known.asked_at < SILENCE_MAX_SECONDS
    return is_fresh and abs(_known.drift) <= DRIFT_MAX


def law_time() -> datetime:
    """Return the time that counts after a fresh look at the database, for tools and seeds."""
    sync_time()
    return clock.now()
