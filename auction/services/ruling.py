"""From the paid price to the handover: approval, qualification, ruling, delivery, the end.

法释〔2020〕21号 arts. 20 (ruling in ten days), 26 (title), 27 (handover in fifteen);
法释〔2021〕18号 art. 3 (homes); 法释〔2021〕20号 art. 15 (equity).
"""

from datetime import datetime, timedelta

from app import lawbook
from app.kernel.actors import Actor, require_court
from app.kernel.calendar import end_of_day, local_date
from app.kernel.errors import Refusal
from app.kernel.facts import stamp
from app.store import unit_of_work
from app.store.locks import lock_row
from auction import queries
from auction.facts.ruling import (
    ApprovalAsked,
    BuyerProven,
    LotHandedOver,
    LotRuled,
    QualificationShown,
)
from auction.models import Lot, Settlement
from auction.rules import articles
from auction.services.acts import refusals_on_record, require_reason, write_act
from auction.services.buyers import buyers_of
from auction.services.judging_proofs import require_proven
from auction.services.moving import move
from auction.services.settling import settle_if_done
from auction.vocabulary import LotAction, LotState
from registry.vocabulary import AssetNature


def ask_approval(*, lot_no: str, authority: str, actor: Actor, at: datetime) -> Lot:
    """Note that the buyer of equity has to get an authority's approval first (2021〔20〕 15).

    The price may come in all the same; the ruling waits. Raises Refusal: reason_missing without an
    authority, approval_not_needed for anything but equity.
    """
    citations = (articles.EQUITY_APPROVAL,)
    words = require_reason(authority, citations)
    with refusals_on_record(lot_no, LotAction.ASK_APPROVAL, actor, at), unit_of_work() as work:
        lot = lock_row(Lot, no=lot_no)
        require_court(actor, lot.court_id)
        if lot.nature is not AssetNature.EQUITY:
            raise Refusal("approval_not_needed", status=409, citations=citations)
        move(lot, LotAction.ASK_APPROVAL, actor=actor, at=at)
        lot.needs_approval = True
        fact = ApprovalAsked(lot=lot.no, case_number=lot.case_number, authority=words)
        work.record(fact, actor=actor, at=at)
        return lot


def prove_buyer(*, lot_no: str, proof: str, actor: Actor, at: datetime) -> Lot:
    """Note that the buyer may own it: a home under purchase limits, or equity that was approved.

    2021〔18〕 art. 3; 2021〔20〕 art. 15. Raises Refusal: reason_missing without a proof,
    purchase_unproven for a home under limits whose accepted proofs leave a day open.
    """
    words = require_reason(proof, (articles.HOME_QUALIFICATION,))
    with unit_of_work() as work:
        lot = lock_row(Lot, no=lot_no)
        require_court(actor, lot.court_id)
        move(lot, LotAction.PROVE_BUYER, actor=actor, at=at)
        if lot.purchase_limit:
            require_proven(lot, buyers_of(lot), at, citations=(articles.HOME_QUALIFICATION,))
        head = {"lot": lot.no, "case_number": lot.case_number}
        work.record(QualificationShown(**head, proof=words), actor=actor, at=at)
        work.record(BuyerProven(**head), actor=actor, at=at)
        return lot


def ruling_due(settlement: Settlement) -> datetime | None:
    """Return by when the ruling is served: ten days from the whole price (20〔21〕 20)."""
    if settlement.paid_at is None:
        return None
    paid_on = local_date(settlement.paid_at)
    days = lawbook.number("ruling_days", on=paid_on)
    return end_of_day(paid_on + timedelta(days=days))


def handover_due(lot: Lot) -> datetime | None:
    """Return by when a ruled lot is handed over: fifteen days from the service (20〔21〕 27)."""
    if lot.title_passed_at is None:
        return None
    served_on = local_date(lot.title_passed_at)
    days = lawbook.number("handover_days", on=served_on)
    return end_of_day(served_on + timedelta(days=days))


def rule_sale(*, lot_no: str, is_unrestricted: bool, actor: Actor, at: datetime) -> Lot:
    """Make and serve the ruling on a paid sale; title passes with its service (20〔21〕 20, 26).

    ``is_unrestricted``: the judge found that no purchase limit applies to the home; else the
    buyer's qualification is proven first (2021〔18〕 3). A ruling after the ten days is marked.
    Raises Refusal: purchase_proof_missing, purchase_unproven, approval_missing.
    """
    with refusals_on_record(lot_no, LotAction.RULE, actor, at), unit_of_work() as work:
        lot = lock_row(Lot, no=lot_no)
        require_court(actor, lot.court_id)
        settlement = queries.find_settlement(lot.id)
        left = lot.state
        move(lot, LotAction.RULE, actor=actor, at=at)
        assert settlement is not None
        _require_may_own(lot, left, at, is_unrestricted=is_unrestricted)
        lot.ruling_served_at = at
        confirmation = queries.find_confirmation(lot.id)
        assert confirmation is not None
        due = ruling_due(settlement)
        buyer = confirmation.content["buyer_name"]
        write_act(
            lot,
            LotAction.RULE,
            left=left,
            reason=buyer,
            citations=(articles.RULING, articles.TITLE_PASSES),
            details={"person": buyer, "price": settlement.price},
            actor=actor,
            at=at,
        )
        fact = LotRuled(
            lot=lot.no,
            case_number=lot.case_number,
            is_late=due is not None and at >= due,
        )
        work.record(fact, actor=actor, at=at)
        return lot


def _require_may_own(lot: Lot, left: LotState, at: datetime, *, is_unrestricted: bool) -> None:
    """Refuse a ruling to whoever may not own the thing yet (2021〔18〕 3; 2021〔20〕 15)."""
    cited = (articles.HOME_QUALIFICATION,)
    if lot.purchase_limit:
        # What was shown once may have grown old since: it is shown up to the ruling.
        require_proven(lot, buyers_of(lot), at, citations=cited)
        if left is not LotState.QUALIFIED:
            raise Refusal("purchase_proof_missing", status=409, citations=cited)
    if left is LotState.QUALIFIED:
        return
    if lot.needs_approval:
        raise Refusal("approval_missing", status=409, citations=(articles.EQUITY_APPROVAL,))
    if lot.nature is AssetNature.HOUSING and not is_unrestricted:
        raise Refusal(
            "purchase_proof_missing",
            status=409,
            citations=cited,
            fields={"is_unrestricted": "purchase_proof_missing"},
        )


def record_handover(
    *, lot_no: str, handed_over_at: datetime, notes: str, actor: Actor, at: datetime
) -> Lot:
    """Record that the thing was handed over, with the words of the record (20〔21〕 27).

    Raises Refusal: reason_missing, handover_day_wrong for a moment ahead or before the ruling.
    """
    citations = (articles.HANDOVER,)
    words = require_reason(notes, citations)
    with unit_of_work() as work:
        lot = lock_row(Lot, no=lot_no)
        require_court(actor, lot.court_id)
        left = lot.state
        move(lot, LotAction.HAND_OVER, actor=actor, at=at)
        assert lot.ruling_served_at is not None
        if not lot.ruling_served_at <= handed_over_at <= at:
            fields = {"handed_over_at": "handover_day_wrong"}
            raise Refusal("handover_day_wrong", citations=citations, fields=fields)
        confirmation = queries.find_confirmation(lot.id)
        assert confirmation is not None
        due = handover_due(lot)
        write_act(
            lot,
            LotAction.HAND_OVER,
            left=left,
            reason=words,
            citations=citations,
            details={"person": confirmation.content["buyer_name"], "from_at": handed_over_at},
            actor=actor,
            at=at,
        )
        fact = LotHandedOver(
            lot=lot.no,
            case_number=lot.case_number,
            handed_over_at=stamp(handed_over_at),
            is_late=due is not None and handed_over_at >= due,
        )
        work.record(fact, actor=actor, at=at)
        settlement = lock_row(Settlement, lot_id=lot.id)
        settle_if_done(work, lot, settlement, at)
        return lot
