"""One receipt that waits: what is known, which orders it may belong to, the two ways out."""

from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.kernel.actors import Actor
from app.kernel.errors import NotFound
from app.kernel.permissions import Permission
from app.ledger import queries
from app.ledger.desk_vocabulary import SuspenseState
from app.ledger.models import BankReceipt, PaymentOrder, SuspenseItem
from app.ledger.pages.desk_frame import WORDS, act, court_of
from app.ledger.schemas import MatchForm, ReasonForm
from app.ledger.services import suspense
from app.ledger.services.orders import payer_digest
from app.web.errors import Problem
from app.web.guards import current_actor, guarded, received_at
from app.web.parsing import load

bp = Blueprint("ledger_suspense", __name__)


def _own(serial: str, actor: Actor) -> tuple[SuspenseItem, BankReceipt]:
    """Return a receipt the actor's court may place; raises NotFound."""
    court = court_of(actor)
    item = queries.get_suspense_item(serial)
    case_number = suspense.case_of(item)
    home = queries.court_of_case(case_number) if case_number else None
    if court is not None and home not in {None, court}:
        raise NotFound("receipt", serial)
    receipt = queries.find_receipt(serial)
    assert receipt is not None
    return item, receipt


def _candidates(item: SuspenseItem, receipt: BankReceipt, court: int | None) -> list[Any]:
    """Return open orders the money may belong to, with what speaks for each, the likeliest first.

    The machine compares sealed names; the page says only whether they agree.
    """
    payer = suspense.payer_of(item, receipt.serial)
    named = [
        {
            "order": order,
            "is_same_payer": payer_digest(order.no, payer.name, payer.id_number)
            == order.payer_digest,
            "is_exact": order.amount == receipt.amount,
            "is_named": order.id == item.order_id,
        }
        for order in queries.list_open_orders(court)
        if order.amount >= receipt.amount
    ]
    keys = ("is_same_payer", "is_exact", "is_named")
    return sorted(named, key=lambda each: tuple(not each[key] for key in keys))[:10]


def _others(item: SuspenseItem, order: PaymentOrder | None, court: int | None) -> list[Any]:
    """Return other money that waits and may make an order exact together with this."""
    rows = queries.list_waiting(court)
    return [
        (receipt, named)
        for other, receipt, named in rows
        if other.id != item.id and (order is None or named is None or named.id == order.id)
    ][:20]


def _page(serial: str, problem: Problem | None = None, status: int = 200) -> ResponseReturnValue:
    actor = current_actor()
    item, receipt = _own(serial, actor)
    court = court_of(actor)
    named = queries.find_order(receipt.order_no) if item.order_id else None
    is_waiting = item.state is SuspenseState.WAITING
    page = render_template(
        "ledger/suspense.html",
        item=item,
        receipt=receipt,
        named=named,
        case_number=suspense.case_of(item),
        standing=queries.receipt_standing(serial),
        candidates=_candidates(item, receipt, court) if is_waiting else [],
        others=_others(item, named, court) if is_waiting else [],
        proposal=queries.find_proposal_of_receipts([serial]),
        may_act=is_waiting and actor.may(Permission.MANAGE_MONEY),
        form=request.form,
        problem=problem,
        at=received_at(),
        **WORDS,
    )
    return page, status


@bp.get("/desk/finance/suspense/<serial>")
@guarded(Permission.VIEW_MONEY)
def get_receipt(serial: str) -> ResponseReturnValue:
    """Show one receipt that waits or waited."""
    return _page(serial)


def _act(serial: str, order: Any, words: str) -> ResponseReturnValue:
    _own(serial, current_actor())
    return act(order, words, lambda problem, status: _page(serial, problem, status))


@bp.post("/desk/finance/suspense/<serial>/take")
@guarded(Permission.MANAGE_MONEY)
def post_take(serial: str) -> ResponseReturnValue:
    """Take the money in hand."""

    def order() -> str:
        suspense.take(serial, actor=current_actor(), at=received_at())
        return url_for("ledger_suspense.get_receipt", serial=serial)

    return _act(serial, order, _("You look after this money now."))


@bp.post("/desk/finance/suspense/<serial>/match")
@guarded(Permission.MANAGE_MONEY)
def post_match(serial: str) -> ResponseReturnValue:
    """Propose to place it, alone or with other money."""

    def order() -> str:
        given = load(MatchForm)
        row = suspense.propose_match(
            given["order_no"],
            [serial, *given["serials"]],
            reason=given["reason"],
            ground=given["ground"],
            actor=current_actor(),
            at=received_at(),
        )
        return url_for("ledger_proposals.get_proposal", no=row.no)

    return _act(serial, order, _("Proposed. A second person must approve it."))


@bp.post("/desk/finance/suspense/<serial>/return")
@guarded(Permission.MANAGE_MONEY)
def post_return(serial: str) -> ResponseReturnValue:
    """Propose to send it back."""

    def order() -> str:
        given = load(ReasonForm)
        row = suspense.propose_return(
            serial, reason=given["reason"], actor=current_actor(), at=received_at()
        )
        return url_for("ledger_proposals.get_proposal", no=row.no)

    return _act(serial, order, _("Proposed. A second person must approve it."))
