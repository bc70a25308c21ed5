"""The court's page of the objections to an appraisal: due days, acts, service, petitions."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.documents import facade as papers
from app.kernel.actors import require_court
from app.kernel.calendar import SHANGHAI, local_date
from app.kernel.errors import NotFound, Refusal
from app.kernel.permissions import Permission, Role
from app.web.acting import answer_act
from app.web.errors import describe
from app.web.guards import current_actor, guarded, received_at
from app.web.parsing import load
from appraisal import messages, queries
from appraisal.models import Assignment
from appraisal.pages.objection_course import WORDS, courses_of, given_files
from appraisal.queries import objections as reads
from appraisal.rules.objections import open_grounds, petition_grounds
from appraisal.schemas import ReasonForm
from appraisal.schemas.objections import (
    ConclusionForm,
    HigherDecisionForm,
    LaterServiceForm,
    PaperObjectionForm,
    PetitionDecisionForm,
    PetitionForm,
    ReviewCommissionForm,
    RulingForm,
)
from appraisal.services import objection_course as course
from appraisal.services import objection_door, objections, petitions, serving
from appraisal.services import objection_rulings as rulings
from appraisal.views import tag, windows
from appraisal.vocabulary import ServiceMethod
from appraisal.vocabulary.objections import ObjectionGround
from registry import facade as registry

bp = Blueprint("objection_desk", __name__)


@bp.get("/desk/appraisals/<no>/objections")
@guarded(Permission.MANAGE_APPRAISALS)
def show_objections(no: str) -> ResponseReturnValue:
    """Show the objections to an appraisal with what is due and who was served."""
    return _page(no)


def _own(no: str) -> Assignment:
    assignment = queries.get_assignment(no)
    require_court(current_actor(), assignment.court_id)
    return assignment


def _page(no: str, refusal: Refusal | None = None, *, part: str = "") -> ResponseReturnValue:
    assignment = _own(no)
    now = received_at()
    report = objection_door.served_report(assignment)
    page = render_template(
        "appraisal/objection_desk.html",
        assignment=assignment,
        tag=tag(assignment),
        courses=courses_of(reads.list_of_assignment(assignment.id)),
        petitions=reads.list_petitions(assignment.id),
        petition_options=[
            (ground.value, WORDS["petition_grounds"][ground])
            for ground in petition_grounds(assignment.route)
        ],
        report=report,
        windows=windows(report, assignment.case_number) if report else [],
        unserved=_unserved(assignment),
        certificate=_certificate(assignment),
        party_options=[
            (party.id, f"{messages.PARTY_ROLES[party.role]} · {party.name}")
            for party in registry.parties_of(assignment.case_number)
        ],
        party_roles=messages.PARTY_ROLES,
        ground_options=[
            (ground.value, WORDS["objection_grounds"][ground])
            for ground in ObjectionGround
            if ground in open_grounds(assignment.route)
        ],
        service_methods=messages.SERVICE_METHODS,
        is_judge=current_actor().has(Role.JUDGE),
        here_and_now=now.astimezone(SHANGHAI).strftime("%Y-%m-%dT%H:%M"),
        today=local_date(now),
        now=now,
        form=request.form,
        part=part,
        problem=describe(refusal) if refusal else None,
        **WORDS,
    )
    return page, refusal.status if refusal else 200


def _unserved(assignment: Assignment) -> list[registry.PartyView]:
    if assignment.state not in serving.SERVABLE:
        return []
    return serving.unserved_parties(assignment, queries.get_report(assignment))


def _certificate(assignment: Assignment) -> papers.PaperView | None:
    report = objection_door.served_report(assignment)
    if report is None:
        return None
    count = len(queries.list_services(report.id))
    reference = f"{assignment.no}/r{report.revision}/{count}"
    return papers.find(papers.PaperKind.SERVICE_CERTIFICATE, reference)


def _act(no: str, order: Callable[[], Any], words: str, *, part: str) -> ResponseReturnValue:
    """Carry an order out and come back, or show the page again with what went wrong."""
    _own(no)
    return answer_act(
        order,
        again=lambda refusal: _page(no, refusal, part=part),
        words=words,
        back=url_for("objection_desk.show_objections", no=no, _anchor=part),
    )


def _of(no: str, objection_no: str) -> str:
    """Return the number of an objection that belongs to the appraisal; raise NotFound."""
    objection = reads.get_objection(objection_no)
    if reads.get_assignment_of(objection).no != no:
        raise NotFound("objection", objection_no)
    return objection_no


@bp.post("/desk/appraisals/<no>/objections")
@guarded(Permission.MANAGE_APPRAISALS)
def post_paper(no: str) -> ResponseReturnValue:
    """Enter an objection that came on paper."""

    def order() -> None:
        given = load(PaperObjectionForm)
        objections.enter_objection(
            no,
            statement=objection_door.Statement(
                frozenset(given["grounds"]), given["text"], given_files()
            ),
            handed_in_at=given["handed_in_at"],
            party_id=given["party_id"],
            name=given["name"],
            actor=current_actor(),
            at=received_at(),
        )

    return _act(no, order, _("The objection is entered."), part="enter")


@bp.post("/desk/appraisals/<no>/objections/<objection_no>/transfer")
@guarded(Permission.MANAGE_APPRAISALS)
def post_transfer(no: str, objection_no: str) -> ResponseReturnValue:
    """Hand an objection to the agency."""
    key = _of(no, objection_no)
    return _act(
        no,
        lambda: course.hand_to_agency(key, actor=current_actor(), at=received_at()),
        _("The objection was handed to the agency; it has five days to explain."),
        part=key,
    )


@bp.post("/desk/appraisals/<no>/objections/<objection_no>/refusal")
@guarded(Permission.MANAGE_APPRAISALS)
def post_refusal(no: str, objection_no: str) -> ResponseReturnValue:
    """Refuse what is no objection."""
    key = _of(no, objection_no)

    def order() -> None:
        reason = load(ReasonForm)["reason"]
        objections.refuse_objection(key, reason=reason, actor=current_actor(), at=received_at())

    return _act(no, order, _("The objection was not taken; the objector reads why."), part=key)


@bp.post("/desk/appraisals/<no>/objections/<objection_no>/ruling")
@guarded(Permission.MANAGE_APPRAISALS)
def post_ruling(no: str, objection_no: str) -> ResponseReturnValue:
    """Rule on an objection."""
    key = _of(no, objection_no)

    def order() -> None:
        given = load(RulingForm)
        rulings.rule_on_objection(key, **given, actor=current_actor(), at=received_at())

    return _act(no, order, _("The ruling is issued and can be read by the parties."), part=key)


@bp.post("/desk/appraisals/<no>/objections/<objection_no>/higher-decision")
@guarded(Permission.MANAGE_APPRAISALS)
def post_higher_decision(no: str, objection_no: str) -> ResponseReturnValue:
    """Enter what the higher court decided."""
    key = _of(no, objection_no)

    def order() -> None:
        given = load(HigherDecisionForm)
        rulings.decide_review(key, **given, actor=current_actor(), at=received_at())

    return _act(no, order, _("The decision of the higher court is entered."), part=key)


@bp.post("/desk/appraisals/<no>/objections/<objection_no>/review")
@guarded(Permission.MANAGE_APPRAISALS)
def post_review(no: str, objection_no: str) -> ResponseReturnValue:
    """Ask the association for a professional review."""
    key = _of(no, objection_no)

    def order() -> None:
        given = load(ReviewCommissionForm)
        course.commission_review(key, **given, actor=current_actor(), at=received_at())

    return _act(no, order, _("The association was asked for a professional review."), part=key)


@bp.post("/desk/appraisals/<no>/objections/<objection_no>/conclusion")
@guarded(Permission.MANAGE_APPRAISALS)
def post_conclusion(no: str, objection_no: str) -> ResponseReturnValue:
    """Enter what the association concluded."""
    key = _of(no, objection_no)

    def order() -> None:
        given = load(ConclusionForm)
        paper = next(iter(given_files("paper")), None)
        if paper is None:
            raise Refusal("media_empty", fields={"paper": ["media_empty"]})
        course.conclude_review(key, **given, paper=paper, actor=current_actor(), at=received_at())

    return _act(no, order, _("The conclusion of the association is entered."), part=key)


@bp.post("/desk/appraisals/<no>/services")
@guarded(Permission.MANAGE_APPRAISALS)
def post_service(no: str) -> ResponseReturnValue:
    """Serve the report on one more person."""

    def order() -> None:
        given = load(LaterServiceForm)
        entry = service_entry(given["method"], given["received_at"])
        serving.serve_party(
            no, given["party_id"], entry=entry, actor=current_actor(), at=received_at()
        )

    return _act(
        no, order, _("The service is on record; that person's five days run."), part="served"
    )


def service_entry(method: ServiceMethod, received_at: datetime) -> serving.ServiceEntry:
    """Return a service as a form tells it; of a publication the form names the day."""
    if method is ServiceMethod.PUBLICATION:
        return serving.publication_entry(local_date(received_at))
    return serving.ServiceEntry(method, received_at)


@bp.post("/desk/appraisals/<no>/petitions")
@guarded(Permission.MANAGE_APPRAISALS)
def post_petition(no: str) -> ResponseReturnValue:
    """Enter a petition that came on paper."""

    def order() -> None:
        given = load(PetitionForm)
        petitions.file_petition(
            no, **given, files=given_files(), actor=current_actor(), at=received_at()
        )

    return _act(no, order, _("The petition is entered."), part="petitions")


@bp.post("/desk/appraisals/<no>/petitions/<petition_no>/decision")
@guarded(Permission.MANAGE_APPRAISALS)
def post_petition_decision(no: str, petition_no: str) -> ResponseReturnValue:
    """Decide a petition."""
    if reads.get_assignment_of(reads.get_petition(petition_no)).no != no:
        raise NotFound("petition", petition_no)

    def order() -> None:
        given = load(PetitionDecisionForm)
        petitions.decide_petition(petition_no, **given, actor=current_actor(), at=received_at())

    return _act(no, order, _("The petition is decided."), part="petitions")
