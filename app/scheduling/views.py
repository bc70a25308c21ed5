"""What the clock's page and its programs are shown."""

from datetime import datetime
from typing import Any

from flask_babel import gettext as _

from app.kernel.clock import clock
from app.scheduling import queries
from app.scheduling.services import rehearsal


def clock_view() -> dict[str, Any]:
    """Return the time that counts and how far the clock process has worked."""
    beat = queries.find_beat()
    row = queries.find_rehearsal()
    return {
        "server_time": clock.now(),
        "real_time": clock.real_now(),
        "rehearsed": clock.is_rehearsed,
        "stopped": row is not None and row.stopped_at is not None,
        "worked_to": beat.worked_to if beat else None,
    }


def next_moment() -> datetime | None:
    """Return the next moment the record or a module names, which the page offers to go to."""
    return rehearsal.next_moment(clock.now())


def steps() -> list[tuple[str, int]]:
    """Return the spans that the page offers, with their seconds."""
    return [
        (_("5 minutes"), 300),
        (_("1 hour"), 3_600),
        (_("1 day"), 86_400),
        (_("7 days"), 7 * 86_400),
    ]
