"""A creditor's page: what is offered in kind in one's cases, and one's answer."""

from flask import Blueprint, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.documents import facade as papers
from app.kernel.errors import NotFound, Refusal
from app.kernel.permissions import Permission
from app.web.errors import describe
from app.web.guards import current_actor, guarded, public, received_at
from app.web.parsing import load
from auction import messages, queries
from auction.schemas import YES, AnswerForm
from auction.services import taking_in_kind
from auction.views.offers import own_offers

bp = Blueprint("lot_offers", __name__)


@bp.get("/my/offers")
@guarded(Permission.SIGNED_IN)
def list_own() -> ResponseReturnValue:
    """Show what one may take in kind, at which price, until when."""
    return _page()


def _page(refusal: Refusal | None = None) -> ResponseReturnValue:
    at = received_at()
    body = render_template(
        "auction/my_offers.html",
        rows=own_offers(current_actor(), at),
        rounds=messages.ROUNDS,
        kind=papers.PaperKind.IN_KIND_INQUIRY,
        problem=describe(refusal) if refusal else None,
    )
    return body, refusal.status if refusal else 200


@bp.get("/lots/<no>/lots.json")
@public
def get_lots(no: str) -> ResponseReturnValue:
    """Return the lots drawn among equal creditors, each of which anybody can draw again."""
    lot = queries.get_public_lot(no)
    offer = queries.find_last_offer(lot.id)
    if offer is None or not offer.transcripts:
        raise NotFound("lots", no)
    number = request.args.get("draw", 1, type=int)
    if not 1 <= number <= len(offer.transcripts):
        raise NotFound("lots", f"{no}/{number}")
    answer = jsonify(offer.transcripts[number - 1])
    answer.headers["Content-Disposition"] = f'attachment; filename="lots-{lot.no}-{number}.json"'
    return answer


@bp.post("/my/offers/<no>")
@guarded(Permission.SIGNED_IN)
def post_answer(no: str) -> ResponseReturnValue:
    """Answer whether one takes the property."""
    try:
        given = load(AnswerForm)
        taking_in_kind.answer_offer(
            lot_no=no,
            takes_it=given["answer"] == "yes",
            figure=given["figure"],
            promises=given["promises"] in YES,
            actor=current_actor(),
            at=received_at(),
        )
    except Refusal as refusal:
        return _page(refusal)
    flash(_("Your answer is on the record."), "success")
    return redirect(url_for("lot_offers.list_own"), 303)
