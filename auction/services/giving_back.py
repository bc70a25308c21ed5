"""The end of an asset that nobody bought and nobody takes: managed, or given back.

法释〔2020〕21号 arts. 24, 25; 民诉解释 490.
"""

from datetime import datetime

from app.kernel.actors import Actor, require_court
from app.kernel.citation import Citation
from app.kernel.errors import Refusal
from app.store import unit_of_work
from app.store.locks import lock_row
from auction import queries
from auction.facts.in_kind import LotManaged, LotReturned
from auction.models import Lot
from auction.rules import articles
from auction.services.acts import refusals_on_record, require_reason, write_act
from auction.services.following import require_newest
from auction.services.moving import move
from auction.services.planning import creditors_of
from auction.services.venues import next_round
from auction.vocabulary import LotAction


def manage_lot(*, lot_no: str, party_id: int, reason: str, actor: Actor, at: datetime) -> Lot:
    """Give the asset to a creditor who agrees to manage it (民诉解释 490).

    Raises Refusal: reason_missing, not_a_creditor, sell_off_not_failed, creditors_not_asked.
    """
    citations = (articles.MANAGEMENT,)
    words = require_reason(reason, citations)
    with refusals_on_record(lot_no, LotAction.MANAGE, actor, at), unit_of_work() as work:
        lot = lock_row(Lot, no=lot_no)
        require_court(actor, lot.court_id)
        names = {claim.party_id: claim.name for claim in creditors_of(lot.case_number)}
        if party_id not in names:
            fields = {"party_id": "not_a_creditor"}
            raise Refusal("not_a_creditor", citations=citations, fields=fields)
        _end(lot, LotAction.MANAGE, names[party_id], words, citations, actor, at)
        fact = LotManaged(lot=lot.no, case_number=lot.case_number, reason=words)
        work.record(fact, actor=actor, at=at)
        return lot


def return_lot(*, lot_no: str, reason: str, actor: Actor, at: datetime) -> Lot:
    """Lift the seizure and give the asset back to the debtor (20〔21〕 arts. 24, 25).

    Raises Refusal: reason_missing, sell_off_not_failed, creditors_not_asked.
    """
    citations = (articles.AFTER_SELL_OFF, articles.OFFLINE_THIRD_ROUND)
    words = require_reason(reason, citations)
    with refusals_on_record(lot_no, LotAction.RETURN, actor, at), unit_of_work() as work:
        lot = lock_row(Lot, no=lot_no)
        require_court(actor, lot.court_id)
        _end(lot, LotAction.RETURN, None, words, citations, actor, at)
        fact = LotReturned(lot=lot.no, case_number=lot.case_number, reason=words)
        work.record(fact, actor=actor, at=at)
        return lot


def _end(
    lot: Lot,
    action: LotAction,
    person: str | None,
    reason: str,
    citations: tuple[Citation, ...],
    actor: Actor,
    at: datetime,
) -> None:
    """End what has no round left, once its creditors were asked a last time."""
    require_newest(lot)
    left = lot.state
    move(lot, action, actor=actor, at=at)
    if next_round(lot) is not None:
        raise Refusal("sell_off_not_failed", status=409, citations=citations)
    if queries.find_last_offer(lot.id) is None:
        raise Refusal("creditors_not_asked", status=409, citations=citations)
    details = {"person": person} if person else {}
    write_act(
        lot,
        action,
        left=left,
        reason=reason,
        citations=citations,
        details=details,
        actor=actor,
        at=at,
    )
