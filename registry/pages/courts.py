"""The courts of the platform, kept by the operator."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.identity import facade as identity
from app.kernel.errors import NotFound, Refusal
from app.kernel.permissions import Permission, Role
from app.web.errors import describe
from app.web.guards import current_actor, guarded, received_at
from app.web.parsing import load
from registry import queries
from registry.models import Court
from registry.rules.regions import region_name
from registry.schemas.corrections import CourtCorrectionForm, CourtForm, HeadForm
from registry.services import courts

bp = Blueprint("courts", __name__)


def _form(court: Court | None, refusal: Refusal | None = None) -> ResponseReturnValue:
    page = render_template(
        "registry/court_form.html",
        court=court,
        head=identity.find_head(court.id) if court else None,
        judges=identity.people_with_role(Role.JUDGE, court_id=court.id) if court else [],
        values=request.form,
        problem=describe(refusal) if refusal else None,
    )
    return page, (refusal.status if refusal else 200)


def _court(code: str) -> Court:
    court = queries.find_court(code)
    if court is None:
        raise NotFound("court", code)
    return court


@bp.get("/desk/courts")
@guarded(Permission.MANAGE_COURTS)
def list_courts() -> ResponseReturnValue:
    """Show the courts."""
    return render_template(
        "registry/courts.html", courts=queries.list_courts(), region_name=region_name
    )


@bp.get("/desk/courts/new")
@guarded(Permission.MANAGE_COURTS)
def new_court() -> ResponseReturnValue:
    """Show the form of a new court."""
    return _form(None)


@bp.post("/desk/courts")
@guarded(Permission.MANAGE_COURTS)
def post_court() -> ResponseReturnValue:
    """Put a court into the books."""
    try:
        courts.open_court(**load(CourtForm), actor=current_actor(), at=received_at())
    except Refusal as refusal:
        return _form(None, refusal)
    return redirect(url_for("courts.list_courts"), 303)


@bp.get("/desk/courts/<code>")
@guarded(Permission.MANAGE_COURTS)
def edit_court(code: str) -> ResponseReturnValue:
    """Show the form that corrects a court."""
    return _form(_court(code))


@bp.post("/desk/courts/<code>")
@guarded(Permission.MANAGE_COURTS)
def post_correction(code: str) -> ResponseReturnValue:
    """Correct a court."""
    court = _court(code)
    try:
        courts.correct_court(
            code=code, **load(CourtCorrectionForm), actor=current_actor(), at=received_at()
        )
    except Refusal as refusal:
        return _form(court, refusal)
    return redirect(url_for("courts.list_courts"), 303)


@bp.post("/desk/courts/<code>/head")
@guarded(Permission.MANAGE_COURTS)
def post_head(code: str) -> ResponseReturnValue:
    """Name the judge who heads a court."""
    court = _court(code)
    try:
        identity.name_head(
            court_id=court.id, **load(HeadForm), actor=current_actor(), at=received_at()
        )
    except Refusal as refusal:
        return _form(court, refusal)
    return redirect(url_for("courts.edit_court", code=code, _anchor="head"), 303)
