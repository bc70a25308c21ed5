"""What is due in objections: of a party, an agency, the court, its judge."""

from collections.abc import Iterator
from datetime import datetime

from flask import url_for
from flask_babel import gettext as _

from app.kernel.actors import Actor
from app.kernel.permissions import Permission, Role
from app.web.modules import Task
from appraisal import queries
from appraisal.models import Assignment
from appraisal.models.objection import Objection
from appraisal.queries import objections
from appraisal.vocabulary import AssignmentState
from appraisal.vocabulary.objections import ObjectionState
from registry import facade as registry


def objection_tasks(actor: Actor, at: datetime) -> Iterator[Task]:
    """Return what is due in objections: of a party, of an agency, of the court, of its judge."""
    if actor.person_id is not None and actor.has(Role.PARTY):
        yield from _of_objector(actor.person_id, at)
    if actor.may(Permission.WORK_ASSIGNMENTS) and actor.agency_code is not None:
        for row, assignment in objections.list_open(agency_code=actor.agency_code):
            if row.state is ObjectionState.WITH_AGENCY:
                url = url_for("objections.show_for_agency", no=assignment.no, _anchor=row.no)
                yield _objection_task(_("Explain the report on an objection"), row, assignment, url)
    if actor.may(Permission.MANAGE_APPRAISALS) and actor.court_id is not None:
        yield from _objections_of_court(actor.court_id, is_judge=actor.has(Role.JUDGE))


def _of_objector(person_id: int, at: datetime) -> Iterator[Task]:
    numbers = [
        asset.no
        for case in registry.list_cases_of(person_id)
        for asset in registry.list_assets_of(case.number)
    ]
    parties = {
        party.id
        for case in registry.list_cases_of(person_id)
        for party in case.parties
        if party.person_id == person_id
    }
    for assignment in objections.list_of_assets(numbers):
        if assignment.state not in {AssignmentState.PUBLISHED, AssignmentState.OBJECTED}:
            continue
        report = queries.get_report(assignment)
        for service in queries.list_services(report.id):
            if service.party_id in parties and at < service.window_ends_at:
                yield Task(
                    title=f"{_('You may object to the report')}: {assignment.asset_title}",
                    url=url_for("objections.show_appraisal", no=assignment.no),
                    due_at=service.window_ends_at,
                    hint=f"{assignment.case_number} · 法释〔2018〕15号 第22、23条",
                )
    for row, assignment in objections.list_open(person_id=person_id):
        if row.state is ObjectionState.ANSWERED:
            url = url_for("objections.show_objection", objection_no=row.no)
            yield _objection_task(_("Answer the agency's explanation"), row, assignment, url)


def _objections_of_court(court_id: int, *, is_judge: bool) -> Iterator[Task]:
    words = {
        ObjectionState.FILED: _("Hand an objection to the agency"),
        ObjectionState.DISPUTED: _("Commission a professional review"),
        ObjectionState.IN_REVIEW: _("Enter what the association concluded"),
    }
    if is_judge:
        words[ObjectionState.UNDER_RULING] = _("Rule on an objection")
    for row, assignment in objections.list_open(court_id=court_id):
        if row.state in words:
            url = url_for("objection_desk.show_objections", no=assignment.no, _anchor=row.no)
            yield _objection_task(words[row.state], row, assignment, url)
    for petition, assignment in objections.list_open_petitions(court_id) if is_judge else ():
        yield Task(
            title=f"{_('Decide a petition')}: {assignment.asset_title}",
            url=url_for("objection_desk.show_objections", no=assignment.no, _anchor="petitions"),
            hint=f"{petition.no} · 法释〔2018〕15号 第25条",
        )


#: The article behind what is due, by where an objection stands.
_ARTICLES = {
    ObjectionState.UNDER_RULING: "民事诉讼法 第236条",
    ObjectionState.ANSWERED: "明槌平台规则 P17",
}


def _objection_task(title: str, row: Objection, assignment: Assignment, url: str) -> Task:
    article = _ARTICLES.get(row.state, "法释〔2018〕15号 第23条")
    return Task(
        title=f"{title}: {assignment.asset_title}",
        url=url,
        due_at=row.due_at,
        hint=f"{row.no} · {article}",
    )
