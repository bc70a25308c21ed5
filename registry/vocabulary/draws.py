"""The life of a draw, and why an agency is left out of it."""

from enum import StrEnum


class DrawState(StrEnum):
    """The life of a draw (fairness 1.3)."""

    DRAFT = "draft"
    NEGOTIATING = "negotiating"
    AGREED = "agreed"
    FROZEN = "frozen"
    ENTROPY_CLOSED = "entropy_closed"
    DRAWN = "drawn"
    NOTIFIED = "notified"
    VOID = "void"


class DrawAction(StrEnum):
    """What may be done to a draw."""

    OPEN_NEGOTIATION = "open_negotiation"
    AGREE = "agree"
    END_NEGOTIATION = "end_negotiation"
    FREEZE = "freeze"
    CLOSE_ENTROPY = "close_entropy"
    PERFORM = "perform"
    NOTIFY = "notify"
    VOID = "void"
    #: A wrong official figure is typed again before anybody was notified.
    CORRECT = "correct"
    #: After that only the supervisor may undo the draw, with a published reason.
    OVERRULE = "overrule"


class ChoiceMethod(StrEnum):
    """How the three were found (法释〔2018〕15号 art. 16)."""

    LOTTERY = "lottery"
    AGREEMENT = "agreement"


class EntropyMode(StrEnum):
    """Where the chance comes from (fairness 1.2)."""

    CEREMONY = "ceremony"
    EXTERNAL = "external"


class Scope(StrEnum):
    """How far the pool reaches; widened before the freeze only (P14)."""

    CITY = "city"
    PROVINCE = "province"
    NATION = "nation"


class ExclusionCode(StrEnum):
    """Why an agency of the list is not in the pool (fairness 1.5)."""

    FIELD = "E01"
    GRADE = "E02"
    REGION = "E03"
    PAUSED = "E04"
    DELISTED = "E05"
    CONFLICT = "E06"
    ALREADY_FAILED = "E07"
    AT_CAPACITY = "E08"
    NOT_QUALIFIED = "E09"
    SHARED_TICKET = "E10"
    REFUSED_TWICE = "E11"
    REVIEW_PENDING = "E12"
