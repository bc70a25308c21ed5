"""What waits for the court about fees: letters of guarantee and claims of expense."""

from collections.abc import Iterator

from flask import url_for
from flask_babel import gettext as _

from app.kernel.actors import Actor
from app.kernel.permissions import Permission
from app.web.modules import Task
from appraisal.queries import fees


def fee_tasks(actor: Actor) -> Iterator[Task]:
    """Return the letters of guarantee and claims of expense that wait for an actor's court."""
    if not actor.may(Permission.MANAGE_APPRAISALS) or actor.court_id is None:
        return
    for row in fees.list_undecided(actor.court_id):
        yield Task(
            title=_("Decide on the letter or the expense: %(title)s", title=row.asset_title),
            url=url_for("appraisal_fees.get_fee", no=row.no),
            hint=row.case_number,
        )
