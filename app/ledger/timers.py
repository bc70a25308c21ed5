"""What the clock process asks of the ledger every second."""

from datetime import datetime

from flask import Flask, current_app

from app import runtime
from app.ledger.bank.choice import current_banks
from app.ledger.services import ageing, approving, outbox, suspense

#: One round at a time in this process; other processes are kept off by the rows' locks.
_round = runtime.Lock()


def send_due_instructions(at: datetime) -> None:
    """Send queued instructions beside the tick: a slow bank must not hold up a closing lot."""
    if not _round.acquire(blocking=False):
        return
    # Flask's own way to take the app along into a thread.
    application: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001
    runtime.spawn(_send, application, at)


def _send(application: Flask, at: datetime) -> None:
    try:
        with application.app_context():
            for channel, bank in current_banks().items():
                outbox.send_due(bank, at=at, channel=channel)
    finally:
        _round.release()


def work_the_desk(at: datetime) -> int:
    """Carry out what two people approved, send back what waited too long, raise due alarms."""
    done = approving.carry_out_due(at)
    done += suspense.return_overdue(at)
    return done + ageing.raise_due_alarms(at)
