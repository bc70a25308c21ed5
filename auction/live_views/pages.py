"""The hall as pages: watch, choose an amount, confirm it, read the receipt; no script needed."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
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
    FAT_FINGER_STEPS,
    FAT_FINGER_TIMES,
    hall_of,
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
        is_large=is_large(hall.minimum, amount, hall.lot.bid_step, hall.lot.reference_price),
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
    return render_template(
        "auction/receipt.html", view=view, lot=lot, problem=words_of(view.document)
    )


def is_large(
    minimum: Money | None, amount: Money, step: Money | None, reference_price: Money
) -> bool:
    """Say whether an amount looks like a slip of the finger and is asked for twice."""
    if minimum is None or step is None:
        return False
    return (
        amount.fen > minimum.fen + FAT_FINGER_STEPS * step.fen
        or amount.fen > FAT_FINGER_TIMES * reference_price.fen
    )
