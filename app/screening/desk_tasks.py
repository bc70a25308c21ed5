"""What the desk of a judge says of findings."""

from datetime import datetime

from flask_babel import gettext as _

from app.kernel.actors import Actor
from app.kernel.permissions import Permission
from app.screening.queries import count_open
from app.web.modules import Task


def tasks_of(actor: Actor, at: datetime) -> list[Task]:  # noqa: ARG001 - the desk asks so
    """Return one task while findings of the court are open."""
    if actor.court_id is None or not actor.may(Permission.CLOSE_FINDINGS):
        return []
    waiting = count_open(actor.court_id)
    if not waiting:
        return []
    return [
        Task(
            _("Screen findings to look into: %(n)s", n=waiting),
            "/desk/findings",
            None,
            _("Clues of the screens; nothing was blocked"),
        )
    ]
