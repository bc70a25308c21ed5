"""What mandates ask of people: to approve as the second person; and what may be read."""

from collections.abc import Iterator
from datetime import datetime

from flask_babel import gettext as _

from app.kernel.actors import Actor
from app.kernel.permissions import Permission
from app.supervision.mandates import queries
from app.supervision.mandates.vocabulary import MandateStanding
from app.web.modules import Task


def tasks_of(actor: Actor, at: datetime) -> Iterator[Task]:
    """Yield the mandates that wait for this person, and those under which it reads."""
    if actor.may(Permission.GIVE_MANDATE):
        for mandate in queries.list_mandates(actor.court_id):
            is_other = actor.person_id not in (mandate.given_by, mandate.observer_id)
            if is_other and mandate.standing(at) is MandateStanding.WAITING:
                yield Task(
                    _("Approve that sealed things are opened: %(no)s", no=mandate.no),
                    "/desk/mandates",
                    mandate.ends_at,
                    mandate.reason,
                )
    if actor.is_reader and actor.person_id is not None:
        for mandate in queries.list_mandates_of(actor.person_id):
            if mandate.standing(at) is MandateStanding.RUNNING:
                yield Task(
                    _("Read under mandate %(no)s", no=mandate.no),
                    f"/observer/mandates/{mandate.no}",
                    mandate.ends_at,
                    mandate.reason,
                )
