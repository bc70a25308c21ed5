"""The machines of objections over every state and action, and the rules of arts. 21-25."""

from datetime import UTC, date, datetime
from itertools import product

import pytest

from app.kernel.calendar import end_of_day, local_date
from app.kernel.errors import IllegalMove
from app.kernel.permissions import Role
from appraisal.rules.objections import (
    OBJECTION_MOVERS,
    answer_due,
    deemed_received,
    dispute_due,
    may_act,
    open_grounds,
    petition_grounds,
    result_standing,
    review_end,
    ruling_due,
    ruling_outcome,
    transfer_due,
)
from appraisal.rules.periods import objection_end
from appraisal.vocabulary import PriceRoute
from appraisal.vocabulary.objections import (
    COURT_GROUNDS,
    OBJECTION,
    OPEN,
    PETITION,
    RULING,
    ObjectionAction,
    ObjectionGround,
    ObjectionKind,
    ObjectionOutcome,
    ObjectionState,
    PetitionAction,
    PetitionGround,
    PetitionState,
    ResultStanding,
    RulingAction,
    RulingState,
    judged_grounds,
    kind_of,
)

S, A, G = ObjectionState, ObjectionAction, ObjectionGround

LAWFUL = {
    (S.FILED, A.TAKE_UP): S.UNDER_RULING,
    (S.FILED, A.HAND_OVER): S.WITH_AGENCY,
    (S.FILED, A.REFUSE): S.REFUSED,
    (S.UNDER_RULING, A.RULE): S.CONCLUDED,
    (S.UNDER_RULING, A.GO_ON): S.FILED,
    (S.UNDER_RULING, A.REFUSE): S.REFUSED,
    (S.WITH_AGENCY, A.ANSWER): S.ANSWERED,
    (S.WITH_AGENCY, A.FALL_SILENT): S.DISPUTED,
    (S.ANSWERED, A.BE_SATISFIED): S.CONCLUDED,
    (S.ANSWERED, A.DISPUTE): S.DISPUTED,
    (S.DISPUTED, A.COMMISSION_REVIEW): S.IN_REVIEW,
    (S.IN_REVIEW, A.CONCLUDE_REVIEW): S.CONCLUDED,
    **{(state, A.WITHDRAW): S.WITHDRAWN for state in OPEN},
    **{(state, A.LAPSE): S.LAPSED for state in OPEN},
}


@pytest.mark.parametrize(("state", "action"), list(product(S, A)))
def test_an_objection_goes_only_where_the_law_leads(
    state: ObjectionState, action: ObjectionAction
) -> None:
    if (state, action) in LAWFUL:
        assert OBJECTION.after(state, action) is LAWFUL[state, action]
    else:
        with pytest.raises(IllegalMove):
            OBJECTION.after(state, action)


@pytest.mark.parametrize(("state", "action"), list(product(RulingState, RulingAction)))
def test_a_ruling_is_reviewed_once(state: RulingState, action: RulingAction) -> None:
    lawful = {
        (RulingState.MADE, RulingAction.ASK_REVIEW): RulingState.REVIEW_ASKED,
        (RulingState.REVIEW_ASKED, RulingAction.DECIDE_REVIEW): RulingState.REVIEWED,
    }
    if (state, action) in lawful:
        assert RULING.after(state, action) is lawful[state, action]
    else:
        with pytest.raises(IllegalMove):
            RULING.after(state, action)


@pytest.mark.parametrize(("state", "action"), list(product(PetitionState, PetitionAction)))
def test_a_petition_is_decided_once(state: PetitionState, action: PetitionAction) -> None:
    ends = {
        PetitionAction.UPHOLD: PetitionState.UPHELD,
        PetitionAction.DISMISS: PetitionState.DISMISSED,
        PetitionAction.WITHDRAW: PetitionState.WITHDRAWN,
    }
    if state is PetitionState.FILED:
        assert PETITION.after(state, action) is ends[action]
    else:
        with pytest.raises(IllegalMove):
            PETITION.after(state, action)


COURT = {Role.CLERK, Role.JUDGE}
WHO = {
    A.TAKE_UP: {Role.PARTY, *COURT},
    A.HAND_OVER: COURT,
    A.ANSWER: {Role.AGENCY},
    A.FALL_SILENT: set(),
    A.BE_SATISFIED: {Role.PARTY, *COURT},
    A.DISPUTE: {Role.PARTY, *COURT},
    A.COMMISSION_REVIEW: COURT,
    A.CONCLUDE_REVIEW: COURT,
    A.RULE: {Role.JUDGE},
    A.GO_ON: {Role.JUDGE},
    A.REFUSE: COURT,
    A.WITHDRAW: {Role.PARTY, *COURT},
    A.LAPSE: COURT,
    RulingAction.ASK_REVIEW: {Role.PARTY, *COURT},
    RulingAction.DECIDE_REVIEW: COURT,
    PetitionAction.UPHOLD: {Role.JUDGE},
    PetitionAction.DISMISS: {Role.JUDGE},
    PetitionAction.WITHDRAW: {Role.PARTY, *COURT},
}


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("action", WHO)
def test_each_act_belongs_to_its_roles(action: ObjectionAction, role: Role) -> None:
    assert may_act(action, frozenset({role})) is (role in WHO[action])


def test_every_act_has_its_roles() -> None:
    assert set(OBJECTION_MOVERS) == {*ObjectionAction, *RulingAction, *PetitionAction}


@pytest.mark.parametrize(
    ("grounds", "kind", "judged"),
    [
        ({G.BASIC_FACTS}, ObjectionKind.COURT, {G.BASIC_FACTS}),
        ({G.SCOPE, G.PROCEDURE}, ObjectionKind.COURT, {G.SCOPE, G.PROCEDURE}),
        ({G.RESULT}, ObjectionKind.AGENCY, set()),
        ({G.STANDARD, G.BASIC_FACTS, G.SCOPE}, ObjectionKind.AGENCY, set()),
        ({G.METHOD, G.QUALIFICATION}, ObjectionKind.MIXED, {G.QUALIFICATION}),
        ({G.METHOD, G.SCOPE, G.PROCEDURE}, ObjectionKind.MIXED, {G.PROCEDURE}),
    ],
)
def test_the_grounds_name_the_way(
    grounds: set[ObjectionGround], kind: ObjectionKind, judged: set[ObjectionGround]
) -> None:
    """Arts. 22, 23(2)."""
    assert kind_of(grounds) is kind
    assert judged_grounds(grounds) == judged


def test_a_ruling_leads_where_its_grounds_lead() -> None:
    appraisal = PriceRoute.COMMISSIONED_APPRAISAL
    assert ruling_outcome([], appraisal) is ObjectionOutcome.REJECTED
    assert ruling_outcome([G.SCOPE], appraisal) is ObjectionOutcome.CORRECTION
    assert ruling_outcome([G.SCOPE, G.PROCEDURE], appraisal) is ObjectionOutcome.REPLACED
    assert ruling_outcome([G.SCOPE], PriceRoute.NETWORK_INQUIRY) is ObjectionOutcome.RESULT_OUT


def test_what_is_open_to_objection_follows_the_way_to_the_price() -> None:
    """Arts. 22-24."""
    assert open_grounds(PriceRoute.COMMISSIONED_APPRAISAL) == frozenset(G)
    assert open_grounds(PriceRoute.NETWORK_INQUIRY) == COURT_GROUNDS
    assert not open_grounds(PriceRoute.NEGOTIATED)
    assert not open_grounds(PriceRoute.DIRECTED_INQUIRY)
    assert not open_grounds(None)


def test_what_a_petition_may_show_follows_the_way_to_the_price() -> None:
    """Art. 25."""
    negotiated = {PetitionGround.FRAUD, PetitionGround.COLLUSION}
    assert set(petition_grounds(PriceRoute.NEGOTIATED)) == negotiated
    assert petition_grounds(PriceRoute.DIRECTED_INQUIRY) == (PetitionGround.FALSE_RESULT,)
    assert petition_grounds(PriceRoute.NETWORK_INQUIRY) == (PetitionGround.HANDLING_WRONG,)
    assert petition_grounds(PriceRoute.COMMISSIONED_APPRAISAL) == (PetitionGround.HANDLING_WRONG,)


@pytest.mark.parametrize("state", OPEN)
def test_an_open_objection_leaves_its_result_open(state: ObjectionState) -> None:
    assert result_standing(state, None) is ResultStanding.OPEN


@pytest.mark.parametrize(
    ("outcome", "standing"),
    [
        (ObjectionOutcome.REJECTED, ResultStanding.STANDS),
        (ObjectionOutcome.EXPLAINED, ResultStanding.STANDS),
        (ObjectionOutcome.NOT_NEGATED, ResultStanding.STANDS),
        (ObjectionOutcome.CORRECTION, ResultStanding.CORRECTED),
        (ObjectionOutcome.REPLACED, ResultStanding.FALLS),
        (ObjectionOutcome.RESULT_OUT, ResultStanding.FALLS),
    ],
)
def test_what_an_objection_came_to_decides_about_its_result(
    outcome: ObjectionOutcome, standing: ResultStanding
) -> None:
    assert result_standing(S.CONCLUDED, outcome) is standing


def test_the_periods_are_those_of_the_law() -> None:
    """Thursday 2026-03-05; a last day on a weekend moves to Monday (CPL art. 85)."""
    filed = datetime(2026, 3, 5, 2, tzinfo=UTC)

    assert transfer_due(filed) == end_of_day(date(2026, 3, 9))
    assert answer_due(filed) == end_of_day(date(2026, 3, 10))
    assert dispute_due(filed) == end_of_day(date(2026, 3, 10))
    assert ruling_due(filed) == end_of_day(date(2026, 3, 20))
    assert review_end(filed) == end_of_day(date(2026, 3, 16))


def test_a_publication_is_received_on_its_fifteenth_day() -> None:
    """DAY-11: published on 2 March, received on the 17th; five days later is the 22nd, a Sunday."""
    received = deemed_received(date(2026, 3, 2))

    assert local_date(received) == date(2026, 3, 17)
    assert objection_end(received)[0] == date(2026, 3, 23)
