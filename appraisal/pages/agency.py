"""The agency's workbench: board, answer, survey, files, report."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.kernel.calendar import SHANGHAI, local_date
from app.kernel.errors import Refusal
from app.kernel.permissions import Permission
from app.web.errors import describe
from app.web.guards import current_actor, guarded, received_at
from app.web.parsing import load
from appraisal import messages, queries
from appraisal.models import Assignment
from appraisal.pages.board_rows import own_rows
from appraisal.queries import objections
from appraisal.rules.report import OWN_CHECKS, ReportDraft, Signer, last_valid_day
from appraisal.schemas import FileForm, ReasonForm, ReportForm
from appraisal.services import commissioning, files, reports
from appraisal.views import desk_files, desk_uploads, gallery, story_of, tag
from appraisal.views.survey import attendee_lines
from appraisal.vocabulary import ASSIGNMENT, WORKING
from registry import facade as registry

bp = Blueprint("appraisal_agency", __name__)

#: Signers the form has room for; two are the least.
SIGNER_ROWS = 3


@bp.get("/desk/assignments")
@guarded(Permission.WORK_ASSIGNMENTS)
def get_assignments() -> str:
    """Show the agency's work, the most urgent first."""
    code = current_actor().agency_code or ""
    rows = queries.list_of_agency(code)
    dues = own_rows(code, received_at())
    return render_template(
        "appraisal/board.html",
        waiting=[row for row in rows if row.asset_no in dues],
        others=[row for row in rows if row.asset_no not in dues],
        dues=dues,
        standing={no for no, found in dues.items() if any(one.due.is_standing for one in found)},
        tag=tag,
    )


@bp.get("/assignments/<no>")
@guarded(Permission.WORK_ASSIGNMENTS)
def get_assignment(no: str) -> ResponseReturnValue:
    """Show one appraisal with what the agency can do now."""
    return _page(no)


def _page(no: str, refusal: Refusal | None = None, *, part: str = "") -> ResponseReturnValue:
    assignment = _own(no)
    now = received_at()
    today = local_date(now)
    story = story_of(assignment)
    asset = registry.get_asset(assignment.asset_no)
    page = render_template(
        "appraisal/assignment.html",
        assignment=assignment,
        story=story,
        tag=tag(assignment),
        subject=asset,
        asset_facts=messages.ASSET_FACTS,
        case=registry.get_case(assignment.case_number),
        allowed=ASSIGNMENT.allowed(assignment.state),
        files=desk_files(assignment),
        uploads=desk_uploads(assignment, current_actor()),
        own_checks=OWN_CHECKS,
        picture_roles=messages.PICTURE_ROLES,
        is_desk_open=assignment.state in WORKING,
        methods=messages.METHODS,
        checks=messages.CHECKS,
        survey_calls=queries.list_survey_calls(assignment.id),
        attendee_lines=attendee_lines(registry.parties_of(assignment.case_number), request.form),
        capacities=messages.CAPACITIES,
        presences=messages.PRESENCES,
        signer_rows=_signer_rows(story.report),
        report=story.report,
        here_and_now=now.astimezone(SHANGHAI).strftime("%Y-%m-%dT%H:%M"),
        today=today,
        valid_until=last_valid_day(today, months=12) - timedelta(days=1),
        pictures=gallery(story.pictures, assignment.asset_title, story.report),
        objections=objections.list_with_agency(assignment.id, assignment.agency_code or ""),
        form=request.form,
        part=part,
        problem=describe(refusal) if refusal else None,
    )
    return page, refusal.status if refusal else 200


def _signer_rows(report: Any) -> list[dict[str, str]]:
    """Return the signer lines: what was typed, else the last revision's, else empty ones."""
    names = request.form.getlist("signer_name")
    licenses = request.form.getlist("signer_license")
    rows = [
        {"name": name, "license_no": number} for name, number in zip(names, licenses, strict=False)
    ]
    rows = rows or list(report.signers if report else [])
    return (rows + [{"name": "", "license_no": ""}] * SIGNER_ROWS)[: max(SIGNER_ROWS, len(rows))]


def _own(no: str) -> Assignment:
    assignment = queries.get_assignment(no)
    queries.require_agency(assignment, current_actor())
    return assignment


def act_on(
    no: str, order: Callable[[], Any], words: str, *, part: str, away: bool = False
) -> ResponseReturnValue:
    """Carry an order out and come back to its part of the page, or show what went wrong."""
    _own(no)
    try:
        order()
    except Refusal as refusal:
        return _page(no, refusal, part=part)
    if words:
        flash(words, "success")
    if away:
        return redirect(url_for("appraisal_agency.get_assignments"), 303)
    return redirect(url_for("appraisal_agency.get_assignment", no=no, _anchor=part), 303)


@bp.post("/assignments/<no>/acceptance")
@guarded(Permission.WORK_ASSIGNMENTS)
def post_acceptance(no: str) -> ResponseReturnValue:
    """Take the work."""
    return act_on(
        no,
        lambda: commissioning.accept_assignment(no, actor=current_actor(), at=received_at()),
        _("You have accepted the appraisal."),
        part="survey",
    )


@bp.post("/assignments/<no>/refusal")
@guarded(Permission.WORK_ASSIGNMENTS)
def post_refusal(no: str) -> ResponseReturnValue:
    """Refuse the work with a reason."""

    def order() -> None:
        commissioning.refuse_assignment(
            no, **load(ReasonForm), actor=current_actor(), at=received_at()
        )

    words = _("You have refused. The reason is public; the next agency follows.")
    return act_on(no, order, words, part="answer", away=True)


@bp.post("/assignments/<no>/files")
@guarded(Permission.WORK_ASSIGNMENTS)
def post_files(no: str) -> ResponseReturnValue:
    """Take several files in, each by itself: a bad one does not cost the good ones."""
    _own(no)
    slot = load(FileForm)["slot"]
    given = [upload for upload in request.files.getlist("file") if upload.filename]
    if not given:
        return _page(no, Refusal("media_empty"), part="files")
    kept, refused = 0, []
    for upload in given:
        try:
            files.add_file(
                no,
                slot=slot,
                source=upload.stream,
                filename=upload.filename or "",
                actor=current_actor(),
                at=received_at(),
            )
            kept += 1
        except Refusal as refusal:
            problem = describe(refusal)
            refused.append(f"{upload.filename}: {problem.title}. {problem.detail}")
    if kept:
        flash(_("%(kept)s of %(all)s files are safely kept.", kept=kept, all=len(given)), "success")
    for words in refused:
        flash(words, "danger")
    return redirect(url_for("appraisal_agency.get_assignment", no=no, _anchor="files"), 303)


@bp.post("/assignments/<no>/files/<int:attachment_id>/removal")
@guarded(Permission.WORK_ASSIGNMENTS)
def post_removal(no: str, attachment_id: int) -> ResponseReturnValue:
    """Take a file off the desk."""
    return act_on(
        no,
        lambda: files.remove_file(no, attachment_id, actor=current_actor(), at=received_at()),
        "",
        part="files",
    )


@bp.post("/assignments/<no>/report")
@guarded(Permission.WORK_ASSIGNMENTS)
def post_report(no: str) -> ResponseReturnValue:
    """Hand the report in."""

    def order() -> None:
        given = load(ReportForm)
        reports.hand_in_report(
            no,
            draft=_draft(given),
            report_no=given["report_no"],
            summary=given["summary"],
            reason=given["reason"],
            actor=current_actor(),
            at=received_at(),
        )

    return act_on(
        no, order, _("The report was handed in. The court looks at it now."), part="report"
    )


def _draft(given: dict[str, Any]) -> ReportDraft:
    pairs = zip(given["signer_name"], given["signer_license"], strict=False)
    return ReportDraft(
        value=given["value"],
        signers=[
            Signer(name.strip(), number.strip())
            for name, number in pairs
            if name.strip() and number.strip()
        ],
        methods=given["methods"],
        method_note=given["method_note"],
        valuation_on=given["valuation_on"],
        reported_on=given["reported_on"],
        valid_until=given["valid_until"],
        is_sealed=given["seal"],
        confirmed=given["confirmed"],
    )
