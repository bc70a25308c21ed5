"""Ask the database for the time, the beat of the clock process and the rehearsal."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select, text

from app.kernel.facts import parse_stamp, stamp
from app.scheduling.models import Heartbeat, Rehearsal
from app.store import db
from app.trail.models import TrailEntry

#: The one row of each table.
CLOCK = "clock"


@dataclass(frozen=True)
class Beat:
    """The last beat of the clock process, as seen by the database."""

    holder: str
    age: timedelta
    worked_to: datetime
    work_ms: int
    failures: int


def read_database_time() -> datetime:
    """Return the database's own clock at this instant, not at the start of the transaction."""
    moment: datetime = db.session.execute(select(func.clock_timestamp())).scalar_one()
    return moment


def find_beat(name: str = CLOCK) -> Beat | None:
    """Return the last beat of the clock process, or of another by name; None if there is none."""
    row = db.session.execute(
        select(Heartbeat, func.clock_timestamp() - Heartbeat.beat_at)
        .where(Heartbeat.name == name)
        .execution_options(populate_existing=True)
    ).first()
    if row is None:
        return None
    heartbeat, age = row
    return Beat(heartbeat.holder, age, heartbeat.worked_to, heartbeat.work_ms, heartbeat.failures)


def find_rehearsal() -> Rehearsal | None:
    """Return the rehearsal's row as it stands now, or None when time is real."""
    return db.session.scalar(
        select(Rehearsal).where(Rehearsal.id == 1).execution_options(populate_existing=True)
    )


def latest_recorded_at() -> datetime | None:
    """Return the latest moment of the record; time may not fall below it (reliability T5)."""
    return db.session.scalar(select(func.max(TrailEntry.at)))


def next_named_moment(after: datetime) -> datetime | None:
    """Return the earliest later moment that a recent fact names: an opening, an end, a due date."""
    named = db.session.execute(
        text(
            "SELECT min(field.value) FROM ("
            " SELECT payload FROM trail_entry ORDER BY id DESC LIMIT 5000"
            ") recent, jsonb_each_text(recent.payload) field "
            "WHERE field.value ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]{15}Z$' "
            "AND field.value > :after"
        ),
        {"after": stamp(after)},
    ).scalar_one()
    return parse_stamp(named) if named else None
