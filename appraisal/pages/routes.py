"""The court's page of the four routes: what is open, what is not and why, and what runs."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.kernel.actors import require_court
from app.kernel.calendar import SHANGHAI, local_date
from app.kernel.errors import Refusal
from app.kernel.permissions import Permission
from app.media import facade as media
from app.web.errors import describe
from app.web.guards import current_actor, guarded, received_at
from app.web.parsing import load
from appraisal import messages, queries
from appraisal.messages import inquiries as words
from appraisal.models import Assignment
from appraisal.models.inquiry import NetworkInquiry
from appraisal.queries.inquiries import (
    find_directed_inquiry,
    find_network_inquiry,
    find_price_negotiation,
    list_attempts,
    list_fee_shares,
    list_inquiry_services,
    list_messages,
    list_platforms,
)
from appraisal.rules.periods import objection_end
from appraisal.rules.routes import longest_validity
from appraisal.schemas import RouteForm, ServiceForm
from appraisal.schemas.inquiries import (
    AnswerForm,
    BreakOffForm,
    DefectForm,
    FilingForm,
    LetterForm,
    NetworkForm,
    NoteForm,
    RuleOutForm,
    WindowForm,
)
from appraisal.services import (
    directed_inquiry,
    inquiry_review,
    network_inquiry,
    price_negotiating,
    routing,
)
from appraisal.services.attempts import rulings_of
from appraisal.services.price_fixing import record_of
from appraisal.services.reports import ServiceEntry
from appraisal.views import tag
from appraisal.vocabulary import AssignmentState
from appraisal.vocabulary.inquiries import InquiryStage, Openness, ResultStanding
from registry import facade as registry

bp = Blueprint("appraisal_routes", __name__)

WORDS = {
    "routes": messages.ROUTES,
    "grounds": messages.GROUNDS,
    "party_roles": messages.PARTY_ROLES,
    "service_methods": messages.SERVICE_METHODS,
    "fact_words": messages.ASSET_FACTS,
    "openness_words": words.OPENNESS,
    "openness_tags": words.OPENNESS_TAGS,
    "reasons": words.REASONS,
    "bases": words.BASES,
    "faults": words.FAULTS,
    "public_prices": words.PUBLIC_PRICES,
    "stages": words.STAGES,
    "stage_tags": words.STAGE_TAGS,
    "standings": words.STANDINGS,
    "standing_tags": words.STANDING_TAGS,
    "defects": words.DEFECTS,
}


def own_appraisal(no: str) -> Assignment:
    """Return an appraisal of the reader's own court."""
    assignment = queries.get_assignment(no)
    require_court(current_actor(), assignment.court_id)
    return assignment


@bp.get("/desk/appraisals/<no>/routes")
@guarded(Permission.MANAGE_APPRAISALS)
def get_routes(no: str) -> ResponseReturnValue:
    """Show the four routes of an appraisal and what runs."""
    return _page(no)


def _page(no: str, refusal: Refusal | None = None) -> ResponseReturnValue:
    assignment = own_appraisal(no)
    now = received_at()
    subject = registry.get_asset(assignment.asset_no)
    inquiry = find_network_inquiry(assignment.id)
    letter = find_directed_inquiry(assignment.id)
    page = render_template(
        "appraisal/routes.html",
        assignment=assignment,
        tag=tag(assignment),
        subject=subject,
        missing=routing.missing_facts(subject),
        rulings=rulings_of(assignment),
        attempts=list_attempts(assignment.id),
        impossible=routing.IMPOSSIBLE_FAULTS,
        is_joint=Openness.JOINT_ONLY,
        negotiation=find_price_negotiation(assignment.id),
        awaited=price_negotiating.awaited_parties(assignment),
        letter=letter,
        answer_file=media.get_media(letter.media_id) if letter and letter.media_id else None,
        inquiry=inquiry,
        inquiry_state=_inquiry_state(inquiry),
        platforms=list_platforms(),
        parties=registry.parties_of(assignment.case_number),
        record=record_of(assignment),
        today=local_date(now),
        negotiation_day=local_date(now + price_negotiating.WINDOW_PROPOSED),
        letter_day=local_date(now + directed_inquiry.WINDOW_PROPOSED),
        validity_day=longest_validity(local_date(now)),
        here_and_now=now.astimezone(SHANGHAI).strftime("%Y-%m-%dT%H:%M"),
        window_from_now=objection_end(now)[0],
        form=request.form,
        problem=describe(refusal) if refusal else None,
        **WORDS,
    )
    return page, refusal.status if refusal else 200


def _inquiry_state(inquiry: NetworkInquiry | None) -> dict[str, Any]:
    """Return what the page shows of an inquiry beside its rows."""
    if inquiry is None:
        return {}
    price = inquiry_review.price_of(inquiry)
    return {
        "price": price[0] if price else None,
        "services": list_inquiry_services(inquiry.id),
        "messages": list_messages([result.id for result in inquiry.results]),
        "shares": list_fee_shares(inquiry.id),
        "to_judge": [one for one in inquiry.results if one.standing is ResultStanding.RECEIVED]
        if inquiry.stage is InquiryStage.REVIEWING
        else [],
    }


def _act(no: str, order: Callable[[], Any], said: str) -> ResponseReturnValue:
    """Carry an order out and come back, or show the page again with what went wrong."""
    own_appraisal(no)
    try:
        order()
    except Refusal as refusal:
        if refusal.status == 403:
            raise
        return _page(no, refusal)
    flash(said, "success")
    return redirect(url_for("appraisal_routes.get_routes", no=no), 303)


def _who() -> dict[str, Any]:
    return {"actor": current_actor(), "at": received_at()}


@bp.post("/desk/assets/<asset_no>/filing")
@guarded(Permission.MANAGE_APPRAISALS)
def post_filing(asset_no: str) -> ResponseReturnValue:
    """File a seized asset."""
    try:
        filed = routing.file_appraisal(asset_no, **load(FilingForm), **_who())
    except Refusal as refusal:
        flash(str(describe(refusal).title), "danger")
        return redirect(url_for("appraisal_clerk.get_route", asset_no=asset_no), 303)
    flash(_("The asset is filed as %(no)s.", no=filed.no), "success")
    return redirect(url_for("appraisal_routes.get_routes", no=filed.no), 303)


@bp.post("/desk/appraisals/<no>/routes/appraisal")
@guarded(Permission.MANAGE_APPRAISALS)
def post_appraisal(no: str) -> ResponseReturnValue:
    """Choose the commissioned appraisal."""
    asset_no = own_appraisal(no).asset_no
    return _act(
        no,
        lambda: routing.choose_route(asset_no, **load(RouteForm), **_who()),
        _("The commissioned appraisal is chosen. Draw the agencies next."),
    )


@bp.post("/desk/appraisals/<no>/routes/impossible")
@guarded(Permission.MANAGE_APPRAISALS)
def post_impossible(no: str) -> ResponseReturnValue:
    """Write down that the next route is impossible."""
    return _act(
        no,
        lambda: routing.rule_out(no, **load(RuleOutForm), **_who()),
        _("Written down. The next way is open."),
    )


@bp.post("/desk/appraisals/<no>/routes/negotiation")
@guarded(Permission.MANAGE_APPRAISALS)
def post_negotiation(no: str) -> ResponseReturnValue:
    """Open the window of a negotiation."""
    return _act(
        no,
        lambda: price_negotiating.open_price_negotiation(no, **load(WindowForm), **_who()),
        _("The parties are asked for the price they agree on."),
    )


@bp.post("/desk/appraisals/<no>/routes/negotiation/end")
@guarded(Permission.MANAGE_APPRAISALS)
def post_negotiation_end(no: str) -> ResponseReturnValue:
    """End a negotiation that a side refuses."""
    return _act(
        no,
        lambda: price_negotiating.break_off_negotiation(no, **load(BreakOffForm), **_who()),
        _("The negotiation is over. The next way is open."),
    )


@bp.post("/desk/appraisals/<no>/routes/negotiation/confirmation")
@guarded(Permission.MANAGE_APPRAISALS)
def post_confirmation(no: str) -> ResponseReturnValue:
    """Confirm an agreed price."""
    return _act(
        no,
        lambda: price_negotiating.confirm_agreement(no, **load(NoteForm), **_who()),
        _("The agreed price is the reference price."),
    )


@bp.post("/desk/appraisals/<no>/routes/negotiation/rejection")
@guarded(Permission.MANAGE_APPRAISALS)
def post_rejection(no: str) -> ResponseReturnValue:
    """Refuse an agreed price that harms others."""
    return _act(
        no,
        lambda: price_negotiating.reject_agreement(no, **load(NoteForm), **_who()),
        _("The agreed price is refused. The next way is open."),
    )


@bp.post("/desk/appraisals/<no>/routes/letter")
@guarded(Permission.MANAGE_APPRAISALS)
def post_letter(no: str) -> ResponseReturnValue:
    """Send a letter to the body that knows a public price."""
    return _act(
        no,
        lambda: directed_inquiry.open_directed_inquiry(no, **load(LetterForm), **_who()),
        _("The letter is issued. Its answer in time is the reference price."),
    )


@bp.post("/desk/appraisals/<no>/routes/letter/answer")
@guarded(Permission.MANAGE_APPRAISALS)
def post_answer(no: str) -> ResponseReturnValue:
    """Take the answer to a letter with its paper."""

    def order() -> None:
        given = load(AnswerForm)
        file = request.files.get("file")
        if file is None or not file.filename:
            raise Refusal("invalid_input", fields={"file": ["invalid_input"]})
        answer = directed_inquiry.Answer(**given, source=file.stream, filename=file.filename)
        directed_inquiry.take_answer(no, answer=answer, **_who())

    return _act(no, order, _("The answer is the reference price."))


@bp.post("/desk/appraisals/<no>/routes/letter/end")
@guarded(Permission.MANAGE_APPRAISALS)
def post_letter_end(no: str) -> ResponseReturnValue:
    """Note an answer without a price."""
    return _act(
        no,
        lambda: directed_inquiry.note_no_price(no, **load(NoteForm), **_who()),
        _("Written down. The next way is open."),
    )


@bp.post("/desk/appraisals/<no>/routes/network")
@guarded(Permission.MANAGE_APPRAISALS)
def post_network(no: str) -> ResponseReturnValue:
    """Commission every listed platform."""
    return _act(
        no,
        lambda: network_inquiry.open_network_inquiry(no, **load(NetworkForm), **_who()),
        _("Every listed platform is commissioned. The reports come by themselves."),
    )


@bp.post("/desk/appraisals/<no>/routes/network/review")
@guarded(Permission.MANAGE_APPRAISALS)
def post_review(no: str) -> ResponseReturnValue:
    """Judge the reports that came in."""
    assignment = own_appraisal(no)

    def order() -> None:
        inquiry = find_network_inquiry(assignment.id)
        results = inquiry.results if inquiry else []
        found = {
            one.id: load(DefectForm, {"defect": request.form[f"defect_{one.id}"]})["defect"]
            if request.form.get(f"defect_{one.id}")
            else None
            for one in results
            if one.standing is ResultStanding.RECEIVED
        }
        inquiry_review.review_results(no, defects=found, **load(NoteForm), **_who())

    return _act(no, order, _("The reports are judged."))


@bp.post("/desk/appraisals/<no>/routes/network/service")
@guarded(Permission.MANAGE_APPRAISALS)
def post_service(no: str) -> ResponseReturnValue:
    """Serve the results to the parties and open them to everyone."""
    assignment = own_appraisal(no)

    def order() -> None:
        service: dict[int, ServiceEntry] = {}
        for party in registry.parties_of(assignment.case_number):
            row = {
                name: request.form[f"{name}_{party.id}"]
                for name in ("method", "received_at")
                if request.form.get(f"{name}_{party.id}")
            }
            if "received_at" in row:
                service[party.id] = ServiceEntry(**load(ServiceForm, row))
        inquiry_review.publish_results(no, service=service, **_who())

    return _act(no, order, _("The results are public. Every party has five days to object."))


@bp.post("/desk/appraisals/<no>/routes/network/renewal")
@guarded(Permission.MANAGE_APPRAISALS)
def post_renewal(no: str) -> ResponseReturnValue:
    """Let the platforms report again."""
    return _act(
        no,
        lambda: network_inquiry.renew_network_inquiry(no, **_who()),
        _("The platforms report again within three days."),
    )


#: States whose work is done on this page and not on the page of the agencies.
ROUTE_STATES = frozenset(
    {
        AssignmentState.FILED,
        AssignmentState.FACT_FINDING,
        AssignmentState.CHOOSING,
        AssignmentState.NEGOTIATING,
        AssignmentState.DIRECTED_INQUIRY,
        AssignmentState.NETWORK_INQUIRY,
    }
)
