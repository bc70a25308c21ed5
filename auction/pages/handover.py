"""From the ruling to the keys and the register: the clerk's plan, the buyer's list of papers."""

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.kernel.errors import NotFound, Refusal
from app.kernel.permissions import Permission
from app.web.acting import answer_act
from app.web.errors import describe
from app.web.guards import current_actor, guarded, received_at
from app.web.parsing import load
from auction import queries
from auction.messages.handover import PAPERS, REGISTERS
from auction.pages.delivery import delivery_page
from auction.schemas.handover import AssistanceForm, StepDoneForm, StepForm
from auction.services import handing_over
from auction.views import contacts_of
from auction.views.handover import is_staff_of, may_see_registration, registration_page

bp = Blueprint("handover", __name__)


@bp.post("/desk/lots/<no>/handover/steps")
@guarded(Permission.PREPARE_LOTS)
def post_step(no: str) -> ResponseReturnValue:
    """Plan a step on the way to the keys."""

    def act() -> None:
        given = load(StepForm)
        handing_over.plan_step(lot_no=no, **given, actor=current_actor(), at=received_at())

    return answer_act(
        act,
        again=lambda refusal: delivery_page(no, refusal),
        words=_("The step is planned; its day is public."),
        back=url_for("lot_delivery.get_delivery", no=no, _anchor="plan"),
    )


@bp.post("/desk/lots/<no>/handover/steps/done")
@guarded(Permission.PREPARE_LOTS)
def post_done(no: str) -> ResponseReturnValue:
    """Note that a step was done."""

    def act() -> None:
        given = load(StepDoneForm)
        handing_over.finish_step(lot_no=no, **given, actor=current_actor(), at=received_at())

    return answer_act(
        act,
        again=lambda refusal: delivery_page(no, refusal),
        words=_("The step is done; the public page says so."),
        back=url_for("lot_delivery.get_delivery", no=no, _anchor="plan"),
    )


@bp.post("/desk/lots/<no>/registration/assistance")
@guarded(Permission.PREPARE_LOTS)
def post_assistance(no: str) -> ResponseReturnValue:
    """Note which office the notice to assist reached."""

    def act() -> None:
        given = load(AssistanceForm)
        handing_over.serve_assistance(lot_no=no, **given, actor=current_actor(), at=received_at())

    return answer_act(
        act,
        again=lambda refusal: _registration(no, refusal),
        words=_("The service on the office is on the record."),
        back=url_for("handover.get_registration", no=no),
    )


@bp.get("/lots/<no>/registration")
@guarded(Permission.SIGNED_IN)
def get_registration(no: str) -> ResponseReturnValue:
    """Show the owner, and the court, what the register asks for and what there is of it."""
    return _registration(no)


def _registration(no: str, refusal: Refusal | None = None) -> ResponseReturnValue:
    lot = queries.get_public_lot(no)
    if not may_see_registration(lot, current_actor()):
        raise NotFound("registration", no)
    body = render_template(
        "auction/registration.html",
        lot=lot,
        page=registration_page(lot),
        words=PAPERS,
        registers=REGISTERS,
        court=contacts_of(lot),
        is_court=is_staff_of(lot, current_actor()),
        form=request.form,
        problem=describe(refusal) if refusal else None,
    )
    return body, refusal.status if refusal else 200
