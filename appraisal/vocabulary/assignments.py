"""Where an appraisal stands, what may be done to it, by whom, and how its days are moved."""

from enum import StrEnum

from app.kernel.states import StateMachine


class AssignmentState(StrEnum):
    """Where the way of one asset to its reference price stands (domain 4.1; ADR 13 maps names)."""

    FILED = "filed"
    FACT_FINDING = "fact_finding"
    CHOOSING = "choosing"
    NEGOTIATING = "negotiating"
    DIRECTED_INQUIRY = "directed_inquiry"
    NETWORK_INQUIRY = "network_inquiry"
    ROUTED = "routed"
    SELECTED = "selected"
    FEE_PENDING = "fee_pending"
    STALLED = "stalled"
    COMMISSIONED = "commissioned"
    SURVEYING = "surveying"
    DRAFTING = "drafting"
    REPORTED = "reported"
    CORRECTING = "correcting"
    PUBLISHED = "published"
    OBJECTED = "objected"
    PRICE_FIXED = "price_fixed"
    DISPOSING = "disposing"
    EXPIRED = "expired"
    SETTLING = "settling"
    SETTLED = "settled"
    EXHAUSTED = "exhausted"
    SUSPENDED = "suspended"
    WITHDRAWN = "withdrawn"


class AssignmentAction(StrEnum):
    """What may be done on the way to a reference price."""

    FIND_FACTS = "find_facts"
    COMPLETE_FACTS = "complete_facts"
    NEGOTIATE = "negotiate"
    INQUIRE_DIRECTED = "inquire_directed"
    INQUIRE_NETWORK = "inquire_network"
    SELECT_AGENCY = "select_agency"
    NAME_AGENCIES = "name_agencies"
    LOSE_AGENCIES = "lose_agencies"
    ASK_FEE = "ask_fee"
    STALL = "stall"
    COMMISSION = "commission"
    ACCEPT = "accept"
    PASS_ON = "pass_on"  # noqa: S105 - it is no password
    REPLACE = "replace"
    EXHAUST = "exhaust"
    RECORD_SURVEY = "record_survey"
    HAND_IN = "hand_in"
    RETURN = "return"
    PUBLISH = "publish"
    OBJECT = "object"
    CLEAR = "clear"
    FIX_PRICE = "fix_price"
    START_DISPOSAL = "start_disposal"
    EXPIRE = "expire"
    REISSUE = "reissue"
    REOPEN = "reopen"
    SUSPEND = "suspend"
    RESUME = "resume"
    WITHDRAW = "withdraw"
    CONCLUDE = "conclude"
    SETTLE = "settle"


S, A = AssignmentState, AssignmentAction

#: States that art. 28 lets the court suspend: an inquiry or an appraisal that is under way.
SUSPENDABLE = (
    S.NETWORK_INQUIRY,
    S.ROUTED,
    S.SELECTED,
    S.FEE_PENDING,
    S.STALLED,
    S.COMMISSIONED,
    S.SURVEYING,
    S.DRAFTING,
    S.REPORTED,
    S.CORRECTING,
    S.PUBLISHED,
    S.OBJECTED,
    S.EXHAUSTED,
)
#: States from which the court takes the inquiry or the appraisal back (art. 29).
WITHDRAWABLE = (
    *SUSPENDABLE,
    S.FILED,
    S.FACT_FINDING,
    S.CHOOSING,
    S.NEGOTIATING,
    S.DIRECTED_INQUIRY,
    S.SUSPENDED,
    S.EXPIRED,
)

ASSIGNMENT = StateMachine(
    "assignment",
    {
        (S.FILED, A.FIND_FACTS): S.FACT_FINDING,
        (S.FACT_FINDING, A.COMPLETE_FACTS): S.CHOOSING,
        # The order of the routes and its jumps: arts. 2, 4-7, 14.
        (S.CHOOSING, A.NEGOTIATE): S.NEGOTIATING,
        (S.CHOOSING, A.INQUIRE_DIRECTED): S.DIRECTED_INQUIRY,
        (S.CHOOSING, A.INQUIRE_NETWORK): S.NETWORK_INQUIRY,
        (S.CHOOSING, A.SELECT_AGENCY): S.ROUTED,
        (S.NEGOTIATING, A.INQUIRE_DIRECTED): S.DIRECTED_INQUIRY,
        (S.NEGOTIATING, A.INQUIRE_NETWORK): S.NETWORK_INQUIRY,
        (S.NEGOTIATING, A.SELECT_AGENCY): S.ROUTED,
        (S.NEGOTIATING, A.FIX_PRICE): S.PRICE_FIXED,
        (S.DIRECTED_INQUIRY, A.INQUIRE_NETWORK): S.NETWORK_INQUIRY,
        (S.DIRECTED_INQUIRY, A.SELECT_AGENCY): S.ROUTED,
        (S.DIRECTED_INQUIRY, A.FIX_PRICE): S.PRICE_FIXED,
        (S.NETWORK_INQUIRY, A.SELECT_AGENCY): S.ROUTED,
        (S.NETWORK_INQUIRY, A.PUBLISH): S.PUBLISHED,
        # The commissioned appraisal: agencies, fee, work.
        (S.ROUTED, A.NAME_AGENCIES): S.SELECTED,
        (S.SELECTED, A.LOSE_AGENCIES): S.ROUTED,
        (S.SELECTED, A.ASK_FEE): S.FEE_PENDING,
        (S.FEE_PENDING, A.STALL): S.STALLED,
        (S.STALLED, A.ASK_FEE): S.FEE_PENDING,
        (S.STALLED, A.COMMISSION): S.COMMISSIONED,
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
        # Served and open to everyone; objections.
        (S.PUBLISHED, A.RETURN): S.CORRECTING,
        (S.PUBLISHED, A.OBJECT): S.OBJECTED,
        (S.OBJECTED, A.OBJECT): S.OBJECTED,
        (S.OBJECTED, A.CLEAR): S.PUBLISHED,
        (S.OBJECTED, A.RETURN): S.CORRECTING,
        (S.OBJECTED, A.REPLACE): S.COMMISSIONED,
        (S.OBJECTED, A.EXHAUST): S.EXHAUSTED,
        (S.OBJECTED, A.SELECT_AGENCY): S.ROUTED,
        (S.PUBLISHED, A.FIX_PRICE): S.PRICE_FIXED,
        # A price falls with its report, even while the asset is for sale: a judge decides.
        (S.PRICE_FIXED, A.RETURN): S.CORRECTING,
        (S.DISPOSING, A.RETURN): S.CORRECTING,
        # The price holds, is used, or is used up.
        (S.PRICE_FIXED, A.START_DISPOSAL): S.DISPOSING,
        (S.PRICE_FIXED, A.EXPIRE): S.EXPIRED,
        (S.DISPOSING, A.EXPIRE): S.EXPIRED,
        (S.EXPIRED, A.REISSUE): S.DRAFTING,
        (S.EXPIRED, A.INQUIRE_NETWORK): S.NETWORK_INQUIRY,
        (S.EXPIRED, A.REOPEN): S.CHOOSING,
        (S.PRICE_FIXED, A.REOPEN): S.CHOOSING,
        (S.PRICE_FIXED, A.CONCLUDE): S.SETTLING,
        (S.DISPOSING, A.CONCLUDE): S.SETTLING,
        (S.EXPIRED, A.CONCLUDE): S.SETTLING,
        (S.WITHDRAWN, A.CONCLUDE): S.SETTLING,
        (S.SETTLING, A.SETTLE): S.SETTLED,
        **{(state, A.SUSPEND): S.SUSPENDED for state in SUSPENDABLE},
        **{(state, A.WITHDRAW): S.WITHDRAWN for state in WITHDRAWABLE},
    },
    returns={(S.SUSPENDED, A.RESUME): SUSPENDABLE},
)

#: States in which the report is awaited for the first time: once its days are over the work
#: goes to the next agency (art. 19(3)). A correction that is late only counts against its author.
REPORT_AWAITED = frozenset({S.COMMISSIONED, S.SURVEYING, S.DRAFTING})
#: States in which the parties may be called to the site.
SURVEY_CALLED_IN = frozenset({S.COMMISSIONED, S.SURVEYING, S.DRAFTING})
#: States in which an agency's commission counts as open work of its.
OPEN_COMMISSION = frozenset({*REPORT_AWAITED, S.REPORTED, S.CORRECTING, S.PUBLISHED, S.OBJECTED})
#: States in which the agency may add files for its next report.
WORKING = frozenset({S.SURVEYING, S.DRAFTING, S.CORRECTING})
#: States in which a reference price stands.
PRICED = frozenset({S.PRICE_FIXED, S.DISPOSING, S.SETTLING, S.SETTLED})
#: States in which a published report is open to everyone.
SHOWN = frozenset({S.PUBLISHED, S.OBJECTED, *PRICED, S.EXPIRED})


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


class SuspensionGround(StrEnum):
    """Why an inquiry or an appraisal is suspended (法释〔2018〕15号 art. 28)."""

    ENFORCEMENT_HELD = "enforcement_held"
    MATERIALS_WRONG = "materials_wrong"
    COURT_DECIDES = "court_decides"


class WithdrawalGround(StrEnum):
    """Why an inquiry or an appraisal is taken back (法释〔2018〕15号 art. 29)."""

    APPLICATION_WITHDRAWN = "application_withdrawn"
    OBLIGATION_MET = "obligation_met"
    TITLE_REVOKED = "title_revoked"
    PARTIES_AGREED = "parties_agreed"
    COURT_DECIDES = "court_decides"
