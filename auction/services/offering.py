"""Ask the creditors whether they take an unsold asset in kind, and end the asking in time.

法释〔2020〕21号 art. 16; 法明传〔2017〕455号 二: after a second failure, in the first ten days.
"""

import secrets
from datetime import datetime

from sqlalchemy import ColumnElement, exists, select

from app.documents import facade as papers
from app.identity import vault
from app.kernel.actors import SYSTEM, Actor, require_court
from app.kernel.calendar import local_date
from app.kernel.facts import stamp
from app.store import Work, db, unit_of_work
from app.store.locks import lock_row
from auction import queries
from auction.facts.rounds import LotOfferedInKind, OfferClosed
from auction.models import InKindAnswer, InKindOffer, Lot
from auction.rules.rounds import days_after_failure
from auction.services.acting import issue_act_paper
from auction.services.following import require_newest
from auction.services.merging import lock_assets
from auction.services.moving import move
from auction.services.opening import BATCH
from auction.services.venues import track_of
from auction.vocabulary import LotAction, OfferEnding
from registry import facade as registry

#: Seals the number the court adds to the lots of an offer.
NONCE = "auction.lots"


def ask_creditors(*, lot_no: str, actor: Actor, at: datetime) -> InKindOffer:
    """Ask the creditors of the case; twice is once. The paper goes to all parties.

    Raises Conflict(asset_in_a_sale) once the asset is offered again.
    """
    with unit_of_work() as work:
        lot = lock_row(Lot, no=lot_no)
        require_court(actor, lot.court_id)
        if earlier := queries.find_open_offer(lot.id):
            return earlier
        return open_offer(work, lot, actor, at)


def open_offer(work: Work, lot: Lot, actor: Actor, at: datetime) -> InKindOffer:
    """Open the days to take a property in kind; inside a unit of work that holds the lot."""
    lock_assets(queries.assets_of(lot))
    require_newest(lot)
    move(lot, LotAction.OFFER_IN_KIND, actor=actor, at=at)
    assert lot.start_price is not None
    assert lot.ended_at is not None
    days = days_after_failure(
        lot.round,
        lot.kind.value,
        local_date(lot.ended_at),
        asked_on=local_date(at),
        track=track_of(lot),
    )
    number = queries.count_offers(lot.id) + 1
    paper = issue_act_paper(
        papers.PaperKind.IN_KIND_INQUIRY,
        lot,
        reference=f"{lot.no}/{number}",
        price=lot.start_price,
        due_at=days.answers_until,
        actor=actor,
        at=at,
    )
    nonce = secrets.token_bytes(registry.NONCE_BYTES)
    offer = InKindOffer(
        lot_id=lot.id,
        nonce_sealed=vault.seal(NONCE, nonce.hex(), paper.no),
        commitment=registry.commitment(nonce),
        price=lot.start_price,
        asked_at=at,
        until_at=days.answers_until,
        asked_by=actor.label,
        paper_no=paper.no,
    )
    db.session.add(offer)
    fact = LotOfferedInKind(
        lot=lot.no,
        case_number=lot.case_number,
        price=str(lot.start_price),
        until_at=stamp(days.answers_until),
        commitment=offer.commitment or "",
    )
    work.record(fact, actor=actor, at=at)
    return offer


def close_due_offers(at: datetime) -> int:
    """End every asking whose days are over and that nobody answered; return how many."""
    due = db.session.scalars(
        select(InKindOffer.lot_id)
        .where(InKindOffer.ended_at.is_(None), InKindOffer.until_at <= at, ~_is_wanted())
        .order_by(InKindOffer.until_at)
        .limit(BATCH)
    ).all()
    return sum(_close_if_due(lot_id, at) for lot_id in due)


def _is_wanted() -> ColumnElement[bool]:
    """Somebody takes the property: then the court ranks, and nothing ends by itself."""
    return exists().where(InKindAnswer.offer_id == InKindOffer.id, InKindAnswer.takes_it.is_(True))


def _close_if_due(lot_id: int, at: datetime) -> bool:
    with unit_of_work() as work:
        lot = lock_row(Lot, id=lot_id)
        offer = queries.find_open_offer(lot.id)
        if offer is None or offer.until_at > at:
            return False
        if any(row.takes_it for row in queries.list_answers(offer.id)):
            return False
        end_offer(work, lot, offer, OfferEnding.NOBODY, actor=SYSTEM, at=at)
        return True


def end_offer(
    work: Work, lot: Lot, offer: InKindOffer, ending: OfferEnding, *, actor: Actor, at: datetime
) -> None:
    """Lead a lot whose creditors do not take it back to where the next round may follow."""
    move(lot, LotAction.CLOSE_OFFER, actor=actor, at=at)
    offer.ended_at, offer.ending = at, ending
    fact = OfferClosed(lot=lot.no, case_number=lot.case_number, ending=ending)
    work.record(fact, actor=actor, at=at)
