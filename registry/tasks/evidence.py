"""What waits for a person with ratings and objections to scores."""

from collections.abc import Iterator
from datetime import datetime

from flask import url_for
from flask_babel import gettext as _

from app.kernel.actors import Actor
from app.kernel.permissions import Permission, Role
from app.web.modules import Task
from registry import queries
from registry.models import RatingRound
from registry.queries import ratings as reads
from registry.queries import score_objections as objections
from registry.services.rating import find_side, has_rated


def tasks_of(actor: Actor, at: datetime) -> list[Task]:
    """Return the objections a court has to decide and the sheets a person is asked for."""
    tasks: list[Task] = []
    if actor.may(Permission.MANAGE_AGENCIES) and actor.court_id is not None:
        tasks += _objections(actor, actor.court_id)
    if actor.may(Permission.RATE_AGENCIES):
        tasks += _sheets(actor, at)
    return tasks


def _objections(actor: Actor, court_id: int) -> Iterator[Task]:
    for objection in objections.list_open_score_objections(court_id):
        if objection.evidence.recorded_by != actor.person_id:
            agency = queries.get_agency(objection.agency_code)
            yield Task(
                _("Decide the objection of %(agency)s to its score", agency=agency.name),
                url_for("score_objections.show_objection", no=objection.no),
                hint=objection.no,
            )


def _sheets(actor: Actor, at: datetime) -> Iterator[Task]:
    for found in _rounds(actor):
        rater = find_side(found, actor)
        if rater is not None and at < found.ends_at and not has_rated(found, *rater):
            yield Task(
                _("Rate the appraisal: %(title)s", title=found.asset_title),
                url_for("ratings.show_sheet", no=found.reference),
                due_at=found.ends_at,
                hint=found.case_number,
            )


def _rounds(actor: Actor) -> list[RatingRound]:
    if actor.has(Role.JUDGE):
        return list(reads.list_open_rounds(court_id=actor.court_id))
    cases = queries.list_cases_of_person(actor.person_id or 0)
    return list(reads.list_open_rounds(case_numbers=[case.number for case in cases]))
