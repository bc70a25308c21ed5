"""The agency's own home: profile, licence, people, capacity."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.kernel.calendar import local_date
from app.kernel.errors import Refusal
from app.kernel.permissions import Permission
from app.web.errors import describe
from app.web.guards import current_actor, guarded, received_at
from app.web.parsing import load
from registry import messages
from registry.messages import applications as words
from registry.models import Agency
from registry.pages.agencies import WORDS as DIRECTORY_WORDS
from registry.queries import agencies
from registry.queries import applications as queries
from registry.queries import practitioners as people_queries
from registry.rules import policy
from registry.rules.applications import PEOPLE_MIN
from registry.rules.capacity import capacity_limit
from registry.schemas.applications import CapacityForm, DepartureForm
from registry.services import capacity, practitioners
from registry.vocabulary import AgencyField

bp = Blueprint("agency_home", __name__, url_prefix="/agency")

WORDS: dict[str, Any] = {
    "region_name": DIRECTORY_WORDS["region_name"],
    "standing_tags": DIRECTORY_WORDS["standing_tags"],
    "standings": messages.STANDINGS,
    "fields": messages.FIELDS,
    "grades": messages.GRADES,
    "kinds": messages.AGENCY_KINDS,
    "purposes": words.PURPOSES,
    "states": words.APPLICATION_STATES,
    "tags": words.APPLICATION_TAGS,
}


def _own() -> Agency:
    return agencies.get_agency(current_actor().agency_code or "")


@bp.get("")
@guarded(Permission.RUN_AGENCY)
def show_home() -> ResponseReturnValue:
    """Show the agency what the list says of it and what it can do."""
    agency = _own()
    days_left = (agency.licence_expires_on - local_date(received_at())).days
    return render_template(
        "registry/agency_home.html",
        agency=agency,
        days_left=days_left,
        short=_short_fields(agency),
        short_names=_in_words(_short_fields(agency)),
        field_names=_in_words(agency.fields),
        limit=capacity_limit(agency.appraisers, policy.CURRENT),
        applications=queries.list_applications_of(agency.code)[:5],
        **WORDS,
    )


def _short_fields(agency: Agency) -> list[str]:
    """Return the fields in which the agency has too few people to be drawn (E09)."""
    least = PEOPLE_MIN[agency.kind]
    return [field for field in agency.fields if agency.appraisers.get(field, 0) < least]


def _in_words(fields: list[str]) -> str:
    return "、".join(str(messages.FIELDS[AgencyField(field)]) for field in fields)


@bp.get("/people")
@guarded(Permission.RUN_AGENCY)
def show_people() -> ResponseReturnValue:
    """Show the registered people, those who left at the end."""
    return _people()


def _people(refusal: Refusal | None = None, faulty: int | None = None) -> ResponseReturnValue:
    agency = _own()
    page = render_template(
        "registry/agency_people.html",
        agency=agency,
        people=people_queries.list_practitioners(agency.code, is_working=False),
        named=people_queries.count_named(agency.code),
        short=_short_fields(agency),
        short_names=_in_words(_short_fields(agency)),
        people_min=PEOPLE_MIN[agency.kind],
        today=local_date(received_at()).isoformat(),
        values=request.form,
        faulty=faulty,
        problem=describe(refusal) if refusal else None,
        **WORDS,
    )
    return page, refusal.status if refusal else 200


@bp.post("/people/<int:practitioner_id>/departure")
@guarded(Permission.RUN_AGENCY)
def post_departure(practitioner_id: int) -> ResponseReturnValue:
    """Note that somebody left."""
    try:
        practitioners.note_departure(
            practitioner_id=practitioner_id,
            **load(DepartureForm),
            actor=current_actor(),
            at=received_at(),
        )
    except Refusal as refusal:
        if refusal.status == 404:
            raise
        return _people(refusal, practitioner_id)
    flash(_("The departure is on record."), "success")
    return redirect(url_for("agency_home.show_people"), 303)


@bp.get("/capacity")
@guarded(Permission.RUN_AGENCY)
def show_capacity() -> ResponseReturnValue:
    """Show how many commissions the agency may hold and its own limit."""
    return _capacity()


def _capacity(refusal: Refusal | None = None) -> ResponseReturnValue:
    agency = _own()
    declared = agency.declared_capacity
    values = {"declared_capacity": "" if declared is None else declared}
    page = render_template(
        "registry/agency_capacity.html",
        agency=agency,
        limit=capacity_limit(agency.appraisers, policy.CURRENT),
        per_person=policy.CURRENT.commissions_per_appraiser,
        values=request.form if refusal else values,
        problem=describe(refusal) if refusal else None,
        **WORDS,
    )
    return page, refusal.status if refusal else 200


@bp.post("/capacity")
@guarded(Permission.RUN_AGENCY)
def post_capacity() -> ResponseReturnValue:
    """Declare the agency's own limit, or give it up."""
    try:
        capacity.declare_capacity(
            code=_own().code,
            declared=load(CapacityForm)["declared_capacity"],
            actor=current_actor(),
            at=received_at(),
        )
    except Refusal as refusal:
        return _capacity(refusal)
    flash(_("Your limit is saved. The next list that is frozen reads it."), "success")
    return redirect(url_for("agency_home.show_capacity"), 303)
