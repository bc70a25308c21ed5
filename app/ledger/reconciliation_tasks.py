"""What reconciliation asks of finance people, for their desk."""

from collections.abc import Sequence
from datetime import datetime

from flask_babel import gettext as _

from app.kernel.actors import Actor
from app.kernel.permissions import Permission
from app.ledger.queries import reconciliation as queries
from app.ledger.queries import statements
from app.web.modules import Task

DESK = "/desk/finance/reconciliation"


def list_tasks(actor: Actor, _at: datetime) -> Sequence[Task]:
    """Return what waits: a statement that did not come, items without owner, own ones, days."""
    if not actor.may(Permission.MANAGE_MONEY) or actor.court_id is None:
        return []
    tasks = [
        Task(
            _("The bank's statement is missing: %(day)s", day=day.isoformat()),
            "/desk/finance/statements",
            None,
            _("Ask the bank, or hand the file in"),
        )
        for day in statements.list_missing()
    ]
    waiting, unowned = queries.count_waiting()
    if unowned:
        tasks.append(
            Task(
                _("Differences that nobody looks after: %(count)s", count=unowned),
                DESK,
                None,
                _("A day is signed off only when each has an owner"),
            )
        )
    own = queries.count_owned(actor.account) if waiting else 0
    if own:
        tasks.append(
            Task(
                _("Differences you look after: %(count)s", count=own),
                DESK,
                None,
                _("Find out what they are and end each by an entry"),
            )
        )
    tasks += [
        Task(
            _("Sign off %(day)s", day=row.day.isoformat()),
            f"{DESK}/{row.day.isoformat()}",
            None,
            _("A second person looks at the day and signs it"),
        )
        for row in queries.list_proposed()
        if row.maker != actor.label
    ]
    return tasks
