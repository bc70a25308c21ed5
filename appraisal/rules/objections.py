"""Who may do what to an objection, its periods, and what it means for the result."""

from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta

from app import lawbook
from app.kernel.calendar import end_of_day, legal_period_end, local_date
from app.kernel.permissions import Role
from appraisal.vocabulary import PriceRoute
from appraisal.vocabulary.objections import (
    COURT_GROUNDS,
    FATAL_GROUNDS,
    OPEN,
    ObjectionAction,
    ObjectionGround,
    ObjectionOutcome,
    ObjectionState,
    PetitionAction,
    PetitionGround,
    ResultStanding,
    RulingAction,
)

A = ObjectionAction
_COURT = frozenset({Role.CLERK, Role.JUDGE})
_JUDGE = frozenset({Role.JUDGE})
_AGENCY = frozenset({Role.AGENCY})
_OBJECTOR = frozenset({Role.PARTY, Role.CLERK, Role.JUDGE})
_NOBODY: frozenset[Role] = frozenset()

#: Action -> the roles that may do it; what is due by itself is done by the platform alone. The
#: court's people act for an objector who hands in on paper.
OBJECTION_MOVERS: Mapping[ObjectionAction | RulingAction | PetitionAction, frozenset[Role]] = {
    A.TAKE_UP: _OBJECTOR,
    A.HAND_OVER: _COURT,
    A.ANSWER: _AGENCY,
    A.FALL_SILENT: _NOBODY,
    A.BE_SATISFIED: _OBJECTOR,
    A.DISPUTE: _OBJECTOR,
    A.COMMISSION_REVIEW: _COURT,
    A.CONCLUDE_REVIEW: _COURT,
    A.RULE: _JUDGE,
    A.GO_ON: _JUDGE,
    A.REFUSE: _COURT,
    A.WITHDRAW: _OBJECTOR,
    A.LAPSE: _COURT,
    RulingAction.ASK_REVIEW: _OBJECTOR,
    RulingAction.DECIDE_REVIEW: _COURT,
    PetitionAction.UPHOLD: _JUDGE,
    PetitionAction.DISMISS: _JUDGE,
    PetitionAction.WITHDRAW: _OBJECTOR,
}


def may_act(
    action: ObjectionAction | RulingAction | PetitionAction, roles: frozenset[Role]
) -> bool:
    """Say whether one of the roles may do it."""
    return bool(roles & OBJECTION_MOVERS[action])


def _end(key: str, start: datetime) -> datetime:
    day = local_date(start)
    return end_of_day(legal_period_end(day, lawbook.number(key, on=day)))


def transfer_due(filed_at: datetime) -> datetime:
    """Return when the court must have handed it to the agency: three days (art. 23(1))."""
    return _end("objection_forward_days", filed_at)


def answer_due(handed_over_at: datetime) -> datetime:
    """Return when the agency must have explained: five days (art. 23(1))."""
    return _end("objection_answer_days", handed_over_at)


def dispute_due(answered_at: datetime) -> datetime:
    """Return until when the objector may still contradict the explanation: our policy (P17)."""
    return _end("answer_dispute_days", answered_at)


def ruling_due(filed_at: datetime) -> datetime:
    """Return when the court must have ruled: fifteen days (民事诉讼法 art. 236)."""
    return _end("objection_decision_days", filed_at)


def review_end(ruled_at: datetime) -> datetime:
    """Return until when the higher court may be asked: ten days (民事诉讼法 art. 236)."""
    return _end("objection_review_days", ruled_at)


def deemed_received(published_on: date) -> datetime:
    """Return when a publication counts as received: once fifteen days are over (art. 21(2))."""
    days = lawbook.number("service_by_publication_days", on=published_on)
    return end_of_day(published_on + timedelta(days=days)) - timedelta(microseconds=1)


def open_grounds(route: PriceRoute | None) -> frozenset[ObjectionGround]:
    """Return what may be objected to on a way to the price (arts. 22-24).

    An appraisal on all grounds, a network inquiry on those of art. 22, a negotiated price or a
    directed inquiry on none.
    """
    if route is PriceRoute.COMMISSIONED_APPRAISAL:
        return frozenset(ObjectionGround)
    return COURT_GROUNDS if route is PriceRoute.NETWORK_INQUIRY else frozenset()


def ruling_outcome(
    upheld: Collection[ObjectionGround], route: PriceRoute | None
) -> ObjectionOutcome:
    """Return what a ruling leads to by the grounds it upholds (arts. 22, 23(2))."""
    if not upheld:
        return ObjectionOutcome.REJECTED
    if route is PriceRoute.NETWORK_INQUIRY:
        return ObjectionOutcome.RESULT_OUT
    if set(upheld) & FATAL_GROUNDS:
        return ObjectionOutcome.REPLACED
    return ObjectionOutcome.CORRECTION


def result_standing(state: ObjectionState, outcome: ObjectionOutcome | None) -> ResultStanding:
    """Return what an objection means for the result it is about (art. 13)."""
    if state in OPEN:
        return ResultStanding.OPEN
    if outcome is ObjectionOutcome.CORRECTION:
        return ResultStanding.CORRECTED
    if outcome in {ObjectionOutcome.REPLACED, ObjectionOutcome.RESULT_OUT}:
        return ResultStanding.FALLS
    return ResultStanding.STANDS


#: Ways on which each ground of a petition is known (art. 25).
_PETITION_ROUTES = {
    PetitionGround.FRAUD: {PriceRoute.NEGOTIATED},
    PetitionGround.COLLUSION: {PriceRoute.NEGOTIATED},
    PetitionGround.FALSE_RESULT: {PriceRoute.DIRECTED_INQUIRY},
    PetitionGround.HANDLING_WRONG: {
        PriceRoute.NETWORK_INQUIRY,
        PriceRoute.COMMISSIONED_APPRAISAL,
    },
}


def petition_grounds(route: PriceRoute | None) -> tuple[PetitionGround, ...]:
    """Return on which grounds a price of a way may be petitioned against (art. 25)."""
    return tuple(ground for ground, routes in _PETITION_ROUTES.items() if route in routes)
