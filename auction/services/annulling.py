"""Annul a sale on an objection that is upheld (法释〔2016〕18号 art. 31)."""

from datetime import date, datetime, timedelta

from app import lawbook
from app.kernel.actors import Actor, require_court
from app.kernel.calendar import local_date
from app.kernel.errors import Conflict, Refusal
from app.ledger import facade as ledger
from app.ledger.vocabulary import OrderState
from app.store import unit_of_work
from app.store.locks import lock_row
from auction import queries
from auction.facts.acts import LotAnnulled
from auction.models import Lot, Settlement
from auction.rules import articles
from auction.services.acts import refusals_on_record, require_reason, write_act
from auction.services.confirming import balance_reference
from auction.services.moving import move
from auction.vocabulary import (
    SETTLEMENT,
    AnnulmentGround,
    LotAction,
    SettlementAction,
    SettlementState,
)


def decide_by(filed_on: date) -> date:
    """Return by when the court decides on an objection to its acts (民诉法 236)."""
    return filed_on + timedelta(days=lawbook.number("objection_decision_days", on=filed_on))


def annul_lot(
    *,
    lot_no: str,
    ground: AnnulmentGround,
    reason: str,
    objector: str,
    filed_on: date,
    actor: Actor,
    at: datetime,
) -> Lot:
    """Annul a sale from its result to the handover; what is due stops, what is paid stays here.

    A party or an interested person objects, a judge decides in fifteen days (民诉法 236); a later
    decision counts and is marked. Raises Refusal: reason_missing, objector_missing,
    filed_in_the_future; Conflict: sale_not_confirmed in the seconds before its confirmation.
    """
    citations = (articles.ANNULMENT, articles.OBJECTION_TO_ACTS)
    words = require_reason(reason, citations)
    if not objector.strip():
        fields = {"objector": "objector_missing"}
        raise Refusal("objector_missing", citations=citations, fields=fields)
    if filed_on > local_date(at):
        fields = {"filed_on": "filed_in_the_future"}
        raise Refusal("filed_in_the_future", fields=fields)
    with refusals_on_record(lot_no, LotAction.ANNUL, actor, at), unit_of_work() as work:
        lot = lock_row(Lot, no=lot_no)
        require_court(actor, lot.court_id)
        left = lot.state
        move(lot, LotAction.ANNUL, actor=actor, at=at)
        _stop_the_money(lot, actor, at)
        write_act(
            lot,
            LotAction.ANNUL,
            left=left,
            ground=ground,
            reason=words,
            citations=citations,
            details={"person": objector.strip(), "filed_on": filed_on.isoformat()},
            actor=actor,
            at=at,
        )
        fact = LotAnnulled(
            lot=lot.no,
            case_number=lot.case_number,
            ground=ground,
            reason=words,
            is_late=local_date(at) > decide_by(filed_on),
        )
        work.record(fact, actor=actor, at=at)
        return lot


def _stop_the_money(lot: Lot, actor: Actor, at: datetime) -> None:
    """Void the balance and the plan: nobody pays and nobody is paid by a sale that is no more."""
    if queries.find_settlement(lot.id) is None:
        raise Conflict("sale_not_confirmed")
    settlement = lock_row(Settlement, lot_id=lot.id)
    if settlement.state is SettlementState.DISTRIBUTED:
        raise Refusal("money_is_out", status=409, citations=(articles.ANNULMENT,))
    settlement.state = SETTLEMENT.after(settlement.state, SettlementAction.ANNUL)
    reference = balance_reference(lot.no)
    order = ledger.find_order(reference)
    if order is not None and order.state is OrderState.OPEN:
        ledger.cancel_order(reference, actor=actor, at=at)
