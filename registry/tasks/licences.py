"""What waits for agencies and for those who decide on applications."""

from collections.abc import Iterator
from datetime import datetime

from flask import url_for
from flask_babel import gettext as _

from app.kernel.actors import Actor
from app.kernel.calendar import end_of_day, local_date
from app.kernel.errors import Forbidden
from app.kernel.permissions import Permission
from app.web.modules import Task
from registry.messages.applications import PURPOSES
from registry.queries import agencies
from registry.queries import applications as queries
from registry.services.applications import own_code
from registry.timers.licences import REMINDER_DAYS
from registry.vocabulary.applications import ApplicationState, Purpose


def tasks_of(actor: Actor, at: datetime) -> list[Task]:
    """Return the applications to decide or mend, and the licence that ends soon."""
    tasks: list[Task] = []
    if actor.may(Permission.MANAGE_AGENCIES) and actor.court_id is not None:
        tasks += _court_tasks(actor.court_id)
    elif actor.person_id is not None:
        tasks += _own_tasks(actor)
    if actor.may(Permission.RUN_AGENCY) and actor.agency_code:
        tasks += _licence_tasks(actor.agency_code, at)
    return tasks


def _court_tasks(court_id: int) -> Iterator[Task]:
    for application in queries.list_waiting(court_id):
        yield Task(
            _("Decide on the application of %(name)s", name=application.agency_name),
            url_for("application_desk.show", no=application.no),
            hint=f"{PURPOSES[application.purpose]} · {application.no}",
        )


def _own_tasks(actor: Actor) -> Iterator[Task]:
    try:
        found = queries.find_undecided(own_code(actor))
    except Forbidden:
        return
    if found is None or found.state is ApplicationState.SUBMITTED:
        return
    if found.state is ApplicationState.RETURNED:
        title, hint = _("Mend your application"), found.court_note
    else:
        title, hint = _("Finish your application"), str(PURPOSES[found.purpose])
    yield Task(title, url_for("applications.show", no=found.no), hint=f"{found.no} · {hint}")


def _licence_tasks(code: str, at: datetime) -> Iterator[Task]:
    agency = agencies.find_agency(code)
    if agency is None:
        return
    days_left = (agency.licence_expires_on - local_date(at)).days
    if days_left > max(REMINDER_DAYS):
        return
    title = (
        _("Renew your licence: it has expired")
        if days_left < 0
        else _("Renew your licence: %(days)s days are left", days=days_left)
    )
    yield Task(
        title,
        url_for("applications.show_start", purpose=str(Purpose.RENEWAL)),
        due_at=end_of_day(agency.licence_expires_on),
        hint=_("Without a licence in force the agency is left out of every draw."),
    )
