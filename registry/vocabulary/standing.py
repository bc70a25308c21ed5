"""Decisions on an agency's standing, relations that make it step back, and the draw's policy."""

from enum import StrEnum


class StandingAct(StrEnum):
    """What a decision does with an agency."""

    PAUSE = "pause"
    STOP = "stop"
    PROBATION = "probation"
    RESTORE = "restore"
    DELIST = "delist"


class StandingGround(StrEnum):
    """What a decision rests on; each has its article in rules/standing.py."""

    FALSE_RESULT = "false_result"
    DISHONEST_SALE = "dishonest_sale"
    LATE = "late"
    OTHER = "other"
    REFUSED_OR_FRAUD = "refused_or_fraud"
    UNABLE_IN_TIME = "unable_in_time"
    TAIL_TEST = "tail_test"
    NEGATIVE_REVIEW = "negative_review"
    NATIONAL_LIST = "national_list"
    CAUSE_GONE = "cause_gone"
    NOT_PROVEN = "not_proven"


class DecisionState(StrEnum):
    """The life of a decision."""

    IN_FORCE = "in_force"
    APPEALED = "appealed"
    UPHELD = "upheld"
    OVERTURNED = "overturned"
    ENDED = "ended"


class DecisionAction(StrEnum):
    """What may be done to a decision."""

    APPEAL = "appeal"
    UPHOLD = "uphold"
    OVERTURN = "overturn"
    END = "end"


class RelationKind(StrEnum):
    """How an agency is bound to somebody in a case (E06)."""

    CREDITOR = "creditor"
    DEBTOR = "debtor"
    APPRAISED_BEFORE = "appraised_before"
    STAFF = "staff"
    RELATIVE = "relative"


class CasePersonRole(StrEnum):
    """People of a case beside the parties whose interest counts as well (E06)."""

    AGENT = "agent"
    JUDGE = "judge"


class PolicyMode(StrEnum):
    """Whether all have the same chance in a draw."""

    UNIFORM = "uniform"
    WEIGHTED = "weighted"
