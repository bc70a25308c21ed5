"""The rows of domain 4.2 written out: from where, to where and by whom, and nothing besides."""

from itertools import product

import pytest

from app.kernel.errors import IllegalMove
from app.kernel.permissions import Role
from auction.rules.movers import MOVERS, may_move
from auction.vocabulary import LOT, LotAction, LotState

A, S = LotAction, LotState
COURT = frozenset({Role.CLERK, Role.JUDGE})
JUDGE = frozenset({Role.JUDGE})
BIDDER = frozenset({Role.BIDDER, Role.PARTY})
PARTY = frozenset({Role.PARTY})
PLATFORM = frozenset({Role.OPERATOR})
BY_ITSELF: frozenset[Role] = frozenset()

BEFORE_THE_NOTICE = frozenset({S.DRAFT, S.APPROVED})
RUNNING = frozenset({S.ANNOUNCED, S.OPEN})
STANDING_STILL = frozenset({S.SUSPENDED, S.STAYED})
#: From the sale to the handover (row 32).
SOLD_TO_HANDED_OVER = frozenset(
    {S.SOLD, S.AWAITING_APPROVAL, S.PAID, S.QUALIFIED, S.RULED, S.HANDED_OVER}
)
#: What may still be taken back or stopped: nothing was sold, and no bidding runs.
NOT_UNDER_BIDDING = BEFORE_THE_NOTICE | {S.ANNOUNCED} | STANDING_STILL
STAYS = None

#: Action -> (lawful from, leads to, by whom). Written by hand from the rows, not from the code;
#: ``STAYS`` is a row that leaves the lot where it stands.
ROWS: dict[A, tuple[frozenset[S], S | None, frozenset[Role]]] = {
    A.CHOOSE_VENUE: (BEFORE_THE_NOTICE, STAYS, COURT),
    A.APPROVE_VENUE: (BEFORE_THE_NOTICE, STAYS, JUDGE),
    A.APPROVE: (BEFORE_THE_NOTICE, S.APPROVED, JUDGE),
    A.NOTIFY: (BEFORE_THE_NOTICE | {S.ANNOUNCED}, STAYS, COURT),
    A.EXCUSE_DELAY: (BEFORE_THE_NOTICE, STAYS, JUDGE),
    A.ANNOUNCE: (frozenset({S.APPROVED}), S.ANNOUNCED, COURT),
    A.CORRECT_NOTICE: (frozenset({S.ANNOUNCED}), S.ANNOUNCED, COURT),
    A.ENROLL: (RUNNING | STANDING_STILL, STAYS, BIDDER),
    A.OPEN: (frozenset({S.ANNOUNCED}), S.OPEN, BY_ITSELF),
    A.KNOCK_DOWN: (frozenset({S.OPEN}), S.SOLD, BY_ITSELF),
    A.LEAVE_UNSOLD: (frozenset({S.OPEN}), S.UNSOLD, BY_ITSELF),
    A.RECORD_SALE: (frozenset({S.OPEN}), S.SOLD, COURT),
    A.RECORD_FAILURE: (frozenset({S.OPEN}), S.UNSOLD, COURT),
    A.SUSPEND: (RUNNING, S.SUSPENDED, JUDGE | PLATFORM),
    A.STAY: (RUNNING | {S.SUSPENDED}, S.STAYED, JUDGE),
    A.SPLIT: (BEFORE_THE_NOTICE, S.WITHDRAWN, COURT),
    A.WITHDRAW: (NOT_UNDER_BIDDING, S.WITHDRAWN, JUDGE),
    A.STOP: (NOT_UNDER_BIDDING, S.STOPPED, JUDGE),
    A.ASK_APPROVAL: (frozenset({S.SOLD}), S.AWAITING_APPROVAL, COURT),
    A.RECEIVE_PRICE: (frozenset({S.SOLD, S.AWAITING_APPROVAL}), S.PAID, BY_ITSELF),
    A.PROVE_BUYER: (frozenset({S.PAID}), S.QUALIFIED, JUDGE),
    A.RULE: (frozenset({S.PAID, S.QUALIFIED}), S.RULED, JUDGE),
    A.HAND_OVER: (frozenset({S.RULED}), S.HANDED_OVER, COURT),
    A.SETTLE: (frozenset({S.HANDED_OVER}), S.SETTLED, BY_ITSELF),
    A.DEFAULT: (frozenset({S.SOLD, S.AWAITING_APPROVAL}), S.DEFAULTED, JUDGE),
    A.ANNUL: (SOLD_TO_HANDED_OVER, S.ANNULLED, JUDGE),
    A.DRAFT_NEXT: (
        frozenset({S.UNSOLD, S.DEFAULTED, S.ANNULLED, S.WITHDRAWN}), STAYS, COURT,
    ),
    A.OFFER_IN_KIND: (frozenset({S.UNSOLD}), S.IN_KIND_OFFERED, COURT | PARTY),
    A.CLOSE_OFFER: (frozenset({S.IN_KIND_OFFERED}), S.UNSOLD, COURT),
    A.RULE_IN_KIND: (frozenset({S.IN_KIND_OFFERED}), S.IN_KIND, JUDGE),
    A.MANAGE: (frozenset({S.UNSOLD}), S.MANAGED, JUDGE),
    A.RETURN: (frozenset({S.UNSOLD}), S.RETURNED, JUDGE),
    A.ALLOW_SELF_DISPOSAL: (frozenset({S.UNSOLD}), S.SELF_DISPOSAL, JUDGE),
    A.LAPSE_SELF_DISPOSAL: (frozenset({S.SELF_DISPOSAL}), S.UNSOLD, JUDGE),
    A.END_SELF_DISPOSAL: (frozenset({S.SELF_DISPOSAL}), S.SELF_DISPOSED, JUDGE),
}  # fmt: skip


def test_every_action_is_a_row_but_the_resumption() -> None:
    assert set(A) - set(ROWS) == {A.RESUME}


def test_every_state_is_reached_by_a_row_or_is_where_a_lot_begins() -> None:
    reached = {target for _, target, _ in ROWS.values()} - {STAYS}

    assert set(S) - reached == {S.DRAFT}


@pytest.mark.parametrize(("state", "action"), list(product(S, ROWS)))
def test_a_lot_moves_only_as_its_row_says(state: S, action: A) -> None:
    sources, target, _ = ROWS[action]

    if state in sources:
        assert LOT.after(state, action) is (target or state)
    else:
        with pytest.raises(IllegalMove):
            LOT.after(state, action)


@pytest.mark.parametrize("state", list(S))
def test_a_resumption_leads_back_to_where_the_sale_was_stopped(state: S) -> None:
    for back_to in S:
        if state in STANDING_STILL and back_to in RUNNING:
            assert LOT.after(state, A.RESUME, back_to=back_to) is back_to
        else:
            with pytest.raises(IllegalMove):
                LOT.after(state, A.RESUME, back_to=back_to)


@pytest.mark.parametrize(("action", "role"), list(product(ROWS, Role)))
def test_an_action_is_done_by_those_its_row_names_alone(action: A, role: Role) -> None:
    assert may_move(action, frozenset({role})) is (role in ROWS[action][2])


#: Where a lot ends for good; what else the asset meets is another lot's.
ENDS = frozenset(
    {
        S.SETTLED, S.STOPPED, S.IN_KIND, S.MANAGED, S.RETURNED, S.SELF_DISPOSED,
        S.DEFAULTED, S.ANNULLED, S.WITHDRAWN,
    }
)  # fmt: skip


def reached_from(state: S) -> set[S]:
    """Return every state that lawful moves lead to from a state."""
    found, waiting = {state}, [state]
    while waiting:
        at = waiting.pop()
        following = {LOT.after(at, action) for action in ROWS if at in ROWS[action][0]}
        following |= {
            back for (src, _), backs in LOT.returns.items() if src == at for back in backs
        }
        waiting += following - found
        found |= following
    return found


@pytest.mark.parametrize("state", list(S))
def test_every_state_is_on_the_way_and_none_is_a_dead_end(state: S) -> None:
    assert state in reached_from(S.DRAFT)
    assert reached_from(state) & ENDS


@pytest.mark.parametrize("state", sorted(ENDS))
def test_nothing_leads_away_from_an_end(state: S) -> None:
    assert reached_from(state) == {state}


def test_whoever_stops_a_sale_as_a_judge_lets_it_go_on() -> None:
    assert MOVERS[A.RESUME] == JUDGE
