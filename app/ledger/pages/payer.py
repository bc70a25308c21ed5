"""Pages of the payer: the order, whether it arrived, where a deposit stands."""

import hashlib

import segno
from flask import Blueprint, Response, current_app, make_response, render_template
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from app.kernel.actors import Actor
from app.kernel.errors import NotFound
from app.kernel.permissions import Permission, Role
from app.ledger import messages, payer_views, queries, views
from app.ledger.messages import vouchers as words
from app.ledger.models import PaymentOrder, Voucher
from app.ledger.queries import payer as own
from app.ledger.services import vouchers
from app.ledger.services.orders import owner_digest
from app.ledger.services.outbox import PAYEE
from app.ledger.vocabulary import HoldState, OrderState, Purpose, Whereabouts
from app.web.exports import file_answer
from app.web.guards import current_actor, guarded, public, received_at

bp = Blueprint("ledger", __name__)

#: Seconds between two looks at an order: while its money is awaited, while money is on its way,
#: while a deposit is held. After that nothing moves by itself.
LOOKS = {"awaited": 3, "on_its_way": 10, "held": 60}
PDF = "application/pdf"


def open_to(actor: Actor, order: PaymentOrder) -> bool:
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
    if not open_to(current_actor(), order):
        raise NotFound("payment_order", no)
    return order


def shown_of(order: PaymentOrder) -> dict[str, object]:
    """Return what every page of an order shows: how it stands and where its money is."""
    at = received_at()
    view = views.order_view(order)
    journey = payer_views.journey_of(order)
    told = (view, journey, view.is_overdue(at))
    return {
        "order": view,
        "journey": journey,
        "looks_in": _next_look(view, journey, is_late=view.is_overdue(at)),
        "version": hashlib.sha256(repr(told).encode()).hexdigest()[:16],
        "payee": PAYEE,
        "may_list": current_actor().may(Permission.PAY),
        "words": words,
        "states": messages.ORDER_STATES,
        "hold_states": messages.HOLD_STATES,
        "purposes": messages.PURPOSES,
        "at": at,
    }


def _next_look(
    order: views.PaymentOrderView, journey: payer_views.JourneyView, *, is_late: bool
) -> int | None:
    """Return in how many seconds an order is worth another look; none when all is over."""
    unsettled = {Whereabouts.ON_ITS_WAY, Whereabouts.WITH_FINANCE}
    if order.state is OrderState.OPEN and (not is_late or order.takes_late_money):
        return LOOKS["awaited"]
    refund = journey.refund
    if any(misfit.where in unsettled for misfit in journey.misfits) or (
        refund is not None and refund.done_at is None
    ):
        return LOOKS["on_its_way"]
    if journey.deposit is not None and journey.deposit.state is HoldState.HELD:
        return LOOKS["held"]
    return None


@bp.get("/payments/<no>")
@guarded(Permission.SIGNED_IN)
def get_payment(no: str) -> ResponseReturnValue:
    """Show what to pay, where, with which words, and whether it arrived."""
    order = get_own_order(no)
    address, picture = views.order_view(order).pay_url, ""
    if address:
        code = segno.make(address, error="m")
        picture = code.svg_inline(scale=4, border=2, dark="#000", light="#fff", svgclass="mc-qr")
    return render_template("ledger/payment.html", qr=Markup(picture), **shown_of(order))  # noqa: S704 - ours


@bp.get("/payments/<no>/state")
@guarded(Permission.SIGNED_IN)
def get_payment_state(no: str) -> ResponseReturnValue:
    """Show only the state of an order, for the page that waits for the money."""
    answer = make_response(
        render_template("ledger/_payment_state.html", **shown_of(get_own_order(no)))
    )
    answer.headers["Cache-Control"] = "no-store"
    return answer


@bp.get("/payments/<no>/receipt.pdf")
@guarded(Permission.SIGNED_IN)
def get_payment_voucher(no: str) -> Response:
    """Hand out the receipt of a payment; it is issued when it is first asked for."""
    voucher = vouchers.issue_payment_voucher(
        get_own_order(no), site=_site(), actor=current_actor(), at=received_at()
    )
    return _file(voucher)


@bp.get("/payments/<no>/refunds/<instruction_id>.pdf")
@guarded(Permission.SIGNED_IN)
def get_refund_voucher(no: str, instruction_id: str) -> Response:
    """Hand out the receipt of money that went back; it is issued when it is first asked for."""
    voucher = vouchers.issue_refund_voucher(
        get_own_order(no),
        instruction_id,
        site=_site(),
        actor=current_actor(),
        at=received_at(),
    )
    return _file(voucher)


@bp.get("/vouchers/<no>")
@public
def get_voucher(no: str) -> ResponseReturnValue:
    """Show whoever holds a receipt that it was issued, for how much, and its digest; no name."""
    voucher = own.get_voucher(no)
    order = own.order_of(voucher)
    answer = make_response(
        render_template(
            "ledger/voucher.html",
            voucher=voucher,
            explanation=payer_views.why_certified(order, voucher),
            kind=words.VOUCHERS[voucher.kind],
            is_own=open_to(current_actor(), order),
        )
    )
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer


@bp.get("/vouchers/<no>/file.pdf")
@guarded(Permission.SIGNED_IN)
def get_voucher_file(no: str) -> Response:
    """Hand a receipt out again to those who may see its order."""
    voucher = own.get_voucher(no)
    if not open_to(current_actor(), own.order_of(voucher)):
        raise NotFound("voucher", no)
    return _file(voucher)


def _file(voucher: Voucher) -> Response:
    return file_answer(f"{voucher.no}.pdf", vouchers.file_of(voucher), PDF)


def _site() -> str:
    return str(current_app.config["PUBLIC_URL"]).rstrip("/")
