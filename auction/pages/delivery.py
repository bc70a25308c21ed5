"""The desk from the paid price to the handover: approval, proof, ruling, record."""

from functools import partial

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.kernel.errors import NotFound, Refusal
from app.kernel.permissions import Permission
from app.web.acting import answer_act_on
from app.web.errors import describe
from app.web.guards import current_actor, guarded, received_at
from app.web.parsing import load
from auction import queries
from auction.messages.handover import STEPS
from auction.pages.clerk import lot_of_court
from auction.schemas import YES, HandoverForm, ReasonForm, RulingForm
from auction.services import ruling
from auction.services.handing_over import PLANNED_IN, list_assistance
from auction.views import tag_of_lot
from auction.views.after import actions_of, papers_of_acts
from auction.views.handover import course_of_handover
from auction.vocabulary import LotState

bp = Blueprint("lot_delivery", __name__)


@bp.get("/desk/lots/<no>/delivery")
@guarded(Permission.PREPARE_LOTS)
def get_delivery(no: str) -> ResponseReturnValue:
    """Show where a sold lot stands between its price and its handover, and what is due."""
    return delivery_page(no)


def delivery_page(no: str, refusal: Refusal | None = None) -> ResponseReturnValue:
    """Answer the page from price to handover, with what was refused of an act on it."""
    lot = lot_of_court(no)
    settlement = queries.find_settlement(lot.id)
    if settlement is None and lot.state is not LotState.IN_KIND:
        raise NotFound("settlement", no)
    course = course_of_handover(lot, received_at())
    body = render_template(
        "auction/delivery.html",
        lot=lot,
        settlement=settlement,
        tag=tag_of_lot(lot, received_at()),
        allowed=actions_of(lot, current_actor()),
        ruling_due=ruling.ruling_due(settlement) if settlement else None,
        handover_due=ruling.handover_due(lot),
        papers=papers_of_acts(lot),
        course=course,
        may_plan=lot.state in PLANNED_IN and not course.is_over,
        assistance=list_assistance(lot),
        step_words=STEPS,
        form=request.form,
        problem=describe(refusal) if refusal else None,
    )
    return body, refusal.status if refusal else 200


_do = partial(answer_act_on, page=delivery_page, endpoint="lot_delivery.get_delivery")


@bp.post("/desk/lots/<no>/approval")
@guarded(Permission.PREPARE_LOTS)
def post_approval(no: str) -> ResponseReturnValue:
    """Note that the buyer of equity needs an authority's approval."""

    def act() -> None:
        authority = load(ReasonForm)["reason"]
        ruling.ask_approval(lot_no=no, authority=authority, actor=current_actor(), at=received_at())

    return _do(no, act, _("The ruling waits for the approval."))


@bp.post("/desk/lots/<no>/proof")
@guarded(Permission.SUPERVISE_LOTS)
def post_proof(no: str) -> ResponseReturnValue:
    """Record what proves that the buyer may own the thing."""

    def act() -> None:
        proof = load(ReasonForm)["reason"]
        ruling.prove_buyer(lot_no=no, proof=proof, actor=current_actor(), at=received_at())

    return _do(no, act, _("The proof is on the record."))


@bp.post("/desk/lots/<no>/ruling")
@guarded(Permission.SUPERVISE_LOTS)
def post_ruling(no: str) -> ResponseReturnValue:
    """Make and serve the ruling on a paid sale."""

    def act() -> None:
        given = load(RulingForm)
        ruling.rule_sale(
            lot_no=no,
            is_unrestricted=given["is_unrestricted"] in YES,
            actor=current_actor(),
            at=received_at(),
        )

    return _do(no, act, _("The ruling was served; title has passed to the buyer."))


@bp.post("/desk/lots/<no>/handover")
@guarded(Permission.PREPARE_LOTS)
def post_handover(no: str) -> ResponseReturnValue:
    """Record the handover."""

    def act() -> None:
        given = load(HandoverForm)
        ruling.record_handover(
            lot_no=no,
            handed_over_at=given["handed_over_at"],
            notes=given["reason"],
            actor=current_actor(),
            at=received_at(),
        )

    return _do(no, act, _("The handover is on the record."))
