"""What waits for parties and clerks on the four routes."""

from collections.abc import Iterator
from datetime import datetime

from flask import url_for
from flask_babel import gettext as _

from app.kernel.actors import Actor
from app.kernel.permissions import Permission
from app.web.modules import Task
from appraisal import queries
from appraisal.models import Assignment
from appraisal.queries.inquiries import (
    find_directed_inquiry,
    find_network_inquiry,
    find_price_negotiation,
    find_running,
    list_open_negotiations_of,
)
from appraisal.vocabulary import AssignmentState
from appraisal.vocabulary.inquiries import InquiryStage

S = AssignmentState


def route_tasks(actor: Actor, at: datetime) -> list[Task]:
    """Return the prices a party still owes and the steps a clerk has before him."""
    found: list[Task] = []
    if actor.may(Permission.NEGOTIATE_PRICE) and actor.person_id is not None:
        found += _owed(actor.person_id, at)
    if actor.may(Permission.MANAGE_APPRAISALS) and actor.court_id is not None:
        for row in queries.list_of_court(actor.court_id):
            found += _of_court(row)
    return found


def _owed(person_id: int, at: datetime) -> Iterator[Task]:
    for negotiation, assignment in list_open_negotiations_of(person_id):
        has_given = any(figure.person_id == person_id for figure in negotiation.figures)
        if not has_given and negotiation.takes_figures(at):
            yield Task(
                _("Hand in the price you agree on"),
                url_for("price_negotiation.get_figure", no=assignment.no),
                due_at=negotiation.ends_at,
                hint=f"{assignment.case_number} · {assignment.asset_title}",
            )


def _of_court(row: Assignment) -> Iterator[Task]:
    words, due_at = _waiting(row)
    if words:
        yield Task(
            f"{words}: {row.asset_title}",
            url_for("appraisal_routes.get_routes", no=row.no),
            due_at=due_at,
            hint=row.case_number,
        )


def _waiting(row: Assignment) -> tuple[str, datetime | None]:
    """Return what the court has to do on a route, and by when if there is a day."""
    if row.state is S.FACT_FINDING:
        return _("Find the missing facts"), None
    if row.state is S.CHOOSING:
        return _("Choose the way to the reference price"), None
    if row.state not in {S.NEGOTIATING, S.DIRECTED_INQUIRY, S.NETWORK_INQUIRY}:
        return "", None
    if find_running(row.id) is None:
        return _("Choose the next way to the reference price"), None
    return _running(row)


def _running(row: Assignment) -> tuple[str, datetime | None]:
    if row.state is S.NEGOTIATING:
        negotiation = find_price_negotiation(row.id)
        if negotiation is not None and negotiation.agreed_value is not None:
            return _("Look at the agreed price"), None
    elif row.state is S.DIRECTED_INQUIRY:
        letter = find_directed_inquiry(row.id)
        return _("Enter the answer to the letter"), letter.ends_at if letter else None
    else:
        inquiry = find_network_inquiry(row.id)
        if inquiry is not None and inquiry.stage is InquiryStage.REVIEWING:
            return _("Look at the reports of the platforms"), None
        if inquiry is not None and inquiry.stage is InquiryStage.REVIEWED:
            return _("Serve the results of the platforms"), None
    return "", None
