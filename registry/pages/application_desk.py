"""The court's desk for applications: read, then accept, return or refuse."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.kernel.errors import NotFound, Refusal
from app.kernel.permissions import Permission
from app.web.guards import current_actor, guarded, received_at
from app.web.parsing import load
from registry.models import Application
from registry.pages.applications import WORDS, worded
from registry.queries import agencies
from registry.queries import applications as queries
from registry.queries import practitioners as people_queries
from registry.rules.applications import ASKED, PEOPLE_MIN, people_basis
from registry.schemas.applications import VerdictForm
from registry.services import application_decisions as decisions
from registry.services.applications import digest_of
from registry.vocabulary.applications import ApplicationState

bp = Blueprint("application_desk", __name__, url_prefix="/desk/applications")

_STATES = {str(state): state for state in ApplicationState}


@bp.get("")
@guarded(Permission.MANAGE_AGENCIES)
def list_applications() -> ResponseReturnValue:
    """Show what was handed in to the reader's court, newest first."""
    state = _STATES.get(request.args.get("state", ""))
    page = queries.list_applications(
        court_id=current_actor().court_id, state=state, after=request.args.get("after", type=int)
    )
    return render_template(
        "registry/application_list.html", page=page, state=str(state or ""), **WORDS
    )


@bp.get("/<no>")
@guarded(Permission.MANAGE_AGENCIES)
def show(no: str) -> ResponseReturnValue:
    """Show one application beside what the list says, with what the court may do."""
    return _page(no)


def _readable(no: str) -> Application:
    """Return an application handed in to the reader's court; no other is known here."""
    application = queries.get_application(no)
    court_id = current_actor().court_id
    if application.submitted_at is None or court_id not in (None, application.court_id):
        raise NotFound("application", no)
    return application


def _page(no: str, refusal: Refusal | None = None) -> ResponseReturnValue:
    application = _readable(no)
    agency = agencies.find_agency(application.agency_code)
    page = render_template(
        "registry/application_desk.html",
        application=application,
        agency=agency,
        asked=ASKED[application.purpose],
        named=people_queries.count_named(application.agency_code),
        alike=queries.list_alike(application.given, besides=application.agency_code),
        people_min=PEOPLE_MIN[application.kind],
        staff_basis=people_basis(application.kind),
        digest=digest_of(application),
        is_waiting=application.state is ApplicationState.SUBMITTED,
        values=request.form,
        problem=worded(refusal) if refusal else None,
        **WORDS,
    )
    return page, refusal.status if refusal else 200


def _decide(no: str, order: Callable[[dict[str, Any]], object], done: str) -> ResponseReturnValue:
    _readable(no)
    try:
        order(load(VerdictForm))
    except Refusal as refusal:
        return _page(no, refusal)
    flash(done, "success")
    return redirect(url_for("application_desk.show", no=no), 303)


@bp.post("/<no>/acceptance")
@guarded(Permission.MANAGE_AGENCIES)
def post_acceptance(no: str) -> ResponseReturnValue:
    """Accept the application as it was read."""

    def order(given: dict[str, Any]) -> None:
        decisions.accept_application(
            no=no,
            seen=given["seen"],
            note=given["reason"],
            actor=current_actor(),
            at=received_at(),
        )

    return _decide(no, order, _("The application is accepted; the list has changed."))


@bp.post("/<no>/return")
@guarded(Permission.MANAGE_AGENCIES)
def post_return(no: str) -> ResponseReturnValue:
    """Give the application back to be mended."""

    def order(given: dict[str, Any]) -> None:
        decisions.return_application(no=no, **given, actor=current_actor(), at=received_at())

    return _decide(no, order, _("The application went back to the applicant."))


@bp.post("/<no>/refusal")
@guarded(Permission.MANAGE_AGENCIES)
def post_refusal(no: str) -> ResponseReturnValue:
    """Refuse the application."""

    def order(given: dict[str, Any]) -> None:
        decisions.refuse_application(no=no, **given, actor=current_actor(), at=received_at())

    return _decide(no, order, _("The application is refused; the applicant reads the reason."))
