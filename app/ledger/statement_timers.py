"""Fetch and read statements beside the tick: a long file must not hold up a closing lot."""

from datetime import datetime

from flask import Flask, current_app

from app import runtime
from app.ledger.bank.choice import current_bank
from app.ledger.queries.statements import list_received
from app.ledger.services.statement_fetch import due_day, fetch_due
from app.ledger.services.statements import read_received

#: One round at a time in this process; other processes are kept off by locks in the database.
_round = runtime.Lock()


def work_on_statements(at: datetime) -> None:
    """Ask for yesterday's statement when it is time, and read what came in."""
    if not list_received(limit=1) and due_day(at) is None:
        return
    if not _round.acquire(blocking=False):
        return
    # Flask's own way to take the app along into a thread.
    application: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001
    runtime.spawn(_work, application, at)


def _work(application: Flask, at: datetime) -> None:
    try:
        with application.app_context():
            fetch_due(current_bank(), at=at)
            read_received(at=at)
    finally:
        _round.release()


TIMERS = (work_on_statements,)
