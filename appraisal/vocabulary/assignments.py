"""Where an appraisal stands, what may be done to it, and how its days are moved."""

from enum import StrEnum

from app.kernel.states import StateMachine


class AssignmentState(StrEnum):
    """Where a commissioned appraisal stands (domain 4.1)."""

    ROUTED = "routed"
    FEE_PENDING = "fee_pending"
    COMMISSIONED = "commissioned"
    SURVEYING = "surveying"
    DRAFTING = "drafting"
    REPORTED = "reported"
    CORRECTING = "correcting"
    PUBLISHED = "published"
    PRICE_FIXED = "price_fixed"
    SETTLED = "settled"
    EXHAUSTED = "exhausted"


class AssignmentAction(StrEnum):
    """What may be done to a commissioned appraisal."""

    ASK_FEE = "ask_fee"
    COMMISSION = "commission"
    ACCEPT = "accept"
    PASS_ON = "pass_on"  # noqa: S105 - it is no password
    REPLACE = "replace"
    EXHAUST = "exhaust"
    RECORD_SURVEY = "record_survey"
    HAND_IN = "hand_in"
    RETURN = "return"
    PUBLISH = "publish"
    FIX_PRICE = "fix_price"
    SETTLE = "settle"


S, A = AssignmentState, AssignmentAction

ASSIGNMENT = StateMachine(
    "assignment",
    {
        (S.ROUTED, A.ASK_FEE): S.FEE_PENDING,
        (S.FEE_PENDING, A.COMMISSION): S.COMMISSIONED,
        (S.COMMISSIONED, A.ACCEPT): S.SURVEYING,
        (S.COMMISSIONED, A.PASS_ON): S.COMMISSIONED,
        (S.COMMISSIONED, A.EXHAUST): S.EXHAUSTED,
        (S.COMMISSIONED, A.REPLACE): S.COMMISSIONED,
        (S.SURVEYING, A.REPLACE): S.COMMISSIONED,
        (S.DRAFTING, A.REPLACE): S.COMMISSIONED,
        (S.SURVEYING, A.EXHAUST): S.EXHAUSTED,
        (S.DRAFTING, A.EXHAUST): S.EXHAUSTED,
        (S.EXHAUSTED, A.COMMISSION): S.COMMISSIONED,
        (S.SURVEYING, A.RECORD_SURVEY): S.DRAFTING,
        (S.DRAFTING, A.RECORD_SURVEY): S.DRAFTING,
        (S.DRAFTING, A.HAND_IN): S.REPORTED,
        (S.REPORTED, A.RETURN): S.CORRECTING,
        (S.CORRECTING, A.HAND_IN): S.REPORTED,
        (S.REPORTED, A.PUBLISH): S.PUBLISHED,
        (S.PUBLISHED, A.RETURN): S.CORRECTING,
        (S.PUBLISHED, A.FIX_PRICE): S.PRICE_FIXED,
        (S.PRICE_FIXED, A.SETTLE): S.SETTLED,
    },
)

#: States in which the report is awaited for the first time: once its days are over the work
#: goes to the next agency (art. 19(3)). A correction that is late only counts against its author.
REPORT_AWAITED = ASSIGNMENT.sources(A.REPLACE)

#: States in which the agency may add files for its next report.
WORKING = frozenset({S.SURVEYING, S.DRAFTING, S.CORRECTING})


class RespiteGround(StrEnum):
    """Why the days of a report are moved (法释〔2018〕15号 art. 19)."""

    #: The agency asked in time, art. 19(2).
    EXTENSION = "extension"
    #: The court suspended the work or was late itself; such time is nobody's delay, art. 19(1).
    COURT_DELAY = "court_delay"


class RespiteFault(StrEnum):
    """Why more time cannot be given."""

    DAYS_OUT_OF_RANGE = "respite_days"
    ASKED_TOO_LATE = "respite_asked_late"
    ASKED_TOO_OFTEN = "respite_too_often"
