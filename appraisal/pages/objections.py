"""A party's pages of an appraisal: the report, one's own days, objections and petitions."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.kernel.errors import NotFound, Refusal
from app.kernel.permissions import Permission
from app.media import facade as media
from app.web.acting import answer_act
from app.web.errors import describe
from app.web.file_policies import PAPER_POLICY, PICTURE_POLICY
from app.web.guards import current_actor, guarded, received_at
from app.web.parsing import load
from appraisal import messages, queries
from appraisal.models import Assignment
from appraisal.models.objection import Objection, Petition
from appraisal.pages.objection_course import WORDS, Course, course_of, courses_of, given_files
from appraisal.queries import objections as reads
from appraisal.rules.objections import open_grounds, petition_grounds
from appraisal.schemas.objections import GroundsForm, ObjectionForm, PetitionForm, WordsForm
from appraisal.services import objection_course as course
from appraisal.services import objection_door, objections, petitions
from appraisal.services import objection_rulings as rulings
from appraisal.views import get_published, story_of, tag
from appraisal.vocabulary import SHOWN
from appraisal.vocabulary.objections import ObjectionGround, PetitionState, kind_of
from registry import facade as registry

bp = Blueprint("objections", __name__)


@bp.get("/my/appraisals")
@guarded(Permission.SIGNED_IN)
def show_appraisals() -> str:
    """List the published appraisals of the cases one is a party of."""
    person_id = current_actor().person_id or 0
    numbers = [
        asset.no
        for case in registry.list_cases_of(person_id)
        for asset in registry.list_assets_of(case.number)
    ]
    rows = [row for row in reads.list_of_assets(numbers) if row.published_at is not None]
    return render_template("appraisal/my_appraisals.html", assignments=rows, tag=tag)


def _own(no: str) -> tuple[Assignment, objection_door.Objector]:
    """Return an appraisal and as whom one reads it; a stranger finds nothing."""
    assignment = get_published(no)
    who = objection_door.find_objector(assignment, current_actor())
    if who is None:
        raise NotFound("appraisal", no)
    return assignment, who


@bp.get("/my/appraisals/<no>")
@guarded(Permission.SIGNED_IN)
def show_appraisal(no: str) -> ResponseReturnValue:
    """Show a party the report, its own days, its objections and what is left to it."""
    return _page(no)


def _page(no: str, refusal: Refusal | None = None) -> ResponseReturnValue:
    assignment, who = _own(no)
    at = received_at()
    own = [
        row
        for row in reads.list_of_assignment(assignment.id)
        if row.person_id == current_actor().person_id
    ]
    ends_at = objection_door.window_of(assignment, who.party_id)
    petitioned = [p for p in reads.list_petitions(assignment.id) if p.party_id == who.party_id]
    page = render_template(
        "appraisal/my_appraisal.html",
        assignment=assignment,
        story=story_of(assignment),
        tag=tag(assignment),
        is_shown=assignment.state in SHOWN,
        role=messages.PARTY_ROLES.get(_role(who), who.role),
        court=registry.get_court(assignment.court_id),
        ends_at=ends_at,
        may_object=_may_object(assignment, who, at),
        methods=messages.METHODS,
        objections=own,
        petitions=petitioned,
        petition_options=[
            (ground.value, WORDS["petition_grounds"][ground])
            for ground in petition_grounds(assignment.route)
        ],
        may_petition=assignment.disposal_started_at is None and assignment.published_at is not None,
        form=request.form,
        problem=describe(refusal) if refusal else None,
        **WORDS,
    )
    return page, refusal.status if refusal else 200


def _role(who: objection_door.Objector) -> Any:
    return next((role for role in messages.PARTY_ROLES if role.value == who.role), None)


def _may_object(assignment: Assignment, who: objection_door.Objector, at: Any) -> bool:
    ends_at = objection_door.window_of(assignment, who.party_id)
    is_over = ends_at is not None and at >= ends_at
    return assignment.state in objections.OBJECTABLE and not is_over


@bp.get("/my/appraisals/<no>/objection")
@guarded(Permission.SIGNED_IN)
def show_form(no: str) -> ResponseReturnValue:
    """Ask what is wrong; once it is said, tell which way it goes and ask why."""
    return _form(no, load(GroundsForm, request.args)["grounds"])


def _form(
    no: str, grounds: list[ObjectionGround], refusal: Refusal | None = None
) -> ResponseReturnValue:
    assignment, who = _own(no)
    allowed = open_grounds(assignment.route)
    page = render_template(
        "appraisal/objection_form.html",
        assignment=assignment,
        ends_at=objection_door.window_of(assignment, who.party_id),
        options=[
            (ground.value, WORDS["objection_grounds"][ground])
            for ground in ObjectionGround
            if ground in allowed
        ],
        grounds=grounds,
        is_asked="go" in request.args,
        kind=kind_of(grounds) if grounds else None,
        files_max=objection_door.FILES_MAX,
        form=request.form,
        problem=describe(refusal) if refusal else None,
        **WORDS,
    )
    return page, refusal.status if refusal else 200


@bp.post("/my/appraisals/<no>/objection")
@guarded(Permission.SIGNED_IN)
def post_objection(no: str) -> ResponseReturnValue:
    """Hand an objection in; it is stamped when it enters."""
    _own(no)
    grounds: list[ObjectionGround] = []
    try:
        given = load(ObjectionForm)
        grounds = given["grounds"]
        made = objections.file_objection(
            no,
            statement=objection_door.Statement(frozenset(grounds), given["text"], given_files()),
            actor=current_actor(),
            at=received_at(),
        )
    except Refusal as refusal:
        return _form(no, grounds, refusal)
    flash(_("Your objection was handed in. Its course stands on this page."), "success")
    return redirect(url_for("objections.show_objection", objection_no=made.no), 303)


@bp.get("/my/objections/<objection_no>")
@guarded(Permission.SIGNED_IN)
def show_objection(objection_no: str) -> ResponseReturnValue:
    """Show one's own objection and its course."""
    return _objection_page(objection_no)


def _own_objection(objection_no: str) -> Objection:
    objection = reads.get_objection(objection_no)
    actor = current_actor()
    if actor.person_id is None or objection.person_id != actor.person_id:
        raise NotFound("objection", objection_no)
    return objection


def _objection_page(objection_no: str, refusal: Refusal | None = None) -> ResponseReturnValue:
    objection = _own_objection(objection_no)
    assignment = reads.get_assignment_of(objection)
    found: Course = course_of(objection)
    page = render_template(
        "appraisal/my_objection.html",
        assignment=assignment,
        course=found,
        court=registry.get_court(assignment.court_id),
        may_ask_review=found.ruling is not None
        and found.ruling_review is None
        and received_at() < found.ruling.review_until,
        form=request.form,
        problem=describe(refusal) if refusal else None,
        **WORDS,
    )
    return page, refusal.status if refusal else 200


def _act(objection_no: str, order: Callable[[], Any], words: str) -> ResponseReturnValue:
    """Carry an order out and come back, or show the page again with what went wrong."""
    _own_objection(objection_no)
    return answer_act(
        order,
        again=lambda refusal: _objection_page(objection_no, refusal),
        words=words,
        back=url_for("objections.show_objection", objection_no=objection_no),
    )


@bp.post("/my/objections/<objection_no>/withdrawal")
@guarded(Permission.SIGNED_IN)
def post_withdrawal(objection_no: str) -> ResponseReturnValue:
    """Take an objection back."""
    return _act(
        objection_no,
        lambda: objections.withdraw_objection(
            objection_no, actor=current_actor(), at=received_at()
        ),
        _("The objection was taken back."),
    )


@bp.post("/my/objections/<objection_no>/satisfaction")
@guarded(Permission.SIGNED_IN)
def post_satisfaction(objection_no: str) -> ResponseReturnValue:
    """Be content with the explanation."""
    return _act(
        objection_no,
        lambda: course.accept_answer(objection_no, actor=current_actor(), at=received_at()),
        _("You are content with the explanation. The objection is closed."),
    )


@bp.post("/my/objections/<objection_no>/dispute")
@guarded(Permission.SIGNED_IN)
def post_dispute(objection_no: str) -> ResponseReturnValue:
    """Contradict the explanation."""

    def order() -> None:
        reason = load(WordsForm)["text"]
        course.dispute_answer(objection_no, reason=reason, actor=current_actor(), at=received_at())

    return _act(objection_no, order, _("The court now asks the association for a review."))


@bp.post("/my/objections/<objection_no>/review")
@guarded(Permission.SIGNED_IN)
def post_review(objection_no: str) -> ResponseReturnValue:
    """Ask the higher court to review the ruling."""

    def order() -> None:
        reasons = load(WordsForm)["text"]
        rulings.ask_review(objection_no, reasons=reasons, actor=current_actor(), at=received_at())

    return _act(objection_no, order, _("The higher court was asked to review the ruling."))


@bp.get("/objections/<objection_no>/files/<int:media_id>")
@guarded(Permission.SIGNED_IN)
def get_file(objection_no: str, media_id: int) -> Response:
    """Send a file of an objection to its objector, its agency and its court."""
    objection = reads.get_objection(objection_no)
    found = course_of(objection)
    known = [view.id for view in (*found.files, *found.answer_files)]
    if found.conclusion is not None:
        known.append(found.conclusion.media_id)
    if media_id not in known or not _may_read(objection):
        raise NotFound("media", media_id)
    copy = media.open_copy(media_id)
    response = send_file(
        copy.path, mimetype=copy.media_type, etag=copy.sha256, download_name=copy.filename
    )
    is_paper = copy.media_type == "application/pdf"
    response.headers["Content-Security-Policy"] = PAPER_POLICY if is_paper else PICTURE_POLICY
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _may_read(objection: Objection) -> bool:
    actor = current_actor()
    if actor.person_id is not None and actor.person_id == objection.person_id:
        return True
    if objection.handed_over_at is not None and actor.agency_code is not None:
        return actor.agency_code == objection.agency_code
    assignment = reads.get_assignment_of(objection)
    return actor.may(Permission.VIEW_CASES) and actor.court_id in {None, assignment.court_id}


@bp.post("/my/appraisals/<no>/petition")
@guarded(Permission.SIGNED_IN)
def post_petition(no: str) -> ResponseReturnValue:
    """Hand in evidence against a price or against how objections were handled."""
    _own(no)
    try:
        given = load(PetitionForm)
        petitions.file_petition(
            no,
            ground=given["ground"],
            text=given["text"],
            files=given_files(),
            actor=current_actor(),
            at=received_at(),
        )
    except Refusal as refusal:
        return _page(no, refusal)
    flash(_("Your petition was handed in. The judge decides."), "success")
    return redirect(url_for("objections.show_appraisal", no=no), 303)


@bp.post("/my/petitions/<petition_no>/withdrawal")
@guarded(Permission.SIGNED_IN)
def post_petition_withdrawal(petition_no: str) -> ResponseReturnValue:
    """Take a petition back."""
    petition: Petition = reads.get_petition(petition_no)
    no = reads.get_assignment_of(petition).no
    _own(no)
    try:
        petitions.withdraw_petition(petition_no, actor=current_actor(), at=received_at())
    except Refusal as refusal:
        return _page(no, refusal)
    flash(str(WORDS["petition_states"][PetitionState.WITHDRAWN]), "success")
    return redirect(url_for("objections.show_appraisal", no=no), 303)


def agency_courses(assignment: Assignment) -> list[Course]:
    """Return the objections handed over to the agency whose turn it is, for its own page."""
    rows = reads.list_with_agency(assignment.id, assignment.agency_code or "")
    return courses_of(rows)


@bp.post("/assignments/<no>/objections/<objection_no>/answer")
@guarded(Permission.WORK_ASSIGNMENTS)
def post_answer(no: str, objection_no: str) -> ResponseReturnValue:
    """Take the agency's explanation."""
    try:
        given = load(WordsForm)
        course.answer_objection(
            objection_no,
            text=given["text"],
            files=given_files(),
            actor=current_actor(),
            at=received_at(),
        )
    except Refusal as refusal:
        return _agency_page(no, refusal)
    flash(_("The explanation was handed in; the objector reads it now."), "success")
    return redirect(url_for("objections.show_for_agency", no=no), 303)


@bp.get("/assignments/<no>/objections")
@guarded(Permission.WORK_ASSIGNMENTS)
def show_for_agency(no: str) -> ResponseReturnValue:
    """Show an agency the objections to its report, with its five days for each."""
    return _agency_page(no)


def _agency_page(no: str, refusal: Refusal | None = None) -> ResponseReturnValue:
    assignment = queries.get_assignment(no)
    code = current_actor().agency_code or ""
    rows = reads.list_with_agency(assignment.id, code)
    if not rows:
        # One whose turn is over still reads what it was asked; the others find nothing.
        queries.require_agency(assignment, current_actor())
    page = render_template(
        "appraisal/objection_agency.html",
        assignment=assignment,
        courses=courses_of(rows),
        files_max=objection_door.FILES_MAX,
        form=request.form,
        problem=describe(refusal) if refusal else None,
        **WORDS,
    )
    return page, refusal.status if refusal else 200
