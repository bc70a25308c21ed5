"""Erase a person: one asks, another grants."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.identity.facade import get_person
from app.kernel.errors import Refusal
from app.kernel.permissions import Permission
from app.web.acting import answer_act
from app.web.errors import describe
from app.web.guards import current_actor, guarded, received_at
from app.web.parsing import load
from auction.queries.erasing import list_erasures
from auction.schemas.erasing import AnswerErasureForm, AskErasureForm
from auction.services import erasing

bp = Blueprint("erasures", __name__)


@bp.get("/desk/erasures")
@guarded(Permission.ERASE_PERSONS)
def get_erasures() -> ResponseReturnValue:
    """Show what was asked and answered, and the form to ask."""
    return _page()


def _page(refusal: Refusal | None = None) -> ResponseReturnValue:
    rows = list_erasures()
    waiting = [row for row in rows if row.answered_at is None]
    body = render_template(
        "auction/erasures.html",
        rows=rows,
        accounts={row.id: get_person(row.person_id).account for row in waiting},
        me=current_actor().person_id,
        form=request.form,
        problem=describe(refusal) if refusal else None,
    )
    return body, refusal.status if refusal else 200


@bp.post("/desk/erasures")
@guarded(Permission.ERASE_PERSONS)
def post_ask() -> ResponseReturnValue:
    """Ask that a person be erased."""
    return answer_act(
        lambda: erasing.ask(**load(AskErasureForm), actor=current_actor(), at=received_at()),
        again=_page,
        words=_("It is on the record; a second person decides."),
        back=url_for("erasures.get_erasures"),
    )


@bp.post("/desk/erasures/<int:request_id>")
@guarded(Permission.ERASE_PERSONS)
def post_answer(request_id: int) -> ResponseReturnValue:
    """Erase the person, or leave the data where they are."""
    try:
        given = load(AnswerErasureForm)
        is_granted = given.pop("answer") == "grant"
        erasing.answer(
            request_id, is_granted=is_granted, **given, actor=current_actor(), at=received_at()
        )
    except Refusal as refusal:
        return _page(refusal)
    flash(_("The person was erased.") if is_granted else _("The data stay."), "success")
    return redirect(url_for("erasures.get_erasures"), 303)
