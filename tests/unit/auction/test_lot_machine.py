"""The small machines of a sale: lawful moves land, all others are refused."""

from datetime import UTC, datetime, timedelta
from itertools import product

import pytest

from app.kernel.errors import IllegalMove
from app.kernel.money import Money
from auction.rules.winner import BidLine, winning_bid
from auction.vocabulary import (
    DEFAULT,
    ENROLLMENT,
    PLAN_OBJECTION,
    SETTLEMENT,
    DefaultAction,
    DefaultState,
    EnrollmentAction,
    EnrollmentState,
    LotState,
    Phase,
    PlanObjectionAction,
    PlanObjectionState,
    SettlementAction,
    SettlementState,
    phase_at,
    states_of,
)

S = LotState
M, N = SettlementState, SettlementAction
P, PA = PlanObjectionState, PlanObjectionAction
OPENS = datetime(2026, 4, 1, 2, tzinfo=UTC)
CLOSES = OPENS + timedelta(hours=24)


@pytest.mark.parametrize(("state", "action"), list(product(EnrollmentState, EnrollmentAction)))
def test_an_enrollment_ends_once(state: EnrollmentState, action: EnrollmentAction) -> None:
    lawful = {
        (EnrollmentState.APPLIED, EnrollmentAction.QUALIFY),
        (EnrollmentState.APPLIED, EnrollmentAction.LAPSE),
        (EnrollmentState.QUALIFIED, EnrollmentAction.WIN),
        (EnrollmentState.QUALIFIED, EnrollmentAction.LOSE),
        (EnrollmentState.APPLIED, EnrollmentAction.LEAVE),
        (EnrollmentState.QUALIFIED, EnrollmentAction.LEAVE),
    }
    if (state, action) in lawful:
        assert ENROLLMENT.after(state, action)
    else:
        with pytest.raises(IllegalMove):
            ENROLLMENT.after(state, action)


@pytest.mark.parametrize(("state", "action"), list(product(SettlementState, SettlementAction)))
def test_a_settlement_goes_one_way_and_back_only_for_a_correction(
    state: SettlementState, action: SettlementAction
) -> None:
    lawful = {
        (M.BALANCE_DUE, N.RECEIVE): M.PAID,
        (M.BALANCE_DUE, N.DEFAULT): M.DEFAULTED,
        (M.PAID, N.PLAN): M.PLANNED,
        (M.PLANNED, N.CORRECT): M.PLANNED,
        (M.PLANNED, N.APPROVE): M.SERVED,
        (M.SERVED, N.REOPEN): M.PLANNED,
        (M.SERVED, N.EXECUTE): M.DISTRIBUTED,
        (M.BALANCE_DUE, N.ANNUL): M.ANNULLED,
        (M.PAID, N.ANNUL): M.ANNULLED,
        (M.PLANNED, N.ANNUL): M.ANNULLED,
        (M.SERVED, N.ANNUL): M.ANNULLED,
        (M.ANNULLED, N.GIVE_BACK): M.RETURNED,
    }
    if (state, action) in lawful:
        assert SETTLEMENT.after(state, action) is lawful[(state, action)]
    else:
        with pytest.raises(IllegalMove):
            SETTLEMENT.after(state, action)


@pytest.mark.parametrize(
    ("state", "action"), list(product(PlanObjectionState, PlanObjectionAction))
)
def test_an_objection_to_a_plan_ends_one_of_five_ways(
    state: PlanObjectionState, action: PlanObjectionAction
) -> None:
    lawful = {
        (P.FILED, PA.OPPOSE): P.OPPOSED,
        (P.FILED, PA.LEAVE_UNOPPOSED): P.UNOPPOSED,
        (P.FILED, PA.WITHDRAW): P.WITHDRAWN,
        (P.UNOPPOSED, PA.CLOSE): P.CLOSED,
        (P.OPPOSED, PA.SUE): P.SUED,
        (P.OPPOSED, PA.LET_LAPSE): P.LAPSED,
        (P.OPPOSED, PA.WITHDRAW): P.WITHDRAWN,
        (P.SUED, PA.CLOSE): P.CLOSED,
    }
    if (state, action) in lawful:
        assert PLAN_OBJECTION.after(state, action) is lawful[(state, action)]
    else:
        with pytest.raises(IllegalMove):
            PLAN_OBJECTION.after(state, action)


@pytest.mark.parametrize(("state", "action"), list(product(DefaultState, DefaultAction)))
def test_the_use_of_a_deposit_is_stated_before_it_is_approved(
    state: DefaultState, action: DefaultAction
) -> None:
    lawful = {
        (DefaultState.RULED, DefaultAction.STATE_USE): DefaultState.STATED,
        (DefaultState.STATED, DefaultAction.STATE_USE): DefaultState.STATED,
        (DefaultState.STATED, DefaultAction.APPROVE_USE): DefaultState.USED,
    }
    if (state, action) in lawful:
        assert DEFAULT.after(state, action) is lawful[(state, action)]
    else:
        with pytest.raises(IllegalMove):
            DEFAULT.after(state, action)


@pytest.mark.parametrize(
    ("state", "now", "phase"),
    [
        (S.ANNOUNCED, OPENS - timedelta(microseconds=1), Phase.UPCOMING),
        (S.ANNOUNCED, OPENS, Phase.BIDDING),
        (S.OPEN, CLOSES - timedelta(microseconds=1), Phase.BIDDING),
        (S.OPEN, CLOSES, Phase.CLOSING),
        (S.SUSPENDED, CLOSES, Phase.SUSPENDED),
        (S.PAID, CLOSES, Phase.SOLD),
        (S.UNSOLD, CLOSES, Phase.UNSOLD),
        (S.STAYED, CLOSES, Phase.SUSPENDED),
        (S.HANDED_OVER, CLOSES, Phase.SOLD),
        (S.ANNULLED, CLOSES, Phase.ANNULLED),
        (S.IN_KIND, CLOSES, Phase.UNSOLD),
        (S.STOPPED, OPENS, Phase.WITHDRAWN),
        (S.DRAFT, CLOSES, Phase.PREPARING),
    ],
)
def test_what_is_shown_comes_from_the_time(state: LotState, now: datetime, phase: Phase) -> None:
    assert phase_at(state, OPENS, CLOSES, now) is phase


def test_every_state_is_shown_as_one_phase_and_the_list_finds_it_there() -> None:
    for state in LotState:
        shown = {phase for phase in Phase if state in states_of(phase)}
        moments = (OPENS - timedelta(days=1), OPENS, CLOSES)
        assert shown == {phase_at(state, OPENS, CLOSES, moment) for moment in moments}


def test_nobody_buys_without_a_bid() -> None:
    assert winning_bid([]) is None


def test_the_highest_bid_buys() -> None:
    low, high = BidLine(1, "AAAA", Money(100)), BidLine(2, "BBBB", Money(110))

    assert winning_bid([low, high]) is high


def test_a_match_by_priority_beats_the_earlier_equal_bid() -> None:
    first = BidLine(1, "AAAA", Money(100))
    second_rank = BidLine(2, "BBBB", Money(100), is_match=True)
    first_rank = BidLine(3, "CCCC", Money(100), is_match=True)

    assert winning_bid([first, second_rank]) is second_rank
    assert winning_bid([first, second_rank, first_rank]) is first_rank
