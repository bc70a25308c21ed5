"""What decisions on standing ask of people: judge an appeal, read and answer a decision."""

from collections.abc import Iterator
from datetime import datetime

from flask import url_for
from flask_babel import gettext as _

from app.kernel.actors import Actor
from app.kernel.calendar import end_of_day, local_date
from app.kernel.permissions import Permission
from app.web.modules import Task
from registry import queries
from registry.queries import decisions
from registry.vocabulary import DecisionState


def tasks_of(actor: Actor, at: datetime) -> list[Task]:
    """Return the tasks of a judge and of an agency."""
    tasks: list[Task] = []
    if actor.court_id is not None and actor.may(Permission.DECIDE_STANDING):
        tasks += _judge_tasks(actor, actor.court_id)
    if actor.agency_code is not None and actor.may(Permission.RUN_AGENCY):
        tasks += _agency_tasks(actor.agency_code, at)
    return tasks


def _judge_tasks(actor: Actor, court_id: int) -> Iterator[Task]:
    for decision in decisions.list_open_appeals(court_id):
        if decision.decided_by is None or decision.decided_by != actor.person_id:
            agency = queries.get_agency(decision.agency_code)
            yield Task(
                _("Decide the appeal of %(agency)s", agency=agency.name),
                url_for("standing.show_desk_decision", no=decision.no),
                hint=decision.no,
            )


def _agency_tasks(code: str, at: datetime) -> Iterator[Task]:
    for decision in decisions.in_force(code):
        until = decision.appeal_until
        is_open = until is not None and local_date(at) <= until
        if decision.state is DecisionState.IN_FORCE and until is not None and is_open:
            yield Task(
                _("A decision on your standing: read it; you may appeal"),
                url_for("standing.show_own_decision", no=decision.no),
                due_at=end_of_day(until),
                hint=decision.no,
            )
