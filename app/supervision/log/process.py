"""`flask log seal`: the one process that seals the record, every second or at 256 facts."""

import contextlib
import logging
import time
from datetime import datetime, timedelta

from flask import Flask, current_app
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from app.kernel.actors import SYSTEM
from app.kernel.clock import clock
from app.kernel.facts import stamp
from app.scheduling.facade import Leadership, count_failure, leave_beat, sync_time
from app.store import db, unit_of_work
from app.supervision.log import keys
from app.supervision.log.ending import Ending
from app.supervision.log.facts import ClockJumped
from app.supervision.log.lag import NAME
from app.trail.sealing import count_unsealed, seal
from app.trail.stored_tree import LogBroken

log = logging.getLogger(__name__)

#: Any number, the same everywhere: the advisory lock of the sealer.
LOCK_KEY = 0x6D63_6C6F_6773_6501
#: A round each second, and at once when so many facts wait (P90).
BEAT_SECONDS = 1.0
AT_ONCE = 256
_LOOK_SECONDS = 0.2
#: A jump of the database's clock above this is a fact of its own (reliability T5).
JUMP_MAX = timedelta(seconds=1)
#: A reading that took longer says nothing about a jump.
_READING_MAX = 0.5


class Sealer:
    """Seal round by round, remembering only up to where everything is sealed."""

    def __init__(self) -> None:
        self._horizon = 0
        self._last: tuple[datetime, float] | None = None

    def has_many(self) -> bool:
        """Say whether so much waits that the next round begins at once."""
        return count_unsealed(self._horizon, most=AT_ONCE) >= AT_ONCE

    def round(self) -> int:
        """Seal all that waits and leave a beat; return how many facts were sealed.

        Raises LogBroken or keys.KeyFault; then nothing was signed and the lag grows.
        """
        began = time.monotonic()
        sync_time()
        self.watch_clock()
        held = keys.load()
        keys.register(held)
        sealed = 0
        while True:
            active = keys.signers(held, clock.real_now())
            done = seal(active, known=keys.public_keys(), horizon=self._horizon)
            self._horizon, sealed = done.horizon, sealed + done.sealed
            if not done.is_full:
                break
        work_ms = round((time.monotonic() - began) * 1000)
        leave_beat(worked_to=clock.now(), work_ms=work_ms, failures=0, name=NAME)
        return sealed

    def watch_clock(self) -> None:
        """Record a jump of the database's clock since the last round (T5)."""
        before = time.monotonic()
        found = db.session.execute(select(func.clock_timestamp())).scalar_one()
        steady = time.monotonic()
        if steady - before > _READING_MAX:
            return
        last, self._last = self._last, (found, steady)
        if last is None:
            return
        expected = last[0] + timedelta(seconds=steady - last[1])
        jump = found - expected
        if abs(jump) > JUMP_MAX:
            fact = ClockJumped(stamp(expected), stamp(found), round(jump.total_seconds() * 1000))
            with unit_of_work() as work:
                work.record(fact, actor=SYSTEM, at=clock.now())


class SealerProcess:
    """One process that may lead; a second waits for the lock."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        url = app.config["SQLALCHEMY_DATABASE_URI"]
        self._leadership = Leadership(url, key=LOCK_KEY)
        self._sealer = Sealer()
        self._due = 0.0

    def beat(self) -> float:
        """Work if this process leads and a round is due; return how long to rest."""
        if not self._leadership.is_held():
            return BEAT_SECONDS
        with self._app.app_context():
            try:
                if time.monotonic() >= self._due or self._sealer.has_many():
                    self._due = time.monotonic() + BEAT_SECONDS
                    self._sealer.round()
            except SQLAlchemyError as fault:
                log.warning("the database failed this round; the next one tries again: %s", fault)
            except (LogBroken, keys.KeyFault) as fault:
                log.critical("NOT SEALED: %s", fault)
                self._count_failure()
            except Exception:
                # Whatever it is, a process that goes on and rings is found sooner than a dead one.
                log.exception("NOT SEALED; the next round tries again")
                self._count_failure()
            finally:
                db.session.remove()
        return _LOOK_SECONDS

    def _count_failure(self) -> None:
        db.session.rollback()
        with contextlib.suppress(SQLAlchemyError):
            count_failure(NAME)

    def run(self) -> None:
        """Seal until SIGTERM or Ctrl-C."""
        ending = Ending()
        try:
            while not ending.rest(self.beat()):
                pass
        finally:
            self._leadership.release()


def run_sealer() -> None:
    """Run the sealer of the app at hand; a demo makes its key, production must have one."""
    if not keys.load():
        if current_app.config["MINGCHUI_ENV"] == "production":
            raise SystemExit("The log has no key yet. Make one: flask log key --origin NAME")
        keys.save([keys.new_key(keys.default_origin())])
    # The proxy's own object is wanted: each beat opens a context of its own.
    SealerProcess(current_app._get_current_object()).run()  # type: ignore[attr-defined] # noqa: SLF001
