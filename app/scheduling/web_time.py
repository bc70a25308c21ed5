"""Keep a web process on law time while it serves."""

import logging

from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from app import runtime
from app.scheduling.services.timekeeping import sync_time
from app.store import db

log = logging.getLogger(__name__)


def keep_time(app: Flask) -> None:
    """Sync this process once now and each second from here on, beside its other work."""
    _sync_quietly(app)
    runtime.spawn(_keep_on, app)


def _keep_on(app: Flask) -> None:
    while True:
        runtime.sleep(1)
        _sync_quietly(app)


def _sync_quietly(app: Flask) -> None:
    """Sync; while the database is away the monotonic clock runs on and /readyz tells."""
    with app.app_context():
        try:
            sync_time()
        except SQLAlchemyError as fault:
            log.warning("the database's time could not be read: %s", fault)
        finally:
            db.session.remove()
