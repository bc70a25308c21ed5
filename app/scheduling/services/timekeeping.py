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
    """Take the time and the rehearsal from the database; the middle of the round trip counts.

    A database whose clock jumps is not followed: this process runs on by itself and takes no bids
    until both agree again (T4, TIM-01). A restart takes the database's time as it is then.
    """
    before = time.monotonic()
    moment = queries.read_database_time()
    half = timedelta(seconds=(time.monotonic() - before) / 2)
    moment += half
    wall = _beyond(half, clock.wall_drift(moment))
    own = _beyond(half, clock.drift(moment))
    is_small = JITTER < abs(own) <= DRIFT_MAX
    if _known.asked_at is None or is_small or _has_slept(wall, own):
        clock.set_real(moment)
        own = timedelta()
    _known.drift = max(wall, own, key=abs)
    _known.asked_at = time.monotonic()
    if setting("REHEARSAL"):
        apply_rehearsal()


def _beyond(doubt: timedelta, drift: timedelta) -> timedelta:
    """Return what of a difference the length of the round trip does not explain.

    A process that was busy for a second heard the answer late; its clock is as right as before.
    """
    if abs(drift) <= doubt:
        return timedelta()
    return drift - doubt if drift > timedelta() else drift + doubt


def _has_slept(wall: timedelta, own: timedelta) -> bool:
    """Say whether the machine stood still: its wall clock and the database both went on."""
    return own < -DRIFT_MAX and abs(wall) <= DRIFT_MAX


def apply_rehearsal() -> None:
    """Move this process's clock as the rehearsal's row says."""
    row = queries.find_rehearsal()
    if row is None:
        clock.shift(offset=timedelta())
    else:
        clock.shift(offset=row.offset, stopped_at=row.stopped_at)


def wall_drift() -> timedelta:
    """Return how far this machine was from the database's clock when last asked.

    Of its wall clock and the one that law time runs on, the one further off counts.
    """
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
