"""The one clock: law time for every process, and the rehearsal clock of demo and training.

Real time is the database's clock, fetched now and then and run on by the monotonic clock
(reliability T4). A rehearsal may shift it or stop it; production refuses to (config.py).
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta


class Clock:
    """Tell aware UTC time; never read the wall clock anywhere else."""

    def __init__(self) -> None:
        self._base = datetime.now(UTC)
        self._mark = time.monotonic()
        self._offset = timedelta()
        self._stopped_at: datetime | None = None
        self._test_at: datetime | None = None

    def real_now(self) -> datetime:
        """Return law time without any rehearsal."""
        return self._base + timedelta(seconds=time.monotonic() - self._mark)

    def now(self) -> datetime:
        """Return the time that counts: rehearsed if a rehearsal runs, else real."""
        if self._test_at is not None:
            return self._test_at
        if self._stopped_at is not None:
            return self._stopped_at
        return self.real_now() + self._offset

    def drift(self, authority: datetime) -> timedelta:
        """Return how far this process's real time is from the authority's."""
        return self.real_now() - authority

    def wall_drift(self, authority: datetime) -> timedelta:
        """Return how far this machine's wall clock is from the authority's."""
        return datetime.now(UTC) - authority

    def set_real(self, authority: datetime) -> None:
        """Take the authority's time (the database's) as real from this moment on."""
        self._base, self._mark = authority.astimezone(UTC), time.monotonic()

    def shift(self, *, offset: timedelta, stopped_at: datetime | None = None) -> None:
        """Rehearse: run at an offset, or stand still at a moment."""
        self._offset, self._stopped_at = offset, stopped_at

    @property
    def is_rehearsed(self) -> bool:
        """Whether a rehearsal moves this clock."""
        return bool(self._offset) or self._stopped_at is not None

    @contextmanager
    def stopped_at(self, moment: datetime) -> Iterator["Clock"]:
        """Stand still at a moment, for tests."""
        before, self._test_at = self._test_at, moment.astimezone(UTC)
        try:
            yield self
        finally:
            self._test_at = before

    def advance(self, step: timedelta) -> datetime:
        """Move a stopped test clock on."""
        if self._test_at is None:
            msg = "only a clock stopped by stopped_at() can be advanced"
            raise RuntimeError(msg)
        self._test_at += step
        return self._test_at


clock = Clock()
