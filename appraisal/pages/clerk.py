"""The court's pages: route, fee, review, publication."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.kernel.actors import require_court
from app.kernel.calendar import SHANGHAI, end_of_day, local_date
from app.kernel.errors import Refusal
from app.kernel.permissions import Permission
from app.ledger import facade as ledger
from app.web.acting import answer_act
from app.web.errors import describe
from app.web.guards import current_actor, guarded, received_at
from app.web.parsing import load
from appraisal import messages, queries
from appraisal.models import Assignment
from appraisal.pages.fees import asking_of, fee_of
from appraisal.pages.objection_desk import service_entry
from appraisal.pages.routes import ROUTE_STATES
from appraisal.queries import objections
from appraisal.rules.periods import objection_end, service_due
from appraisal.rules.routes import filing_end, is_filed_late
from appraisal.schemas import FeeForm, ReasonForm, RespiteForm, ReviewForm, RouteForm, ServiceForm
from appraisal.services import commissioning, overdue, reports, respites, routing
from appraisal.views import gallery, story_of, tag
from appraisal.views.course import course_of
from appraisal.vocabulary import ASSIGNMENT, REPORT_AWAITED, AssignmentState, ReviewCheck
from registry import facade as registry

bp = Blueprint("appraisal_clerk", __name__)


@bp.get("/desk/appraisals")
@guarded(Permission.MANAGE_APPRAISALS)
def get_appraisals() -> str:
    """List the appraisals of the court."""
    actor = current_actor()
    rows = queries.list_of_court(actor.court_id or 0)
    return render_template("appraisal/desk.html", assignments=rows, tag=tag)


@bp.get("/desk/assets/<asset_no>/route")
@guarded(Permission.MANAGE_APPRAISALS)
def get_route(asset_no: str) -> ResponseReturnValue:
    """Show the ways to a price, or the appraisal that was opened already."""
    if opened := queries.find_assignment_of_asset(asset_no):
        require_court(current_actor(), opened.court_id)
        return redirect(url_for("appraisal_clerk.get_appraisal", no=opened.no))
    return _route_page(asset_no)


def _route_page(asset_no: str, refusal: Refusal | None = None) -> ResponseReturnValue:
    asset = registry.get_asset(asset_no)
    require_court(current_actor(), asset.court_id)
    page = render_template(
        "appraisal/route.html",
        subject=asset,
        nature=messages.NATURES[asset.nature],
        missing=routing.missing_facts(asset),
        fact_words=messages.ASSET_FACTS,
        filing_end=filing_end(asset.seized_on),
        is_late=is_filed_late(asset.seized_on, received_at()),
        routes=messages.ROUTES,
        grounds=messages.GROUNDS,
        form=request.form,
        problem=describe(refusal) if refusal else None,
    )
    return page, refusal.status if refusal else 200


@bp.post("/desk/assets/<asset_no>/route")
@guarded(Permission.MANAGE_APPRAISALS)
def post_route(asset_no: str) -> ResponseReturnValue:
    """Choose the way to a price."""
    try:
        given = load(RouteForm)
        opened = routing.choose_route(asset_no, **given, actor=current_actor(), at=received_at())
    except Refusal as refusal:
        return _route_page(asset_no, refusal)
    flash(_("The appraisal %(no)s is open. Draw the agencies next.", no=opened.no), "success")
    return redirect(url_for("appraisal_clerk.get_appraisal", no=opened.no), 303)


@bp.get("/desk/appraisals/<no>")
@guarded(Permission.MANAGE_APPRAISALS)
def get_appraisal(no: str) -> ResponseReturnValue:
    """Show where an appraisal stands and what the court can do now."""
    if _own(no).state in ROUTE_STATES:
        return redirect(url_for("appraisal_routes.get_routes", no=no))
    return _page(no)


def _page(no: str, refusal: Refusal | None = None) -> ResponseReturnValue:
    assignment = _own(no)
    now = received_at()
    story = story_of(assignment)
    draw = registry.find_draw(assignment.asset_no)
    report = story.report
    page = render_template(
        "appraisal/review.html",
        assignment=assignment,
        story=story,
        tag=tag(assignment),
        subject=registry.get_asset(assignment.asset_no),
        draw=draw,
        order=ledger.find_order(no) if assignment.fee_order_no else None,
        parties=registry.parties_of(assignment.case_number),
        party_roles=messages.PARTY_ROLES,
        allowed=ASSIGNMENT.allowed(assignment.state),
        respites=queries.list_respites(assignment.id),
        respite_grounds=messages.RESPITE_GROUNDS,
        may_respite=assignment.due_at is not None
        and assignment.state in REPORT_AWAITED | {AssignmentState.CORRECTING},
        today=local_date(now),
        is_overdue=assignment.state in REPORT_AWAITED
        and assignment.due_at is not None
        and assignment.due_at + overdue.DRAIN <= now,
        checks=messages.CHECKS,
        course=course_of(assignment, now),
        may_decide=current_actor().may(Permission.DECIDE_APPRAISALS),
        methods=messages.METHODS,
        grounds=messages.GROUNDS,
        service_methods=messages.SERVICE_METHODS,
        asking=asking_of(assignment),
        fee=fee_of(assignment),
        here_and_now=now.astimezone(SHANGHAI).strftime("%Y-%m-%dT%H:%M"),
        window_from_now=objection_end(now)[0],
        service_due=service_due(report.handed_in_at) if report else None,
        pictures=gallery(story.pictures, assignment.asset_title, story.report),
        objections=objections.list_of_assignment(assignment.id),
        form=request.form,
        problem=describe(refusal) if refusal else None,
    )
    return page, refusal.status if refusal else 200


def _own(no: str) -> Assignment:
    assignment = queries.get_assignment(no)
    require_court(current_actor(), assignment.court_id)
    return assignment


def act_on(no: str, order: Callable[[], Any], words: str) -> ResponseReturnValue:
    """Carry an order out and come back, or show the page again with what went wrong."""
    _own(no)
    return answer_act(
        order,
        again=lambda refusal: _page(no, refusal),
        words=words,
        back=url_for("appraisal_clerk.get_appraisal", no=no),
    )


@bp.post("/desk/appraisals/<no>/fee")
@guarded(Permission.MANAGE_APPRAISALS)
def post_fee(no: str) -> ResponseReturnValue:
    """Ask the applicant for the basic fee."""

    def order() -> None:
        given = load(FeeForm)
        commissioning.ask_basic_fee(
            no,
            amount=given["amount"],
            schedule=given["schedule"],
            due_at=end_of_day(given["due_on"]),
            reason=given["reason"],
            actor=current_actor(),
            at=received_at(),
        )

    return act_on(
        no, order, _("The applicant was asked to pay. The commission goes out by itself.")
    )


@bp.post("/desk/appraisals/<no>/commission")
@guarded(Permission.MANAGE_APPRAISALS)
def post_commission(no: str) -> ResponseReturnValue:
    """Commission from a new draw."""
    return act_on(
        no,
        lambda: commissioning.commission_again(no, actor=current_actor(), at=received_at()),
        _("The commission was sent to the agency of the new draw."),
    )


@bp.post("/desk/appraisals/<no>/overdue")
@guarded(Permission.MANAGE_APPRAISALS)
def post_overdue(no: str) -> ResponseReturnValue:
    """Give the work of a late agency to the next in order."""
    return act_on(
        no,
        lambda: overdue.pass_on_overdue(no, actor=current_actor(), at=received_at()),
        _("The work was taken from the late agency. It gives the materials back in three days."),
    )


@bp.post("/desk/appraisals/<no>/respite")
@guarded(Permission.MANAGE_APPRAISALS)
def post_respite(no: str) -> ResponseReturnValue:
    """Give the agency more days."""

    def order() -> None:
        given = load(RespiteForm)
        respites.grant_respite(no, actor=current_actor(), at=received_at(), **given)

    return act_on(no, order, _("The days of the report were moved."))


@bp.post("/desk/appraisals/<no>/refusals/<int:turn>/excuse")
@guarded(Permission.MANAGE_APPRAISALS)
def post_excuse(no: str, turn: int) -> ResponseReturnValue:
    """Accept why an agency refused."""

    def order() -> None:
        given = load(ReasonForm)
        overdue.excuse_refusal(no, turn=turn, actor=current_actor(), at=received_at(), **given)

    return act_on(no, order, _("The reason is accepted. The refusal no longer counts."))


@bp.post("/desk/appraisals/<no>/return")
@guarded(Permission.MANAGE_APPRAISALS)
def post_return(no: str) -> ResponseReturnValue:
    """Send the report back for correction."""

    def order() -> None:
        given = load(ReviewForm)
        reports.return_report(
            no,
            checks=_checks(given),
            note=given["note"],
            actor=current_actor(),
            at=received_at(),
        )

    return act_on(no, order, _("The report went back for correction; the agency has three days."))


@bp.post("/desk/appraisals/<no>/publication")
@guarded(Permission.MANAGE_APPRAISALS)
def post_publication(no: str) -> ResponseReturnValue:
    """Serve the report to the parties and open it to everyone."""
    assignment = _own(no)
    parties = registry.parties_of(assignment.case_number)

    def order() -> None:
        given = load(ReviewForm)
        reports.publish_report(
            no,
            checks=_checks(given),
            note=given["note"],
            service=_service(assignment),
            later=[p.id for p in parties if f"later_{p.id}" in request.form],
            actor=current_actor(),
            at=received_at(),
        )

    return act_on(no, order, _("The report is public. Every party has five days to object."))


def _checks(given: dict[str, Any]) -> dict[ReviewCheck, bool]:
    return {check: check.value in given["checks"] for check in ReviewCheck}


def _service(assignment: Assignment) -> dict[int, reports.ServiceEntry]:
    """Read how each party was served; a row left empty is a party not served."""
    entries: dict[int, reports.ServiceEntry] = {}
    for party in registry.parties_of(assignment.case_number):
        row = {
            name: request.form[f"{name}_{party.id}"]
            for name in ("method", "received_at")
            if request.form.get(f"{name}_{party.id}")
        }
        if "received_at" in row and f"later_{party.id}" not in request.form:
            entries[party.id] = service_entry(**load(ServiceForm, row))
    return entries
