"""The clock process: APScheduler rings once a second, the database says what is due."""

import logging
import signal
from types import FrameType

import click
from apscheduler.schedulers.blocking import BlockingScheduler
from flask import Flask, current_app
from flask.cli import with_appcontext
from sqlalchemy.exc import SQLAlchemyError

from app.scheduling.leadership import Leadership
from app.scheduling.services.ticking import tick
from app.store import db

log = logging.getLogger(__name__)

BEAT_SECONDS = 1


class ClockProcess:
    """One process that may lead; ``beat`` is the only job and never runs twice at a time."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._leadership = Leadership(app.config["SQLALCHEMY_DATABASE_URI"])

    def beat(self) -> bool:
        """Work one beat if this process leads; return whether it did."""
        if not self._leadership.is_held():
            return False
        with self._app.app_context():
            try:
                tick()
            except SQLAlchemyError as fault:
                log.warning("the database failed this beat; the next one tries again: %s", fault)
            finally:
                db.session.remove()
        return True

    def stop(self) -> None:
        """Let another process take over at once."""
        self._leadership.release()

    def run(self) -> None:
        """Beat every second until SIGTERM or Ctrl-C.

        A beat that comes late still runs (misfire_grace_time=None) and missed beats become one:
        APScheduler's own default drops a job that is a second late (reliability finding 3).
        """
        scheduler = BlockingScheduler(timezone="UTC")
        scheduler.add_job(
            self.beat,
            "interval",
            seconds=BEAT_SECONDS,
            id="beat",
            misfire_grace_time=None,
            coalesce=True,
            max_instances=1,
        )

        def end(_signal: int, _frame: FrameType | None) -> None:
            scheduler.shutdown(wait=False)

        signal.signal(signal.SIGTERM, end)
        signal.signal(signal.SIGINT, end)
        try:
            scheduler.start()
        finally:
            self.stop()


@click.command("clock")
@with_appcontext
def clock_command() -> None:
    """Run the clock process: open, close and remind what is due, every second."""
    logging.getLogger("apscheduler").setLevel(logging.ERROR)
    # The proxy's own object is wanted: each beat opens a context of its own.
    ClockProcess(current_app._get_current_object()).run()  # type: ignore[attr-defined] # noqa: SLF001
