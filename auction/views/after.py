"""What a court has before it once an offer ended without a buyer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app.documents import facade as papers
from app.kernel.actors import Actor
from app.kernel.calendar import local_date
from app.kernel.money import Money
from auction import queries
from auction.models import InKindOffer, Lot
from auction.rules.movers import may_move
from auction.rules.rounds import Days, days_after_failure, proposed_start
from auction.services.acts import act_reference, papers_of
from auction.services.venues import next_round, track_of
from auction.views.offers import AnswerLine, answer_lines
from auction.vocabulary import LOT, LotAction, LotState, Round

#: After these the asset is free for another offer or another way.
_FAILED = (LotState.UNSOLD, LotState.IN_KIND_OFFERED)


@dataclass(frozen=True)
class AfterPage:
    """Where an ended offer leaves the asset, by when what follows is due, who may do it."""

    lot: Lot
    offers: Sequence[Lot]
    following: Lot | None
    is_newest: bool
    #: None where nothing follows by days: a default, a withdrawal.
    days: Days | None
    offer: InKindOffer | None
    answers: Sequence[AnswerLine]
    #: The days are over or everybody has answered: the court may rank.
    may_rank: bool
    next_round: Round | None
    allowed: frozenset[LotAction]

    def may(self, action: str) -> bool:
        """Say whether the signed-in person may do it now."""
        return self.is_newest and LotAction(action) in self.allowed


def actions_of(lot: Lot, actor: Actor) -> frozenset[LotAction]:
    """Return what a person may do to a lot as it stands."""
    return frozenset(action for action in LOT.allowed(lot.state) if may_move(action, actor.roles))


def days_of(lot: Lot, at: datetime) -> Days | None:
    """Return by when what follows a failed round is due, or None."""
    if lot.state not in _FAILED or lot.ended_at is None:
        return None
    offer = queries.find_last_offer(lot.id)
    asked_on = local_date(offer.asked_at if offer else at)
    return days_after_failure(
        lot.round,
        lot.kind.value,
        local_date(lot.ended_at),
        asked_on=asked_on,
        track=track_of(lot),
    )


def after_page(lot: Lot, actor: Actor, at: datetime) -> AfterPage:
    """Gather what may follow a lot."""
    newest = queries.find_last_lot_of_asset(lot.asset_no)
    offer = queries.find_last_offer(lot.id)
    answers = answer_lines(lot, offer)
    # After a default or an annulment the same round is held again.
    following = next_round(lot) if lot.state is LotState.UNSOLD else lot.round
    has_next = LotAction.DRAFT_NEXT in LOT.allowed(lot.state)
    return AfterPage(
        lot=lot,
        offers=queries.list_offers_of_asset(lot),
        following=queries.find_following_lot(lot),
        is_newest=newest is not None and newest.id == lot.id,
        days=days_of(lot, at),
        offer=offer,
        answers=answers,
        may_rank=_may_rank(offer, answers, at),
        next_round=following if has_next else None,
        allowed=actions_of(lot, actor),
    )


def _may_rank(offer: InKindOffer | None, answers: Sequence[AnswerLine], at: datetime) -> bool:
    if offer is None or offer.ended_at is not None or offer.ranked_at is not None:
        return False
    given = [line.answer for line in answers if line.answer]
    is_over = at >= offer.until_at or len(given) == len(answers)
    return is_over and any(answer.takes_it for answer in given)


def papers_of_acts(lot: Lot) -> list[papers.PaperView]:
    """Return every paper of the acts on a lot, the newest act first."""
    found = [
        papers.find(kind, act_reference(lot, act))
        for act in queries.list_acts(lot.id)
        for kind in papers_of(lot, act)
    ]
    return [paper for paper in found if paper is not None]


@dataclass(frozen=True)
class Proposal:
    """What the form of the panel begins with."""

    start_price: Money
    bid_step: Money | None
    deposit: Money | None
    cut_percent: int


def proposal_of(lot: Lot, at: datetime) -> Proposal:
    """Return the values as decided, or those that follow from the offer before (art. 26, 455号)."""
    decision = queries.find_decision(lot.id)
    before = queries.find_decision(lot.follows_id) if lot.follows_id else None
    last = decision or before
    start = lot.start_price or proposed_start(
        lot.round,
        reference=lot.reference_price,
        previous_start=lot.previous_start,
        cut_bp=before.cut_bp if before else 0,
        on=local_date(at),
        track=track_of(lot),
    )
    return Proposal(
        start_price=start,
        bid_step=last.bid_step if last else None,
        deposit=decision.deposit if decision else None,
        cut_percent=last.cut_bp // 100 if last else 20,
    )
