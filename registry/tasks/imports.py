"""What waits for a person with lists that were read."""

from datetime import datetime

from flask import url_for
from flask_babel import gettext as _

from app.kernel.actors import Actor
from app.kernel.permissions import Permission
from app.web.modules import Task
from registry.queries.imports import list_staged_imports


def tasks_of(actor: Actor, at: datetime) -> list[Task]:  # noqa: ARG001 - the form of every part
    """Return the imports of the person's court that wait for a decision."""
    if actor.court_id is None or not actor.may(Permission.MANAGE_AGENCIES):
        return []
    return [
        Task(
            _("Look at the list and apply it"),
            url_for("imports.show_import", no=entry.no),
            hint=f"{entry.no} · {entry.filename}",
        )
        for entry in list_staged_imports(actor.court_id)
    ]
