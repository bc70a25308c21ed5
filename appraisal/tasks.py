"""What the court's people and the agencies have to do in appraisals now."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from flask import url_for
from flask_babel import gettext as _

from app.kernel.actors import Actor
from app.kernel.permissions import Permission, Role
from app.web.guards import current_actor
from app.web.modules import Task
from appraisal import queries
from appraisal.messages import STATES
from appraisal.pages.board_rows import BoardRow, rows_of
from appraisal.pages.fee_tasks import fee_tasks
from appraisal.pages.objection_tasks import objection_tasks
from appraisal.pages.route_tasks import route_tasks
from appraisal.queries.deadlines import list_open_of_agency, list_open_of_court
from appraisal.rules.reminders import levels_at
from appraisal.vocabulary import AssignmentState as S
from appraisal.vocabulary.deadlines import COURT_DUTIES, DeadlineStep, Duty, ReminderLevel

#: Days a year away: on the desk only once people are reminded of them.
_FAR = frozenset({DeadlineStep.VALIDITY, DeadlineStep.SELL})


def tasks(actor: Actor, at: datetime) -> Sequence[Task]:
    """Return what a person has to do in appraisals, and what others let pass."""
    found: list[Task] = [
        *route_tasks(actor, at),
        *objection_tasks(actor, at),
        *fee_tasks(actor),
    ]
    if actor.may(Permission.MANAGE_APPRAISALS) and actor.court_id is not None:
        rows = rows_of(list_open_of_court(actor.court_id), at)
        found += _of_court(rows, is_head=actor.has(Role.JUDGE))
    if actor.may(Permission.WORK_ASSIGNMENTS) and actor.agency_code is not None:
        found += _of_agency(rows_of(list_open_of_agency(actor.agency_code), at))
    return found


def _of_court(rows: Sequence[BoardRow], *, is_head: bool) -> Iterator[Task]:
    """Yield the court's own steps, and days that anybody let pass, as those above hear of them.

    The judges of a court stand for its head as long as nobody holds that office here.
    """
    words = _court_words()
    for row in rows:
        levels = levels_at(row.due, row.at)
        is_own = row.due.duty in COURT_DUTIES and not row.due.is_standing
        if is_head and ReminderLevel.ESCALATED in levels:
            title = _("Escalated to the head of the court: %(step)s", step=row.step)
        elif is_own and (row.due.step not in _FAR or levels):
            title = words.get(row.asset.state, row.step) if row.asset.state else row.step
        elif ReminderLevel.MISSED in levels:
            title = _("Missed: %(step)s (%(who)s)", step=row.step, who=row.who)
        else:
            continue
        yield _task(row, title, row.url)


def _court_words() -> Mapping[S, str]:
    return {
        S.FILED: _("Find out the facts of the asset"),
        S.FACT_FINDING: _("Find out the facts of the asset"),
        S.CHOOSING: _("Choose the way to the price"),
        S.ROUTED: _("Ask for the basic fee after the draw"),
        S.SELECTED: _("Ask for the basic fee"),
        S.STALLED: _("The basic fee was not paid: decide how to go on"),
        S.REPORTED: _("Review the appraisal report"),
        S.EXPIRED: _("The price is out of date: have it issued again"),
        S.EXHAUSTED: _("No drawn agency is left: draw again and commission"),
        S.WITHDRAWN: _("Settle the fee of the withdrawn appraisal"),
    }


def _of_agency(rows: Sequence[BoardRow]) -> Iterator[Task]:
    words = {
        S.COMMISSIONED: _("Accept or refuse the appraisal"),
        S.SURVEYING: _("Survey the site and record it"),
        S.DRAFTING: _("Hand the report in"),
        S.CORRECTING: _("Correct the report"),
    }
    for row in rows:
        is_answer_first = (
            row.asset.state is S.COMMISSIONED and row.due.step is not DeadlineStep.ACCEPT
        )
        if row.due.duty is not Duty.AGENCY or row.due.is_standing or is_answer_first:
            continue
        title = words.get(row.asset.state, row.step) if row.asset.state else row.step
        yield _task(
            row, title, url_for("appraisal_agency.get_assignment", no=row.asset.appraisal_no)
        )


def _task(row: BoardRow, title: str, url: str) -> Task:
    return Task(
        title=f"{title}: {row.asset.asset_title}",
        url=url,
        due_at=row.due.due_at,
        hint=f"{row.asset.case_number} · {row.due.article}",
    )


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
