"""Break the glass: the operator's page, and the second person's."""

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.kernel.actors import require_court
from app.kernel.errors import Refusal
from app.kernel.permissions import Permission
from app.web.acting import answer_act
from app.web.errors import describe
from app.web.guards import current_actor, guarded, received_at
from app.web.parsing import load
from auction import queries
from auction.queries.glass import list_requests
from auction.schemas.glass import AnswerGlassForm, AskGlassForm
from auction.services import glass
from auction.services.identities import Holder
from auction.views import tag_of_lot
from auction.vocabulary import ENDED_STATES

bp = Blueprint("lot_glass", __name__)


@bp.get("/platform/lots/<no>/break-glass")
@guarded(Permission.ASK_FOR_GLASS)
def get_ask(no: str) -> ResponseReturnValue:
    """Show an operator what was asked about a lot, and the form to ask."""
    return _ask_page(no)


def _ask_page(
    no: str, refusal: Refusal | None = None, *, opened: tuple[int, Holder] | None = None
) -> ResponseReturnValue:
    lot, at = queries.get_public_lot(no), received_at()
    body = render_template(
        "auction/glass.html",
        lot=lot,
        tag=tag_of_lot(lot, at),
        rows=list_requests(lot.id),
        me=current_actor().person_id,
        at=at,
        opened=opened,
        may_ask=lot.state in ENDED_STATES,
        most=glass.longest_minutes(at),
        form=request.form,
        problem=describe(refusal) if refusal else None,
    )
    return body, refusal.status if refusal else 200


@bp.post("/platform/lots/<no>/break-glass")
@guarded(Permission.ASK_FOR_GLASS)
def post_ask(no: str) -> ResponseReturnValue:
    """Ask for the name behind a paddle."""
    queries.get_public_lot(no)
    return answer_act(
        lambda: glass.ask(lot_no=no, **load(AskGlassForm), actor=current_actor(), at=received_at()),
        again=lambda refusal: _ask_page(no, refusal),
        words=_("It is on the record; a second person decides."),
        back=url_for("lot_glass.get_ask", no=no),
    )


@bp.post("/platform/lots/<no>/break-glass/<int:request_id>/name")
@guarded(Permission.ASK_FOR_GLASS)
def post_read(no: str, request_id: int) -> ResponseReturnValue:
    """Show the name once; each showing is a reading of its own on the record."""
    queries.get_public_lot(no)
    try:
        holder = glass.read_name(
            lot_no=no, request_id=request_id, actor=current_actor(), at=received_at()
        )
    except Refusal as refusal:
        return _ask_page(no, refusal)
    page = make_response(_ask_page(no, opened=(request_id, holder)))
    page.headers["Cache-Control"] = "no-store"
    return page


@bp.get("/desk/lots/<no>/break-glass")
@guarded(Permission.ANSWER_FOR_GLASS)
def get_answer(no: str) -> ResponseReturnValue:
    """Show a judge or an inspector what an operator asks for, why and for how long."""
    return _answer_page(no)


def _answer_page(no: str, refusal: Refusal | None = None) -> ResponseReturnValue:
    lot, at = queries.get_public_lot(no), received_at()
    require_court(current_actor(), lot.court_id)
    body = render_template(
        "auction/glass_answer.html",
        lot=lot,
        tag=tag_of_lot(lot, at),
        rows=list_requests(lot.id),
        me=current_actor().person_id,
        at=at,
        form=request.form,
        problem=describe(refusal) if refusal else None,
    )
    return body, refusal.status if refusal else 200


@bp.post("/desk/lots/<no>/break-glass/<int:request_id>")
@guarded(Permission.ANSWER_FOR_GLASS)
def post_answer(no: str, request_id: int) -> ResponseReturnValue:
    """Grant it for the period that was asked, or leave the record shut."""
    try:
        given = load(AnswerGlassForm)
        is_granted = given.pop("answer") == "grant"
        glass.answer(
            lot_no=no,
            request_id=request_id,
            is_granted=is_granted,
            **given,
            actor=current_actor(),
            at=received_at(),
        )
    except Refusal as refusal:
        return _answer_page(no, refusal)
    flash(
        _("The record is open for the time asked.") if is_granted else _("The record stays shut."),
        "success",
    )
    return redirect(url_for("lot_glass.get_answer", no=no), 303)
