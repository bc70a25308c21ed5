"""What creditors and the court see of property offered in kind."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app.kernel.actors import Actor
from auction import queries
from auction.models import InKindAnswer, InKindOffer, Lot
from auction.services.planning import creditors_of
from auction.vocabulary import LotState
from registry import facade as registry


@dataclass(frozen=True)
class OwnOffer:
    """One lot a creditor may take, and what it answered."""

    lot: Lot
    offer: InKindOffer | None
    answer: InKindAnswer | None
    #: The creditor is the one whose turn it is.
    is_assignee: bool
    may_answer: bool


def own_offers(actor: Actor, at: datetime) -> list[OwnOffer]:
    """Return the unsold lots of one's cases in which one is a creditor, the newest first."""
    found: list[OwnOffer] = []
    for case in registry.list_cases_of(actor.person_id or 0):
        own = {
            party.id
            for party in registry.parties_of(case.number)
            if party.person_id == actor.person_id
        }
        own &= {claim.party_id for claim in creditors_of(case.number)}
        if own:
            found += [
                _own(lot, min(own), at) for lot in queries.list_unsold_lots_of_case(case.number)
            ]
    return found


def _own(lot: Lot, party_id: int, at: datetime) -> OwnOffer:
    offer = queries.find_open_offer(lot.id)
    answers = queries.list_answers(offer.id) if offer else ()
    answer = next((row for row in answers if row.party_id == party_id), None)
    is_open = offer is not None and at < offer.until_at and offer.ranked_at is None
    return OwnOffer(
        lot=lot,
        offer=offer,
        answer=answer,
        is_assignee=offer is not None and offer.assignee_id == party_id,
        may_answer=is_open if offer else lot.state is LotState.UNSOLD,
    )


@dataclass(frozen=True)
class AnswerLine:
    """One creditor in the court's list of answers."""

    party_id: int
    name: str
    answer: InKindAnswer | None


def answer_lines(lot: Lot, offer: InKindOffer | None) -> Sequence[AnswerLine]:
    """Return every creditor of the case with its answer, by place once they are ranked."""
    answers = {row.party_id: row for row in queries.list_answers(offer.id)} if offer else {}
    lines = [
        AnswerLine(claim.party_id, claim.name, answers.get(claim.party_id))
        for claim in creditors_of(lot.case_number)
    ]
    return sorted(lines, key=lambda line: (line.answer and line.answer.place) or len(lines) + 1)
