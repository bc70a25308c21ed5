"""Who an ended lot goes to, person by person: the buyers, or the creditor that takes it."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from app.identity import vault
from app.kernel.calendar import local_date
from app.store import db
from auction import queries
from auction.models import Enrollment, InKindAnswer, Lot
from auction.services.identities import PURPOSE, holder_digest, open_sealed
from auction.vocabulary import SOLD_STATES, EnrollmentState, LotState
from registry import facade as registry

#: Until the ruling a buyer still shows what the law asks for.
_BEFORE_RULING = (LotState.SOLD, LotState.AWAITING_APPROVAL, LotState.PAID, LotState.QUALIFIED)
_IN_KIND = (LotState.UNSOLD, LotState.IN_KIND_OFFERED)


@dataclass(frozen=True)
class Person:
    """Somebody a lot may go to, by which digest the person is found, since which day."""

    name: str
    digest: str
    since: date
    person_id: int | None


def creditor_digest(lot: Lot, party_id: int) -> str:
    """Return how a creditor is found who takes a property: as a bidder, if it has an account."""
    parties = registry.parties_of(lot.case_number)
    person = next((party.person_id for party in parties if party.id == party_id), None)
    if person is not None:
        return holder_digest(lot.no, person)
    return vault.digest(PURPOSE, f"{lot.no}|party:{party_id}")


def buyers_of(lot: Lot) -> list[Person]:
    """Return who bought, each joint buyer and never an agent; nobody before the end.

    The caller puts the reading on the record where the names are shown (L11).
    """
    if lot.state not in SOLD_STATES:
        return []
    query = select(Enrollment).filter_by(lot_id=lot.id, state=EnrollmentState.WON)
    enrollment = db.session.scalar(query)
    if enrollment is None:
        return []
    since = local_date(enrollment.applied_at)
    holder = open_sealed(lot.no, enrollment.holder_digest, enrollment.identity_sealed)
    found = [(one["name"], one["person_id"]) for one in holder.together]
    return [
        Person(
            name,
            enrollment.holder_digest if person is None else holder_digest(lot.no, person),
            since,
            person,
        )
        for name, person in found or [(holder.name, holder.person_id)]
    ]


def people_concerned(lot: Lot) -> list[Person]:
    """Return who may still hand in proofs once bidding ended: buyers, or creditors that take it."""
    if lot.state in _BEFORE_RULING:
        return buyers_of(lot)
    return takers_of(lot) if lot.state in _IN_KIND else []


def takers_of(lot: Lot) -> list[Person]:
    """Return the creditors that want to take an unsold property, who has its turn first."""
    offer = queries.find_open_offer(lot.id)
    if offer is None:
        return []
    answers = [
        row for row in queries.list_answers(offer.id) if row.takes_it and not row.fell_out_at
    ]
    answers.sort(key=lambda row: (row.party_id != offer.assignee_id, row.id))
    return [_taker(lot, row) for row in answers]


def _taker(lot: Lot, answer: InKindAnswer) -> Person:
    digest = creditor_digest(lot, answer.party_id)
    return Person(answer.party_name, digest, local_date(answer.answered_at), None)


def owners_of(lot: Lot) -> set[int]:
    """Return the accounts a ruled lot belongs to: its buyers, or the creditor that took it."""
    if lot.state is LotState.IN_KIND:
        offer = queries.find_last_offer(lot.id)
        taker = offer.assignee_id if offer is not None else None
        parties = registry.parties_of(lot.case_number)
        return {one.person_id for one in parties if one.id == taker and one.person_id is not None}
    return {one.person_id for one in buyers_of(lot) if one.person_id is not None}
