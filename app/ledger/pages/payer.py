"""Pages of the payer: the order, whether it arrived, where a deposit stands."""

import segno
from flask import Blueprint, make_response, render_template
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from app.kernel.actors import Actor
from app.kernel.errors import NotFound
from app.kernel.permissions import Permission, Role
from app.ledger import messages, queries, views
from app.ledger.models import PaymentOrder
from app.ledger.services.orders import owner_digest, owner_digests
from app.ledger.vocabulary import Purpose
from app.web.guards import current_actor, guarded, received_at

bp = Blueprint("ledger", __name__)


def _open_to(actor: Actor, order: PaymentOrder) -> bool:
    """Say whether a person may see a payment order.

    The payer may; an order without a known person is open to whoever was given its number.
    Staff who look after money see fees and balances of their court, never a deposit
    (法释〔2016〕18号 art. 18: who takes part is secret until the end).
    """
    if actor.person_id is None:
        return False
    if order.owner_digest is None:
        return order.purpose is not Purpose.DEPOSIT
    if order.owner_digest == owner_digest(order.purpose, actor.person_id):
        return True
    if order.purpose is Purpose.DEPOSIT or not actor.may(Permission.VIEW_MONEY):
        return False
    court = queries.court_of_case(order.case_number)
    return bool(actor.roles & {Role.INSPECTOR}) or court in {None, actor.court_id}


def get_own_order(no: str) -> PaymentOrder:
    """Return an order the reader may see; raises NotFound."""
    order = queries.get_order(no)
    if not _open_to(current_actor(), order):
        raise NotFound("payment_order", no)
    return order


def _shown(order: PaymentOrder) -> dict[str, object]:
    hold = queries.find_transfer(queries.hold_key(order.no))
    receipt = queries.find_booked_receipt(order)
    refund = queries.find_instruction(f"refund-{receipt.serial}") if receipt else None
    return {
        "order": views.order_view(order),
        "hold": views.hold_view(order, hold) if hold else None,
        "refund": views.refund_view(refund) if refund else None,
        "states": messages.ORDER_STATES,
        "hold_states": messages.HOLD_STATES,
        "purposes": messages.PURPOSES,
        "at": received_at(),
    }


@bp.get("/payments")
@guarded(Permission.PAY)
def list_payments() -> ResponseReturnValue:
    """Show a person's own payment orders."""
    orders = queries.list_orders_of(owner_digests(current_actor().person_id or 0))
    return render_template(
        "ledger/payments.html",
        orders=[views.order_view(order) for order in orders],
        states=messages.ORDER_STATES,
        purposes=messages.PURPOSES,
        at=received_at(),
    )


@bp.get("/payments/<no>")
@guarded(Permission.SIGNED_IN)
def get_payment(no: str) -> ResponseReturnValue:
    """Show what to pay, where, with which words, and whether it arrived."""
    order = get_own_order(no)
    shown = _shown(order)
    address, picture = views.order_view(order).pay_url, ""
    if address:
        code = segno.make(address, error="m")
        picture = code.svg_inline(scale=4, border=2, dark="#000", light="#fff", svgclass="mc-qr")
    return render_template("ledger/payment.html", qr=Markup(picture), **shown)  # noqa: S704 - ours


@bp.get("/payments/<no>/state")
@guarded(Permission.SIGNED_IN)
def get_payment_state(no: str) -> ResponseReturnValue:
    """Show only the state of an order, for the page that waits for the money."""
    answer = make_response(
        render_template("ledger/_payment_state.html", **_shown(get_own_order(no)))
    )
    answer.headers["Cache-Control"] = "no-store"
    return answer
