"""What a bidder does: enroll step by step, pay the deposit, see where everything stands."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.identity import facade as identity
from app.kernel.actors import Actor
from app.kernel.errors import NotFound, Refusal
from app.kernel.permissions import Permission
from app.ledger import facade as ledger
from app.web.errors import Problem, describe
from app.web.guards import current_actor, guarded, received_at
from app.web.parsing import load
from auction import messages, queries
from auction.models import Enrollment, Lot
from auction.rules.purchase_limit import PROMISE
from auction.schemas import YES, EnrollForm
from auction.services import enrolling
from auction.services.confirming import balance_reference
from auction.services.enrolling import Party
from auction.services.identities import Holder, find_enrollment, open_sealed
from auction.services.setting_off import entry_of
from auction.views import page_of
from auction.vocabulary import EnrollmentState

bp = Blueprint("enrollment", __name__)

#: Where a person stands in the wizard, by the enrollment's state.
STEP_OF = {
    None: 1,
    EnrollmentState.APPLIED: 3,
    EnrollmentState.QUALIFIED: 4,
    EnrollmentState.LAPSED: 3,
    EnrollmentState.WON: 4,
    EnrollmentState.LOST: 4,
    EnrollmentState.LEFT: 3,
}


@bp.get("/lots/<no>/enroll")
@guarded(Permission.ENROLL)
def get_enroll(no: str) -> ResponseReturnValue:
    """Show the step of the wizard that is next; it can be left and taken up again."""
    return _page(queries.get_public_lot(no))


def _page(lot: Lot, refusal: Refusal | None = None) -> ResponseReturnValue:
    actor = current_actor()
    enrollment = find_enrollment(lot, actor)
    try:
        own_name = identity.own_name(actor)
    except NotFound:
        own_name = None
    party, bar = None, None
    if enrollment is None and own_name is not None:
        party, bar = _party(lot, actor)
    order = _order(enrollment)
    entry = party.entry if party else entry_of(lot, actor)
    page = render_template(
        "auction/enroll.html",
        lot=lot,
        page=page_of(lot, received_at()),
        enrollment=enrollment,
        step=STEP_OF[enrollment.state if enrollment else None],
        own_name=own_name,
        order=order,
        entry=entry,
        party=party,
        rank=party.rank if party else None,
        bar=bar,
        promise_words=PROMISE,
        payer=_holder(lot, enrollment).name if enrollment else None,
        tags=messages.ENROLLMENTS,
        form=request.form,
        problem=describe(refusal) if refusal else None,
    )
    return page, refusal.status if refusal else 200


def _party(lot: Lot, actor: Actor) -> tuple[Party | None, Problem | None]:
    """Return who would buy and pay, or why not, told before anything is filled in or paid."""
    try:
        return enrolling.party_of(lot, actor, received_at()), None
    except Refusal as refusal:
        return None, describe(refusal)


def _holder(lot: Lot, enrollment: Enrollment) -> Holder:
    """Open the reader's own enrollment: in whose name it is paid."""
    return open_sealed(lot.no, enrollment.holder_digest, enrollment.identity_sealed)


def _order(enrollment: Enrollment | None) -> ledger.PaymentOrderView | None:
    if enrollment is None or enrollment.deposit_reference is None:
        return None
    return ledger.find_order(enrollment.deposit_reference)


@bp.post("/lots/<no>/enroll")
@guarded(Permission.ENROLL)
def post_enroll(no: str) -> ResponseReturnValue:
    """Enroll with the seven warnings accepted one by one."""
    try:
        given = load(EnrollForm)
        enrolling.enroll(
            lot_no=no,
            accepted=set(given["accepted"]),
            notice_version=given["notice_version"],
            has_capacity=given["has_capacity"] in YES,
            promises=given["promises"] in YES,
            actor=current_actor(),
            at=received_at(),
        )
    except Refusal as refusal:
        return _page(queries.get_public_lot(no), refusal)
    return redirect(url_for("enrollment.get_enroll", no=no), 303)


@bp.get("/desk/enrollments")
@guarded(Permission.ENROLL)
def list_own() -> str:
    """Show the reader's own enrollments: paddle, deposit, result, what is still to pay."""
    now = received_at()
    rows = []
    for lot, enrollment in enrolling.own_enrollments(current_actor()):
        reference = enrollment.deposit_reference or ""
        has_won = enrollment.state is EnrollmentState.WON
        rows.append(
            {
                "lot": lot,
                "enrollment": enrollment,
                "phase": messages.PHASES[lot.phase(now)],
                "tag": messages.ENROLLMENTS[enrollment.state],
                "order": ledger.find_order(reference),
                "entry": entry_of(lot, current_actor()),
                "deposit": ledger.deposit_state(reference),
                "refund": ledger.find_refund(reference),
                "settlement": queries.find_settlement(lot.id) if has_won else None,
                "balance": ledger.find_order(balance_reference(lot.no)) if has_won else None,
            }
        )
    return render_template("auction/my_enrollments.html", rows=rows)
