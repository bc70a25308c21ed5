"""What the feed asks of a person: to look after a receiver that stopped answering."""

from datetime import datetime

from flask import url_for
from flask_babel import gettext as _

from app.feed import queries
from app.kernel.actors import Actor
from app.kernel.permissions import Permission, Role
from app.web.modules import Task


def tasks_of(actor: Actor, at: datetime) -> list[Task]:  # noqa: ARG001 - the form of all tasks
    """Return the receivers that rest: to the operator all, to a judge those of the court."""
    if not actor.may(Permission.MANAGE_FEED):
        return []
    if not actor.has(Role.OPERATOR) and actor.court_id is None:
        return []
    court_id = None if actor.has(Role.OPERATOR) else actor.court_id
    return [
        Task(
            _("“%(name)s” takes no events", name=row.name),
            url_for("feed_subscriptions.get_subscription", subscription_id=row.id),
            hint=_("Sending rests since its receiver failed; nothing is lost meanwhile."),
        )
        for row in queries.list_resting(court_id)
    ]
