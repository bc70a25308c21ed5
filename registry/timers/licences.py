"""Remind agencies before their licence ends: at 60, 30 and 7 days, each once."""

from datetime import datetime

from sqlalchemy.dialects.postgresql import insert

from app.kernel.actors import SYSTEM
from app.kernel.calendar import local_date
from app.store import db, unit_of_work
from registry.facts import applications as facts
from registry.models import Agency, LicenceReminder
from registry.queries import applications as queries

#: Days before the end of a licence; policy. Each reaches down to the next one, then to today.
REMINDER_DAYS = (60, 30, 7)


def remind_due_licences(now: datetime) -> int:
    """Record the reminders that are due; return how many. One that came late is not doubled."""
    today, sent = local_date(now), 0
    for upto, above in zip(REMINDER_DAYS, (*REMINDER_DAYS[1:], -1), strict=True):
        for agency in queries.list_due_reminders(today, above=above, upto=upto):
            sent += _remind(agency, upto, now)
    return sent


def _remind(agency: Agency, days: int, now: datetime) -> int:
    code, expires_on, name = agency.code, agency.licence_expires_on, agency.name
    with unit_of_work() as work:
        # The unique key decides between two clock processes; the loser stays silent.
        written = db.session.execute(
            insert(LicenceReminder)
            .values(agency_code=code, expires_on=expires_on, days=days, sent_at=now)
            .on_conflict_do_nothing()
            .returning(LicenceReminder.id)
        ).first()
        if written is None:
            return 0
        work.record(
            facts.AgencyLicenceReminded(
                code=code, agency_name=name, days=days, expires_on=expires_on.isoformat()
            ),
            actor=SYSTEM,
            at=now,
        )
        return 1


TIMERS = (remind_due_licences,)
