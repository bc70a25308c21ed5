"""The applicant's pages: write an application, hand it in, follow it."""

from collections.abc import Callable, Mapping
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.kernel.actors import Actor
from app.kernel.errors import Forbidden, Refusal
from app.kernel.permissions import Permission
from app.web.acting import answer_act
from app.web.errors import describe
from app.web.guards import current_actor, guarded, received_at
from app.web.parsing import load
from registry import messages
from registry.messages import applications as words
from registry.models import Agency, Application
from registry.queries import agencies, books
from registry.queries import applications as queries
from registry.rules.applications import PEOPLE_MIN, people_basis
from registry.rules.regions import region_name
from registry.schemas.applications import (
    FORM_OF,
    PaperForm,
    PersonForm,
    SeenForm,
    StartForm,
    StruckForm,
)
from registry.services import application_contents as contents
from registry.services import applications
from registry.vocabulary import FIELDS_OF_KIND
from registry.vocabulary.applications import OPEN_TO_APPLICANT, PAPERS_NEEDED, Purpose

bp = Blueprint("applications", __name__, url_prefix="/agency/application")

WORDS: dict[str, Any] = {
    "purposes": words.PURPOSES,
    "states": words.APPLICATION_STATES,
    "tags": words.APPLICATION_TAGS,
    "paper_kinds": words.APPLICATION_PAPERS,
    "particulars": words.PARTICULARS,
    "fields": messages.FIELDS,
    "grades": messages.GRADES,
    "kinds": messages.AGENCY_KINDS,
    "region_name": region_name,
}
#: How the page calls what the orders and rules name; two forms of one page may share a name.
_ON_PAGE = {
    "particulars": {"fields": "chosen_fields"},
    "person": {"licence_no": "certificate_no", "field": "person_field", "name": "person_name"},
    "paper": {},
    "submit": {},
}


def worded(refusal: Refusal, part: str = "") -> Any:
    """Describe a refusal with the names of fields and papers in the reader's language."""
    params = dict(refusal.params)
    if "fields" in params:
        params["field_names"] = "、".join(str(messages.FIELDS[name]) for name in params["fields"])
    if "missing" in params:
        kinds = [str(words.APPLICATION_PAPERS[kind]) for kind in params["missing"]]
        params["paper_names"] = "、".join(kinds)
    names = _ON_PAGE.get(part, {})
    faults = {names.get(name, name): fault for name, fault in refusal.fields.items()}
    return describe(
        Refusal(
            refusal.code,
            citations=refusal.citations,
            params=params,
            fields=faults,
            status=refusal.status,
        )
    )


@bp.get("")
@guarded(Permission.APPLY_AS_AGENCY)
def show_start() -> ResponseReturnValue:
    """Show what may be applied for, or lead to the application that is open."""
    return _start()


def _start(refusal: Refusal | None = None) -> ResponseReturnValue:
    actor = current_actor()
    try:
        code = applications.own_code(actor)
    except Forbidden as barrier:
        page = render_template("registry/application_closed.html", problem=describe(barrier))
        return page, barrier.status
    agency = agencies.find_agency(code)
    offered = [Purpose.RENEWAL, Purpose.CHANGE] if agency else [Purpose.ENTRY]
    wish = request.args.get("purpose") or offered[0].value
    page = render_template(
        "registry/application_start.html",
        agency=agency,
        code=code,
        undecided=queries.find_undecided(code),
        history=queries.list_applications_of(code),
        courts=books.list_courts(),
        offered=offered,
        values=request.form or {"purpose": wish},
        problem=worded(refusal) if refusal else None,
        **WORDS,
    )
    return page, refusal.status if refusal else 200


@bp.post("")
@guarded(Permission.APPLY_AS_AGENCY)
def post_start() -> ResponseReturnValue:
    """Open an application; pressed twice, the same one opens."""
    try:
        application = applications.start_application(
            **load(StartForm), actor=current_actor(), at=received_at()
        )
    except Refusal as refusal:
        return _start(refusal)
    return redirect(url_for("applications.show", no=application.no), 303)


@bp.get("/<no>")
@guarded(Permission.APPLY_AS_AGENCY)
def show(no: str) -> ResponseReturnValue:
    """Show one application: what is written, what is missing, what the court said."""
    return _page(no)


def _page(no: str, refusal: Refusal | None = None, part: str = "") -> ResponseReturnValue:
    actor = current_actor()
    application = applications.own_application(no, actor)
    agency = agencies.find_agency(application.agency_code)
    typed = {part: request.form} if refusal else {}
    needed = PAPERS_NEEDED[application.purpose]
    page = render_template(
        "registry/application.html",
        application=application,
        agency=agency,
        may_write=application.state in OPEN_TO_APPLICANT,
        values=typed.get("particulars") or values_of(application, agency, actor),
        person=typed.get("person") or {},
        paper=typed.get("paper") or {},
        part=part,
        problem=worded(refusal, part) if refusal else None,
        own_fields={name: WORDS["fields"][name] for name in FIELDS_OF_KIND[application.kind]},
        people_min=PEOPLE_MIN[application.kind],
        staff_basis=people_basis(application.kind),
        missing=[kind for kind in needed if kind not in _kinds(application)],
        digest=applications.digest_of(application),
        **WORDS,
    )
    return page, refusal.status if refusal else 200


def _kinds(application: Application) -> set[str]:
    return {paper["kind"] for paper in application.papers}


def values_of(application: Application, agency: Agency | None, actor: Actor) -> Mapping[str, Any]:
    """Return the form's values: what was saved, else what the list or the account says."""
    found = dict(application.given)
    if not found and agency is not None:
        found = {name: getattr(agency, name) for name in words.PARTICULARS}
    if not found:
        return {"code": application.agency_code, "name": actor.name}
    if "fields" in found:
        holders = [f"{one['name']} {one['code'] or ''}".strip() for one in found["shareholders"]]
        found["shareholders"] = "\n".join(holders)
        found["regions"] = " ".join(found["regions"])
        found["chosen_fields"] = found["fields"]
        found["controller_code"] = found["controller_code"] or ""
    return found


def _act(
    no: str, part: str, order: Callable[[], object], done: str, anchor: str = ""
) -> ResponseReturnValue:
    """Carry one order out and go back to the page, or show it again with what is wrong."""
    applications.own_application(no, current_actor())
    return answer_act(
        order,
        again=lambda refusal: _page(no, refusal, part),
        words=done,
        back=url_for("applications.show", no=no, _anchor=anchor or None),
    )


@bp.post("/<no>")
@guarded(Permission.APPLY_AS_AGENCY)
def post_particulars(no: str) -> ResponseReturnValue:
    """Save the particulars."""
    application = applications.own_application(no, current_actor())

    def order() -> None:
        typed = load(FORM_OF[application.purpose])
        typed["fields"] = typed.pop("chosen_fields", [])
        seen = load(SeenForm)["seen"]
        applications.save_particulars(
            no=no, typed=typed, seen=seen, actor=current_actor(), at=received_at()
        )

    return _act(no, "particulars", order, _("The particulars are saved."), "people")


@bp.post("/<no>/people")
@guarded(Permission.APPLY_AS_AGENCY)
def post_person(no: str) -> ResponseReturnValue:
    """Write a person into the application."""

    def order() -> None:
        contents.add_person(no=no, **load(PersonForm), actor=current_actor(), at=received_at())

    return _act(no, "person", order, _("The person is written down."), "people")


@bp.post("/<no>/people/removal")
@guarded(Permission.APPLY_AS_AGENCY)
def post_person_removal(no: str) -> ResponseReturnValue:
    """Strike a person out."""

    def order() -> None:
        contents.remove_person(no=no, **load(StruckForm), actor=current_actor())

    return _act(no, "person", order, "", "people")


@bp.post("/<no>/papers")
@guarded(Permission.APPLY_AS_AGENCY)
def post_paper(no: str) -> ResponseReturnValue:
    """Lay a paper on the application."""

    def order() -> None:
        upload = request.files.get("paper_file")
        if upload is None or not upload.filename:
            raise Refusal("media_empty", fields={"paper_file": ["media_empty"]})
        contents.add_paper(
            no=no,
            kind=load(PaperForm)["paper_kind"],
            source=upload.stream,
            filename=upload.filename,
            actor=current_actor(),
            at=received_at(),
        )

    return _act(no, "paper", order, _("The paper is safely kept."), "papers")


@bp.post("/<no>/papers/<int:media_id>/removal")
@guarded(Permission.APPLY_AS_AGENCY)
def post_paper_removal(no: str, media_id: int) -> ResponseReturnValue:
    """Take a paper off the application."""

    def order() -> None:
        kind = load(PaperForm)["paper_kind"]
        contents.remove_paper(no=no, media_id=media_id, kind=kind, actor=current_actor())

    return _act(no, "paper", order, "", "papers")


@bp.post("/<no>/submission")
@guarded(Permission.APPLY_AS_AGENCY)
def post_submission(no: str) -> ResponseReturnValue:
    """Hand the application in."""

    def order() -> None:
        applications.submit_application(
            no=no, seen=load(SeenForm)["seen"], actor=current_actor(), at=received_at()
        )

    return _act(no, "submit", order, _("The application lies before the court."))


@bp.post("/<no>/recall")
@guarded(Permission.APPLY_AS_AGENCY)
def post_recall(no: str) -> ResponseReturnValue:
    """Take the application back to change it."""

    def order() -> None:
        applications.recall_application(no=no, actor=current_actor(), at=received_at())

    return _act(no, "submit", order, _("You may change the application again."))


@bp.post("/<no>/withdrawal")
@guarded(Permission.APPLY_AS_AGENCY)
def post_withdrawal(no: str) -> ResponseReturnValue:
    """Give the application up."""

    def order() -> None:
        applications.withdraw_application(no=no, actor=current_actor(), at=received_at())

    return _act(no, "submit", order, _("The application is withdrawn."))
