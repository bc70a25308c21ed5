"""Objections to a report, what may become of them, and petitions against a price."""

from collections.abc import Collection
from enum import StrEnum

from app.kernel.states import StateMachine


class ObjectionGround(StrEnum):
    """What is objected to: the four grounds of art. 22 and the three of art. 23."""

    BASIC_FACTS = "basic_facts"
    SCOPE = "scope"
    QUALIFICATION = "qualification"
    PROCEDURE = "procedure"
    STANDARD = "standard"
    METHOD = "method"
    RESULT = "result"


G = ObjectionGround

#: The court rules on these as on an objection to an act of enforcement (art. 22, CPL art. 236).
COURT_GROUNDS = frozenset({G.BASIC_FACTS, G.SCOPE, G.QUALIFICATION, G.PROCEDURE})
#: The agency explains these, then the association reviews (art. 23).
AGENCY_GROUNDS = frozenset({G.STANDARD, G.METHOD, G.RESULT})
#: One of these upheld takes the work from the agency (arts. 22(1)(3), (4) and 23(2)).
FATAL_GROUNDS = frozenset({G.QUALIFICATION, G.PROCEDURE})


class ObjectionKind(StrEnum):
    """Which way an objection goes; the platform finds it by the grounds."""

    #: Type A: the court rules.
    COURT = "court"
    #: Type B: the agency explains.
    AGENCY = "agency"
    #: Both: the court rules first on (3) and (4), then the agency explains.
    MIXED = "mixed"


def kind_of(grounds: Collection[ObjectionGround]) -> ObjectionKind:
    """Return the way an objection goes by its grounds (法释〔2018〕15号 arts. 22, 23(2)).

    Art. 23 together with art. 22 (1) or (2) goes the way of art. 23; together with (3) or (4)
    the court rules on those first.
    """
    if not set(grounds) & AGENCY_GROUNDS:
        return ObjectionKind.COURT
    return ObjectionKind.MIXED if set(grounds) & FATAL_GROUNDS else ObjectionKind.AGENCY


def judged_grounds(grounds: Collection[ObjectionGround]) -> frozenset[ObjectionGround]:
    """Return the grounds the court itself rules on; none where the agency answers them all."""
    kind = kind_of(grounds)
    if kind is ObjectionKind.COURT:
        return frozenset(grounds)
    return frozenset(grounds) & FATAL_GROUNDS


class ObjectionState(StrEnum):
    """Where an objection stands."""

    FILED = "filed"
    UNDER_RULING = "under_ruling"
    WITH_AGENCY = "with_agency"
    ANSWERED = "answered"
    DISPUTED = "disputed"
    IN_REVIEW = "in_review"
    CONCLUDED = "concluded"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"


class ObjectionAction(StrEnum):
    """What may be done to an objection."""

    TAKE_UP = "take_up"
    HAND_OVER = "hand_over"
    ANSWER = "answer"
    FALL_SILENT = "fall_silent"
    BE_SATISFIED = "be_satisfied"
    DISPUTE = "dispute"
    COMMISSION_REVIEW = "commission_review"
    CONCLUDE_REVIEW = "conclude_review"
    RULE = "rule"
    GO_ON = "go_on"
    REFUSE = "refuse"
    WITHDRAW = "withdraw"
    LAPSE = "lapse"


S, A = ObjectionState, ObjectionAction

#: States in which an objection keeps the price from being fixed.
OPEN = (S.FILED, S.UNDER_RULING, S.WITH_AGENCY, S.ANSWERED, S.DISPUTED, S.IN_REVIEW)

OBJECTION = StateMachine(
    "objection",
    {
        (S.FILED, A.TAKE_UP): S.UNDER_RULING,
        (S.FILED, A.HAND_OVER): S.WITH_AGENCY,
        (S.UNDER_RULING, A.RULE): S.CONCLUDED,
        # The court rejects (3) and (4); what belongs to the agency goes there (art. 23(2)).
        (S.UNDER_RULING, A.GO_ON): S.FILED,
        (S.WITH_AGENCY, A.ANSWER): S.ANSWERED,
        (S.WITH_AGENCY, A.FALL_SILENT): S.DISPUTED,
        (S.ANSWERED, A.BE_SATISFIED): S.CONCLUDED,
        (S.ANSWERED, A.DISPUTE): S.DISPUTED,
        (S.DISPUTED, A.COMMISSION_REVIEW): S.IN_REVIEW,
        (S.IN_REVIEW, A.CONCLUDE_REVIEW): S.CONCLUDED,
        (S.FILED, A.REFUSE): S.REFUSED,
        (S.UNDER_RULING, A.REFUSE): S.REFUSED,
        **{(state, A.WITHDRAW): S.WITHDRAWN for state in OPEN},
        **{(state, A.LAPSE): S.LAPSED for state in OPEN},
    },
)


class ObjectionOutcome(StrEnum):
    """What an objection came to."""

    #: The ruling rejected it.
    REJECTED = "rejected"
    #: The court or the association told the agency to correct.
    CORRECTION = "correction"
    #: The work was taken from the agency.
    REPLACED = "replaced"
    #: The objector was content with the explanation, or did not contradict it in time.
    EXPLAINED = "explained"
    #: The professional review did not negate the report.
    NOT_NEGATED = "not_negated"
    #: A single result of a network inquiry no longer counts (art. 13).
    RESULT_OUT = "result_out"


class ResultStanding(StrEnum):
    """What an objection means for the result it is about."""

    OPEN = "open"
    STANDS = "stands"
    CORRECTED = "corrected"
    FALLS = "falls"


class ReviewFinding(StrEnum):
    """What the association concluded (法释〔2018〕15号 art. 23)."""

    NOT_NEGATED = "not_negated"
    TO_CORRECT = "to_correct"


class RulingState(StrEnum):
    """Where a ruling stands: the higher court is asked within ten days (CPL art. 236)."""

    MADE = "made"
    REVIEW_ASKED = "review_asked"
    REVIEWED = "reviewed"


class RulingAction(StrEnum):
    """What may be done about a ruling."""

    ASK_REVIEW = "ask_review"
    DECIDE_REVIEW = "decide_review"


RULING = StateMachine(
    "objection_ruling",
    {
        (RulingState.MADE, RulingAction.ASK_REVIEW): RulingState.REVIEW_ASKED,
        (RulingState.REVIEW_ASKED, RulingAction.DECIDE_REVIEW): RulingState.REVIEWED,
    },
)


class PetitionGround(StrEnum):
    """What a price may be petitioned against for (法释〔2018〕15号 art. 25)."""

    FRAUD = "fraud"
    COLLUSION = "collusion"
    FALSE_RESULT = "false_result"
    HANDLING_WRONG = "handling_wrong"


class PetitionState(StrEnum):
    """Where a petition stands."""

    FILED = "filed"
    UPHELD = "upheld"
    DISMISSED = "dismissed"
    WITHDRAWN = "withdrawn"


class PetitionAction(StrEnum):
    """What may be done to a petition."""

    UPHOLD = "uphold"
    DISMISS = "dismiss"
    WITHDRAW = "withdraw"


PETITION = StateMachine(
    "petition",
    {
        (PetitionState.FILED, PetitionAction.UPHOLD): PetitionState.UPHELD,
        (PetitionState.FILED, PetitionAction.DISMISS): PetitionState.DISMISSED,
        (PetitionState.FILED, PetitionAction.WITHDRAW): PetitionState.WITHDRAWN,
    },
)
