"""Pages of money: the payer's order, the finance desk, the statement of a case."""

import segno
from flask import Blueprint, make_response, render_template, request
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from app.kernel.actors import Actor
from app.kernel.errors import Forbidden, NotFound, Refusal
from app.kernel.permissions import Permission, Role
from app.ledger import messages, queries, views
from app.ledger.bank.client import current_bank
from app.ledger.models import PaymentOrder
from app.ledger.services.notifications import take_message
from app.ledger.services.orders import owner_digest, owner_digests
from app.ledger.vocabulary import InstructionState, Purpose
from app.web.guards import csrf_exempt, current_actor, guarded, public, received_at

bp = Blueprint("ledger", __name__)

#: A notice of the bank is a few hundred bytes; nothing larger is read.
NOTICE_MAX = 16_384


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


def _get_own_order(no: str) -> PaymentOrder:
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
    order = _get_own_order(no)
    shown = _shown(order)
    code = segno.make(views.order_view(order).pay_url, error="m")
    picture = code.svg_inline(scale=4, border=2, dark="#000", light="#fff", svgclass="mc-qr")
    return render_template("ledger/payment.html", qr=Markup(picture), **shown)  # noqa: S704 - ours


@bp.get("/payments/<no>/state")
@guarded(Permission.SIGNED_IN)
def get_payment_state(no: str) -> ResponseReturnValue:
    """Show only the state of an order, for the page that waits for the money."""
    answer = make_response(
        render_template("ledger/_payment_state.html", **_shown(_get_own_order(no)))
    )
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _court_of(actor: Actor) -> int | None:
    """Return the court whose money an actor may see; none means all, for inspectors only."""
    if actor.court_id is None and not actor.roles & {Role.INSPECTOR}:
        raise Forbidden("other_court")
    return actor.court_id


@bp.get("/desk/finance")
@guarded(Permission.VIEW_MONEY)
def get_finance_desk() -> ResponseReturnValue:
    """Show receipts, suspense with reasons, ended holds, refunds due with their clocks."""
    court = _court_of(current_actor())
    suspense = [views.suspense_view(receipt) for receipt in queries.list_suspense(court)]
    return render_template(
        "ledger/finance.html",
        due=[
            views.refund_view(row) for row in queries.list_refunds(court, InstructionState.QUEUED)
        ],
        paid=[views.refund_view(row) for row in queries.list_refunds(court, InstructionState.DONE)],
        suspense=suspense,
        receipts=queries.list_receipts(court),
        holds=queries.list_ended_holds(court),
        purposes=messages.PURPOSES,
        steps=messages.STEPS,
        faults=messages.FAULTS,
        at=received_at(),
    )


@bp.get("/desk/finance/cases/<path:case_number>")
@guarded(Permission.VIEW_MONEY)
def get_statement(case_number: str) -> ResponseReturnValue:
    """Show all that moved in a case; each amount opens to its articles."""
    court = _court_of(current_actor())
    if court is not None and queries.court_of_case(case_number) != court:
        raise NotFound("case", case_number)
    return render_template(
        "ledger/statement.html",
        statement=views.statement_view(case_number),
        purposes=messages.PURPOSES,
        steps=messages.STEPS,
    )


@bp.post("/bank/notifications")
@public
@csrf_exempt
def post_bank_notice() -> ResponseReturnValue:
    """Take a signed message of the bank: booked, repeated or sent back; forged is refused."""
    if (request.content_length or 0) > NOTICE_MAX:
        raise Refusal("too_large", status=413)
    taken = take_message(
        current_bank(),
        request.get_data(cache=False),
        timestamp=request.headers.get("X-Bank-Timestamp", ""),
        signature=request.headers.get("X-Bank-Signature", ""),
        at=received_at(),
    )
    return {"serial": taken.serial, "outcome": taken.outcome, "fault": taken.fault}
