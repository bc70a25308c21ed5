"""The hall as pages: watch, choose an amount, confirm it, read the receipt; no script needed."""

import segno
from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup
from marshmallow import Schema, fields, validate

from app.kernel.errors import Refusal
from app.kernel.money import Money
from app.kernel.permissions import Permission
from app.live.facade import allow_order
from app.web.errors import describe
from app.web.guards import current_actor, guarded, public, received_at
from app.web.parsing import YuanField, load
from auction import queries
from auction.live_views.answers import words_of
from auction.live_views.api import require_trusted_time
from auction.live_views.hall import (
    LARGE_BID_POLICY,
    Hall,
    hall_of,
    large_bid,
    new_request_id,
)
from auction.services import intake, receipts

bp = Blueprint("hall", __name__)


class ConfirmedBid(Schema):
    """A bid as the confirming page sends it: fixed amount, one request id."""

    amount = YuanField(required=True)
    request_id = fields.String(required=True, validate=validate.Length(1, 64))
    raises_self = fields.String(load_default="")


@bp.get("/lots/<no>/hall")
@public
def get_hall(no: str) -> ResponseReturnValue:
    """Show the hall: everybody may watch, whoever is enrolled may bid."""
    actor = current_actor()
    hall = hall_of(no, actor)
    own = [
        (document, words_of(document))
        for document in receipts.list_own_receipts(no, actor=actor, limit=20)
    ]
    return render_template("auction/hall.html", hall=hall, own_receipts=own, problem=None)


@bp.get("/lots/<no>/hall/confirm")
@guarded(Permission.BID)
def get_confirm(no: str) -> ResponseReturnValue:
    """Show one amount large and in words, to be confirmed: nothing is sent by this page."""
    hall = hall_of(no, current_actor())
    try:
        amount = Money.from_yuan_text(request.args.get("amount", ""))
    except Refusal as refusal:
        page = render_template(
            "auction/hall.html", hall=hall, own_receipts=[], problem=describe(refusal)
        )
        return page, refusal.status
    return render_template(
        "auction/hall_confirm.html",
        hall=hall,
        amount=amount,
        request_id=new_request_id(),
        raises_self=hall.place.paddle is not None and hall.snapshot["paddle"] == hall.place.paddle,
        is_large=is_large(hall, amount),
        times=round(amount.fen / hall.lot.reference_price.fen, 1),
        policy=LARGE_BID_POLICY,
    )


@bp.post("/lots/<no>/hall/bids")
@guarded(Permission.BID)
def post_bid(no: str) -> ResponseReturnValue:
    """Place the confirmed bid and go on to its receipt; sending the page twice bids once."""
    actor = current_actor()
    given = load(ConfirmedBid)
    allow_order(actor.person_id)
    require_trusted_time()
    receipt = intake.place_bid(
        lot_no=no,
        amount=str(given["amount"]),
        request_id=given["request_id"],
        actor=actor,
        at=received_at(),
        confirms_self_raise=given["raises_self"] == "yes",
    )
    return redirect(url_for("hall.get_receipt", receipt_id=receipt["id"]), 303)


@bp.get("/receipts/<receipt_id>")
@guarded(Permission.SIGNED_IN)
def get_receipt(receipt_id: str) -> ResponseReturnValue:
    """Show one of your own receipts, with its signature and how to check it."""
    view = receipts.get_receipt(receipt_id, actor=current_actor())
    lot = queries.get_public_lot(view.lot_no)
    proof = receipts.find_proof_of(view)
    return render_template(
        "auction/receipt.html",
        view=view,
        lot=lot,
        problem=words_of(view.document),
        proof=proof,
        qr=_code_of(str(proof)) if proof else None,
    )


def _code_of(text: str) -> Markup:
    """Draw a text of about a thousand signs as a code that a telephone reads."""
    code = segno.make(text, error="l", micro=False)
    picture = code.svg_inline(
        scale=3, border=4, dark="#000", light="#fff", svgclass="mc-log__qr", omitsize=True
    )
    return Markup(picture)  # noqa: S704 - ours


def is_large(hall: Hall, amount: Money) -> bool:
    """Say whether an amount looks like a slip of the finger and is asked for twice (P77)."""
    if hall.minimum is None or hall.lot.bid_step is None:
        return False
    bounds = large_bid(hall.now)
    return (
        amount.fen > hall.minimum.fen + bounds["steps"] * hall.lot.bid_step.fen
        or amount.fen > bounds["times"] * hall.lot.reference_price.fen
    )
