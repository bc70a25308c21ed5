"""The court's side: questions that wait for an answer, and who comes to look when."""

from functools import partial

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.kernel.errors import Refusal
from app.kernel.permissions import Permission
from app.web.acting import answer_act_on
from app.web.errors import describe
from app.web.guards import current_actor, guarded, received_at
from app.web.parsing import load
from auction.pages.clerk import lot_of_court
from auction.queries import interest as queries
from auction.schemas import ReasonForm
from auction.schemas.interest import QuestionAnswerForm, ViewingForm
from auction.services import asking, viewing
from auction.services.interest import RUNNING
from auction.views import tag_of_lot
from auction.views.interest import viewing_lines

bp = Blueprint("lot_visitors", __name__)


@bp.get("/desk/lots/<no>/visitors")
@guarded(Permission.PREPARE_LOTS)
def get_visitors(no: str) -> ResponseReturnValue:
    """Show what visitors ask of a lot and when they come to look at it."""
    return _page(no)


def _page(no: str, refusal: Refusal | None = None) -> ResponseReturnValue:
    lot, now = lot_of_court(no), received_at()
    body = render_template(
        "auction/visitors.html",
        lot=lot,
        tag=tag_of_lot(lot, now),
        is_running=lot.announced_at is not None and lot.phase(now) in RUNNING,
        waiting=queries.list_waiting(lot.id),
        answered=queries.list_answered(lot.id),
        lines=viewing_lines(lot, now),
        form=request.form,
        problem=describe(refusal) if refusal else None,
    )
    return body, refusal.status if refusal else 200


_do = partial(answer_act_on, page=_page, endpoint="lot_visitors.get_visitors")


@bp.post("/desk/lots/<no>/questions/<int:question_id>")
@guarded(Permission.PREPARE_LOTS)
def post_answer(no: str, question_id: int) -> ResponseReturnValue:
    """Answer a question for everybody to read."""

    def act() -> None:
        given = load(QuestionAnswerForm)
        asking.answer_question(
            lot_no=no, question_id=question_id, **given, actor=current_actor(), at=received_at()
        )

    return _do(no, act, _("The answer is published."))


@bp.post("/desk/lots/<no>/viewings")
@guarded(Permission.PREPARE_LOTS)
def post_viewing(no: str) -> ResponseReturnValue:
    """Offer a time to look at the thing."""

    def act() -> None:
        given = load(ViewingForm)
        viewing.offer_viewing(lot_no=no, **given, actor=current_actor(), at=received_at())

    return _do(no, act, _("The viewing is offered."))


@bp.post("/desk/lots/<no>/viewings/<int:viewing_id>/withdraw")
@guarded(Permission.PREPARE_LOTS)
def post_withdraw(no: str, viewing_id: int) -> ResponseReturnValue:
    """Call a viewing off."""

    def act() -> None:
        given = load(ReasonForm)
        viewing.withdraw_viewing(
            lot_no=no, viewing_id=viewing_id, **given, actor=current_actor(), at=received_at()
        )

    return _do(no, act, _("The viewing is called off; whoever had a place reads it on the desk."))
