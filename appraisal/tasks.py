"""What the court's clerks and the agencies have to do in appraisals now."""

from collections.abc import Sequence
from datetime import datetime

from flask import url_for
from flask_babel import gettext as _

from app.kernel.actors import Actor
from app.kernel.permissions import Permission
from app.web.guards import current_actor
from app.web.modules import Task
from appraisal import queries
from appraisal.messages import STATES
from appraisal.queries import fees as fee_queries
from appraisal.rules.periods import service_due
from appraisal.vocabulary import AssignmentState


def tasks(actor: Actor, at: datetime) -> Sequence[Task]:
    """Return what the court's clerks and the agencies have to do in appraisals."""
    del at
    found: list[Task] = []
    if actor.may(Permission.MANAGE_APPRAISALS) and actor.court_id is not None:
        found += _of_court(actor.court_id)
    if actor.may(Permission.WORK_ASSIGNMENTS) and actor.agency_code is not None:
        found += _of_agency(actor.agency_code)
    return found


def _of_court(court_id: int) -> list[Task]:
    words = {
        AssignmentState.ROUTED: _("Ask for the basic fee after the draw"),
        AssignmentState.REPORTED: _("Review the appraisal report"),
        AssignmentState.EXHAUSTED: _("No drawn agency is left: draw again and commission"),
        AssignmentState.STALLED: _("The basic fee did not come: ask again or wait"),
        AssignmentState.WITHDRAWN: _("Settle the fee of the withdrawn appraisal"),
    }
    found = []
    for row in queries.list_of_court(court_id):
        if row.state not in words:
            continue
        report = queries.find_report(row.id) if row.state is AssignmentState.REPORTED else None
        found.append(
            Task(
                title=f"{words[row.state]}: {row.asset_title}",
                url=url_for("appraisal_clerk.get_appraisal", no=row.no),
                due_at=service_due(report.handed_in_at) if report else None,
                hint=row.case_number,
            )
        )
    return found + _of_fees(court_id)


def _of_fees(court_id: int) -> list[Task]:
    """Return the letters of guarantee and claims of expense that wait for the court."""
    return [
        Task(
            title=_("Decide on the letter or the expense: %(title)s", title=row.asset_title),
            url=url_for("appraisal_fees.get_fee", no=row.no),
            hint=row.case_number,
        )
        for row in fee_queries.list_undecided(court_id)
    ]


def _of_agency(agency_code: str) -> list[Task]:
    words = {
        AssignmentState.COMMISSIONED: _("Accept or refuse the appraisal"),
        AssignmentState.SURVEYING: _("Survey the site and record it"),
        AssignmentState.DRAFTING: _("Hand the report in"),
        AssignmentState.CORRECTING: _("Correct the report"),
    }
    return [
        Task(
            title=f"{words[row.state]}: {row.asset_title}",
            url=url_for("appraisal_agency.get_assignment", no=row.no),
            due_at=row.due_at,
            hint=row.case_number,
        )
        for row in queries.list_of_agency(agency_code)
        if row.state in words
    ]


def asset_links(asset_no: str) -> list[Task]:
    """Return where the appraisal of an asset goes on, for the page of its case."""
    found = queries.find_assignment_of_asset(asset_no)
    may_manage = current_actor().may(Permission.MANAGE_APPRAISALS)
    if found is None:
        if not may_manage:
            return []
        url = url_for("appraisal_clerk.get_route", asset_no=asset_no)
        return [Task(_("Choose the way to the reference price"), url)]
    links = []
    if may_manage:
        url = url_for("appraisal_clerk.get_appraisal", no=found.no)
        title = _("Appraisal %(no)s", no=found.no)
        links.append(Task(title, url, hint=str(STATES[found.state])))
    if found.published_at is not None:
        url = url_for("appraisal.get_appraisal", no=found.no)
        links.append(Task(_("Published appraisal report"), url))
    return links


def context() -> dict[str, object]:
    """Give the links to the page of a case, which knows nothing of appraisals itself."""
    return {"asset_links": asset_links}
