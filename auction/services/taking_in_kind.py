"""Creditors answer, are ranked, top up; the court rules the property to one (20〔21〕 art. 16)."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select

from app import lawbook
from app.identity import facade as identity
from app.kernel.actors import SYSTEM, Actor, require_court
from app.kernel.calendar import end_of_day, local_date
from app.kernel.citation import Citation
from app.kernel.errors import NotFound, Refusal
from app.kernel.facts import stamp
from app.kernel.money import total
from app.ledger import facade as ledger
from app.ledger.vocabulary import OrderState
from app.store import Work, db, unit_of_work
from app.store.locks import lock_row
from appraisal import facade as appraisal
from auction import queries
from auction.facts.in_kind import (
    AssigneeChosen,
    AssigneeFellOut,
    InKindAnswered,
    InKindTopUpReceived,
    LotTakenInKind,
)
from auction.models import InKindAnswer, InKindOffer, Lot
from auction.rules import articles
from auction.rules.in_kind import Wish, set_off
from auction.services.acts import refusals_on_record, require_reason, write_act
from auction.services.appraisal_fees import SettledFee, settle_fees
from auction.services.buyers import creditor_digest, takers_of
from auction.services.drawing_lots import rank_by_lots
from auction.services.judging_proofs import is_refused, require_proven
from auction.services.moving import move
from auction.services.offering import end_offer, open_offer
from auction.services.plan_course import acting_party
from auction.services.planning import creditors_of, share_top_up
from auction.services.qualifying import require_taker_promise
from auction.vocabulary import LotAction, LotState, OfferEnding
from registry import facade as registry
from registry.vocabulary import AssetNature

PREFIX = "in_kind:"


def in_kind_reference(offer: InKindOffer, party_id: int) -> str:
    """Return how the ledger knows the top-up of an assignee."""
    return f"{PREFIX}{offer.id}:{party_id}"


def answer_offer(
    *,
    lot_no: str,
    takes_it: bool,
    party_id: int | None = None,
    figure: str = "",
    promises: bool = False,
    actor: Actor,
    at: datetime,
) -> InKindAnswer:
    """Answer as a creditor, or record the paper of one; changed until the days are over.

    ``figure`` is what the creditor adds to the seed of the lots among equals, if it likes.
    After a failed round a creditor may take the property without being asked: that opens the days.
    ``promises``: the creditor promises in writing to be qualified to own a home under limits.
    Raises Refusal: not_a_creditor, offer_over, purchase_promise_missing.
    """
    with unit_of_work() as work:
        lot = lock_row(Lot, no=lot_no)
        party = acting_party(lot, actor, party_id)
        names = {claim.party_id: claim.name for claim in creditors_of(lot.case_number)}
        if party not in names:
            raise Refusal("not_a_creditor", citations=(articles.IN_KIND,), status=403)
        offer = queries.find_open_offer(lot.id)
        if offer is None:
            offer = _opened_by_wish(work, lot, actor, at, takes_it=takes_it)
        if at >= offer.until_at or offer.ranked_at is not None:
            raise Refusal("offer_over", status=409, citations=(articles.IN_KIND,))
        answer = _put(offer, party, names[party], actor, at, takes_it=takes_it)
        answer.figure = figure.strip()
        if takes_it and lot.purchase_limit:
            require_taker_promise(work, lot, creditor_digest(lot, party), at, promises=promises)
        fact = InKindAnswered(
            lot=lot.no, case_number=lot.case_number, party=party, takes_it=takes_it
        )
        work.record(fact, actor=actor, at=at)
        _close_when_all_refuse(work, lot, offer, set(names), at)
        return answer


def _opened_by_wish(
    work: Work, lot: Lot, actor: Actor, at: datetime, *, takes_it: bool
) -> InKindOffer:
    if not takes_it or lot.state is not LotState.UNSOLD:
        raise NotFound("offer", lot.no)
    return open_offer(work, lot, actor, at)


def _put(
    offer: InKindOffer, party: int, name: str, actor: Actor, at: datetime, *, takes_it: bool
) -> InKindAnswer:
    db.session.flush()
    answer = db.session.scalar(
        select(InKindAnswer).filter_by(offer_id=offer.id, party_id=party).with_for_update()
    )
    if answer is None:
        answer = InKindAnswer(offer_id=offer.id, party_id=party, party_name=name)
        db.session.add(answer)
    answer.takes_it, answer.answered_at, answer.recorded_by = takes_it, at, actor.label
    db.session.flush()
    return answer


def _close_when_all_refuse(
    work: Work, lot: Lot, offer: InKindOffer, creditors: set[int], at: datetime
) -> None:
    """End the days early once every creditor has said no."""
    answers = queries.list_answers(offer.id)
    if {row.party_id for row in answers} >= creditors and not any(r.takes_it for r in answers):
        end_offer(work, lot, offer, OfferEnding.NOBODY, actor=SYSTEM, at=at)


def choose_assignee(*, lot_no: str, days: int | None, actor: Actor, at: datetime) -> InKindOffer:
    """Rank those who take the property, by lots among equals, and call the first to top up.

    Once the days are over, or every creditor has answered. 20〔21〕 art. 16(2). Raises Refusal:
    offer_still_open, nobody_takes_it.
    """
    with unit_of_work() as work:
        lot = lock_row(Lot, no=lot_no)
        require_court(actor, lot.court_id)
        offer = _open_offer(lot)
        if offer.ranked_at is not None:
            return offer
        answers = queries.list_answers(offer.id)
        claims = {claim.party_id: claim for claim in creditors_of(lot.case_number)}
        if at < offer.until_at and set(claims) - {row.party_id for row in answers}:
            raise Refusal("offer_still_open", status=409, citations=(articles.IN_KIND,))
        wishes = [
            Wish(row.party_id, row.party_name, claims[row.party_id].rank)
            for row in answers
            if row.takes_it and row.party_id in claims
        ]
        if not wishes:
            raise Refusal("nobody_takes_it", status=409, citations=(articles.IN_KIND,))
        ranking = rank_by_lots(
            lot, offer, wishes, {str(row.party_id): row.figure for row in answers}
        )
        by_party = {row.party_id: row for row in answers}
        for place, wish in enumerate(ranking.order, start=1):
            by_party[wish.party_id].place = place
        offer.ranked_at, offer.drawn = at, [list(group) for group in ranking.drawn]
        _call(work, lot, offer, ranking.order[0].party_id, days, actor, at)
        return offer


def _open_offer(lot: Lot) -> InKindOffer:
    offer = queries.find_open_offer(lot.id)
    if offer is None:
        raise NotFound("offer", lot.no)
    return lock_row(InKindOffer, id=offer.id)


def _call(
    work: Work,
    lot: Lot,
    offer: InKindOffer,
    party_id: int,
    days: int | None,
    actor: Actor,
    at: datetime,
) -> None:
    """Name the assignee and ask for the difference, if its claim is smaller than the price."""
    found = set_off(offer.price, creditors_of(lot.case_number), party_id)
    offer.assignee_id = party_id
    offer.entitled, offer.top_up = found.entitled, found.top_up
    offer.top_up_due_at = offer.top_up_order = offer.top_up_paid_at = None
    if found.top_up:
        today = local_date(at)
        given = days or lawbook.number("in_kind_top_up_days", on=today)
        offer.top_up_due_at = end_of_day(today + timedelta(days=given))
        offer.top_up_order = _ask_top_up(lot, offer, party_id, actor, at)
    fact = AssigneeChosen(
        lot=lot.no,
        case_number=lot.case_number,
        party=party_id,
        entitled=str(found.entitled),
        top_up=str(found.top_up),
        drawn=[list(group) for group in offer.drawn],
    )
    work.record(fact, actor=actor, at=at)


def _ask_top_up(lot: Lot, offer: InKindOffer, party_id: int, actor: Actor, at: datetime) -> str:
    parties = registry.parties_of(lot.case_number)
    person = next(party.person_id for party in parties if party.id == party_id)
    who = None if person is None else _real_name(lot, person, actor, at)
    if who is None:
        raise Refusal("assignee_without_account", citations=(articles.IN_KIND_TOP_UP,))
    reference = in_kind_reference(offer, party_id)
    assert offer.top_up is not None
    assert offer.top_up_due_at is not None
    order = ledger.open_payment_order(
        purpose=ledger.Purpose.IN_KIND_TOP_UP,
        reference=reference,
        payer=ledger.Payer(who.name, who.id_number, person),
        amount=offer.top_up,
        due_at=offer.top_up_due_at,
        case_number=lot.case_number,
        key=reference,
        actor=actor,
        at=at,
    )
    return order.no


def _real_name(lot: Lot, person: int, actor: Actor, at: datetime) -> identity.RealName | None:
    """Return a creditor's proven name, or None where the account has none."""
    try:
        return identity.real_name(
            person,
            purpose="in_kind",
            reference=lot.no,
            actor=actor,
            at=at,
            case_number=lot.case_number,
        )
    except NotFound:
        return None


def receive_in_kind_top_up(*, reference: str, at: datetime) -> None:
    """Note that an assignee has topped up; told twice, done once."""
    offer_id, _, party = reference.removeprefix(PREFIX).partition(":")
    with unit_of_work() as work:
        found = db.session.get(InKindOffer, int(offer_id))
        if found is None:
            raise NotFound("offer", offer_id)
        lot = lock_row(Lot, id=found.lot_id)
        offer = lock_row(InKindOffer, id=found.id)
        if offer.assignee_id != int(party) or offer.top_up_paid_at is not None:
            return
        offer.top_up_paid_at = at
        fact = InKindTopUpReceived(
            lot=lot.no, case_number=lot.case_number, party=int(party), amount=str(offer.top_up)
        )
        work.record(fact, actor=SYSTEM, at=at)


def pass_on(*, lot_no: str, reason: str, actor: Actor, at: datetime) -> InKindOffer:
    """Let an assignee fall out; the next one is called, or none.

    One that did not top up in time, or paid nothing and is not qualified to own the home: a judge
    refused its proof (2021〔18〕 art. 5).

    Raises Refusal: reason_missing, top_up_not_overdue.
    """
    words = require_reason(reason, (articles.IN_KIND_TOP_UP,))
    with unit_of_work() as work:
        lot = lock_row(Lot, no=lot_no)
        require_court(actor, lot.court_id)
        offer = _open_offer(lot)
        if offer.assignee_id is None:
            raise NotFound("assignee", lot_no)
        is_unpaid = not offer.is_topped_up and offer.top_up_due_at is not None
        is_overdue = is_unpaid and offer.top_up_due_at is not None and at >= offer.top_up_due_at
        if not is_overdue and not _is_unqualified(lot, offer, at):
            raise Refusal("top_up_not_overdue", status=409, citations=(articles.IN_KIND_TOP_UP,))
        _void_top_up(offer, actor, at)
        answers = queries.list_answers(offer.id)
        next(row for row in answers if row.party_id == offer.assignee_id).fell_out_at = at
        fact = AssigneeFellOut(
            lot=lot.no, case_number=lot.case_number, party=offer.assignee_id, reason=words
        )
        work.record(fact, actor=actor, at=at)
        following = _next_in_order(answers)
        if following is None:
            offer.assignee_id = None
            end_offer(work, lot, offer, OfferEnding.FELL_THROUGH, actor=actor, at=at)
        else:
            _call(work, lot, offer, following.party_id, None, actor, at)
        return offer


def _is_unqualified(lot: Lot, offer: InKindOffer, at: datetime) -> bool:
    if not lot.purchase_limit or offer.top_up_paid_at is not None:
        return False
    return is_refused(lot, takers_of(lot)[0], at)


def _next_in_order(answers: Sequence[InKindAnswer]) -> InKindAnswer | None:
    waiting = [row for row in answers if row.place is not None and row.fell_out_at is None]
    return min(waiting, key=lambda row: row.place or 0, default=None)


def _void_top_up(offer: InKindOffer, actor: Actor, at: datetime) -> None:
    assert offer.assignee_id is not None
    reference = in_kind_reference(offer, offer.assignee_id)
    order = ledger.find_order(reference)
    if order is not None and order.state is OrderState.OPEN:
        ledger.cancel_order(reference, actor=actor, at=at)


def rule_in_kind(*, lot_no: str, is_unrestricted: bool, actor: Actor, at: datetime) -> Lot:
    """Rule the property to the assignee: the price is set off, title passes with the ruling.

    20〔21〕 arts. 16, 20 (ten days of the top-up), 26. A home goes to nobody who may not own it
    (法释〔2021〕18号 art. 5): one under limits wants accepted proofs, of others ``is_unrestricted``
    says that the judge found the assignee may. Raises Refusal: assignee_missing,
    in_kind_top_up_missing, purchase_proof_missing, purchase_unproven;
    in_kind_fee_open while a balance of the appraisal fee is unpaid (P3).
    """
    with refusals_on_record(lot_no, LotAction.RULE_IN_KIND, actor, at):
        _require_may_own(queries.get_lot(lot_no), at, is_unrestricted=is_unrestricted)
        fees = _settle_fees(lot_no, actor, at)
        open_fees = [one.fee.balance_due for one in fees if not one.fee.is_paid]
        if open_fees:
            raise Refusal(
                "in_kind_fee_open",
                status=409,
                citations=(Citation(articles.PLATFORM_RULES, "P3"),),
                params={"amount": total(open_fees)},
            )
        with unit_of_work() as work:
            lot = lock_row(Lot, no=lot_no)
            if lot.state is LotState.IN_KIND:
                return lot
            offer = _require_topped_up(lot)
            left = lot.state
            move(lot, LotAction.RULE_IN_KIND, actor=actor, at=at)
            offer.ended_at, offer.ending = at, OfferEnding.TAKEN
            share_top_up(lot, offer)
            assert offer.assignee_id is not None
            name = registry.party_names([offer.assignee_id])[offer.assignee_id]
            write_act(
                lot,
                LotAction.RULE_IN_KIND,
                left=left,
                reason=name,
                citations=(articles.IN_KIND, articles.RULING),
                details={"person": name, "price": offer.price, "amount": offer.top_up or None},
                actor=actor,
                at=at,
            )
            fact = LotTakenInKind(lot=lot.no, case_number=lot.case_number, price=str(offer.price))
            work.record(fact, actor=actor, at=at)
            return lot


def _require_may_own(lot: Lot, at: datetime, *, is_unrestricted: bool) -> None:
    if lot.purchase_limit:
        if lot.state is LotState.IN_KIND_OFFERED:
            require_proven(lot, takers_of(lot)[:1], at, citations=(articles.HOME_IN_KIND,))
        return
    if lot.nature is AssetNature.HOUSING and not is_unrestricted:
        raise Refusal(
            "purchase_proof_missing",
            status=409,
            citations=(articles.HOME_PURCHASE,),
            fields={"is_unrestricted": "purchase_proof_missing"},
        )


def _require_topped_up(lot: Lot) -> InKindOffer:
    offer = _open_offer(lot)
    if offer.assignee_id is None:
        raise Refusal("assignee_missing", status=409, citations=(articles.IN_KIND,))
    if not offer.is_topped_up:
        assert offer.top_up_due_at is not None
        raise Refusal(
            "in_kind_top_up_missing",
            status=409,
            citations=(articles.IN_KIND_TOP_UP,),
            params={"amount": offer.top_up, "due": stamp(offer.top_up_due_at)},
        )
    return offer


def _settle_fees(lot_no: str, actor: Actor, at: datetime) -> list[SettledFee]:
    """Settle the appraisal fees on the price in kind; a balance is asked from the assignee."""
    with unit_of_work():
        lot = lock_row(Lot, no=lot_no)
        require_court(actor, lot.court_id)
        if lot.state is LotState.IN_KIND:
            offer = queries.find_last_offer(lot.id)
            assert offer is not None
        else:
            offer = _require_topped_up(lot)
        return settle_fees(
            lot,
            outcome=appraisal.SettledOutcome.IN_KIND,
            price=offer.price,
            assignee_party_id=offer.assignee_id,
            actor=actor,
            at=at,
        )
