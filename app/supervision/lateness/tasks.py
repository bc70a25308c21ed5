"""What delays ask of people: the head of a court first, its judges while no head is named."""

from datetime import datetime

from flask_babel import gettext as _

from app.identity.facade import find_head
from app.kernel.actors import Actor
from app.kernel.permissions import Role
from app.supervision.lateness.queries import screens
from app.web.modules import Task


def tasks_of(actor: Actor, at: datetime) -> list[Task]:  # noqa: ARG001 - the form of every part
    """Return what stays undone in the court, to whoever it is escalated to (P96, P97)."""
    if actor.court_id is None or not actor.has(Role.JUDGE):
        return []
    head = find_head(actor.court_id)
    screen = screens().get(actor.court_id)
    if screen is None or (head is not None and head.id != actor.person_id):
        return []
    tasks = []
    if screen.escalated:
        tasks.append(
            Task(
                _("Late for three days or more in your court: %(count)s", count=screen.escalated),
                "/desk/delays?when=escalated",
                None,
                _("Ask whose move it is why it was not made"),
            )
        )
    if screen.idle:
        tasks.append(
            Task(
                _("Cases in which nobody acts: %(count)s", count=screen.idle),
                "/desk/delays#idle",
                None,
                _("鲁高法〔2016〕54号 item (58)"),
            )
        )
    return tasks
