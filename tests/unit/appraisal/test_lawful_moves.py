"""The rows of domain 4.1 written out: from where, to where and by whom, and nothing besides."""

import pytest

from app.kernel.permissions import Role
from appraisal.rules.movers import MOVERS
from appraisal.vocabulary import ASSIGNMENT, AssignmentAction, AssignmentState

A, S = AssignmentAction, AssignmentState
COURT = frozenset({Role.CLERK, Role.JUDGE})
JUDGE = frozenset({Role.JUDGE})
AGENCY = frozenset({Role.AGENCY})
BY_ITSELF: frozenset[Role] = frozenset()
PARTY = frozenset({Role.PARTY})
MONEY = frozenset({Role.FINANCE})

#: What an inquiry or an appraisal that is under way may be (art. 28).
UNDER_WAY = frozenset(
    {
        S.NETWORK_INQUIRY, S.ROUTED, S.SELECTED, S.FEE_PENDING, S.STALLED, S.COMMISSIONED,
        S.SURVEYING, S.DRAFTING, S.REPORTED, S.CORRECTING, S.PUBLISHED, S.OBJECTED, S.EXHAUSTED,
    }
)  # fmt: skip
BEFORE_A_ROUTE = frozenset({S.FILED, S.FACT_FINDING, S.CHOOSING, S.NEGOTIATING})

#: Action -> (lawful from, leads to, by whom). Written by hand from the rows, not from the code.
ROWS: dict[A, tuple[frozenset[S], S, frozenset[Role]]] = {
    A.FIND_FACTS: (frozenset({S.FILED}), S.FACT_FINDING, COURT),
    A.COMPLETE_FACTS: (frozenset({S.FACT_FINDING}), S.CHOOSING, COURT),
    A.NEGOTIATE: (frozenset({S.CHOOSING}), S.NEGOTIATING, COURT),
    A.INQUIRE_DIRECTED: (frozenset({S.CHOOSING, S.NEGOTIATING}), S.DIRECTED_INQUIRY, COURT),
    A.INQUIRE_NETWORK: (
        frozenset({S.CHOOSING, S.NEGOTIATING, S.DIRECTED_INQUIRY, S.EXPIRED}),
        S.NETWORK_INQUIRY,
        COURT,
    ),
    A.SELECT_AGENCY: (
        frozenset(
            {S.CHOOSING, S.NEGOTIATING, S.DIRECTED_INQUIRY, S.NETWORK_INQUIRY, S.OBJECTED}
        ),
        S.ROUTED,
        COURT,
    ),
    A.NAME_AGENCIES: (frozenset({S.ROUTED}), S.SELECTED, COURT),
    A.LOSE_AGENCIES: (frozenset({S.SELECTED}), S.ROUTED, COURT),
    A.ASK_FEE: (frozenset({S.SELECTED, S.STALLED}), S.FEE_PENDING, COURT),
    A.STALL: (frozenset({S.FEE_PENDING}), S.STALLED, BY_ITSELF),
    A.COMMISSION: (frozenset({S.FEE_PENDING, S.STALLED, S.EXHAUSTED}), S.COMMISSIONED, COURT),
    A.ACCEPT: (frozenset({S.COMMISSIONED}), S.SURVEYING, AGENCY),
    A.PASS_ON: (frozenset({S.COMMISSIONED}), S.COMMISSIONED, AGENCY),
    A.REPLACE: (
        frozenset({S.COMMISSIONED, S.SURVEYING, S.DRAFTING, S.OBJECTED}), S.COMMISSIONED, COURT,
    ),
    A.EXHAUST: (
        frozenset({S.COMMISSIONED, S.SURVEYING, S.DRAFTING, S.OBJECTED}),
        S.EXHAUSTED,
        COURT | AGENCY,
    ),
    A.RECORD_SURVEY: (frozenset({S.SURVEYING, S.DRAFTING}), S.DRAFTING, AGENCY),
    A.HAND_IN: (frozenset({S.DRAFTING, S.CORRECTING}), S.REPORTED, AGENCY),
    A.RETURN: (
        frozenset({S.REPORTED, S.PUBLISHED, S.OBJECTED, S.PRICE_FIXED, S.DISPOSING}),
        S.CORRECTING,
        COURT,
    ),
    A.PUBLISH: (frozenset({S.REPORTED, S.NETWORK_INQUIRY}), S.PUBLISHED, COURT),
    A.OBJECT: (frozenset({S.PUBLISHED, S.OBJECTED}), S.OBJECTED, COURT | PARTY),
    A.CLEAR: (frozenset({S.OBJECTED}), S.PUBLISHED, COURT | PARTY),
    A.FIX_PRICE: (
        frozenset({S.NEGOTIATING, S.DIRECTED_INQUIRY, S.PUBLISHED}), S.PRICE_FIXED, COURT,
    ),
    A.START_DISPOSAL: (frozenset({S.PRICE_FIXED}), S.DISPOSING, COURT),
    A.EXPIRE: (frozenset({S.PRICE_FIXED, S.DISPOSING}), S.EXPIRED, BY_ITSELF),
    A.REISSUE: (frozenset({S.EXPIRED}), S.DRAFTING, COURT),
    A.REOPEN: (frozenset({S.EXPIRED, S.PRICE_FIXED}), S.CHOOSING, JUDGE),
    A.SUSPEND: (UNDER_WAY, S.SUSPENDED, JUDGE),
    A.WITHDRAW: (
        UNDER_WAY | BEFORE_A_ROUTE | {S.DIRECTED_INQUIRY, S.SUSPENDED, S.EXPIRED},
        S.WITHDRAWN,
        JUDGE,
    ),
    A.CONCLUDE: (
        frozenset({S.PRICE_FIXED, S.DISPOSING, S.EXPIRED, S.WITHDRAWN}),
        S.SETTLING,
        COURT | MONEY,
    ),
    A.SETTLE: (frozenset({S.SETTLING}), S.SETTLED, COURT | MONEY),
}  # fmt: skip


def test_every_action_is_a_row_but_the_resumption() -> None:
    assert set(A) - set(ROWS) == {A.RESUME}


@pytest.mark.parametrize("action", list(ROWS))
def test_an_action_is_lawful_from_the_states_of_its_row_alone(action: A) -> None:
    sources, target, _ = ROWS[action]

    assert ASSIGNMENT.sources(action) == sources
    assert {ASSIGNMENT.after(state, action) for state in sources} == {target}


def test_a_resumption_leads_back_to_what_was_under_way_alone() -> None:
    assert ASSIGNMENT.sources(A.RESUME) == {S.SUSPENDED}
    assert set(ASSIGNMENT.returns[(S.SUSPENDED, A.RESUME)]) == UNDER_WAY
    assert MOVERS[A.RESUME] == JUDGE


@pytest.mark.parametrize("action", list(ROWS))
def test_an_action_is_done_by_those_its_row_names_alone(action: A) -> None:
    assert MOVERS[action] == ROWS[action][2]
