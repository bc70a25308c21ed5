"""The words of the four routes: how one is opened, how it ends, and how platforms answer."""

from enum import StrEnum


class RouteBasis(StrEnum):
    """What opens a route (法释〔2018〕15号 arts. 4-7, 14)."""

    #: The routes before it were tried or are impossible.
    IN_ORDER = "in_order"
    #: Both sides ask for it; what proves that is written beside it.
    JOINT_REQUEST = "joint_request"
    #: A law or regulation requires an appraisal, art. 14(1).
    LAW_REQUIRES = "law_requires"
    #: The price found on this route is out of date and is asked for again, art. 11(4).
    RENEWAL = "renewal"


class AttemptOutcome(StrEnum):
    """How a route ended."""

    RUNNING = "running"
    FAILED = "failed"
    #: Never begun: what the route needs was missing.
    IMPOSSIBLE = "impossible"
    #: It brought the reference price, or the result that was served to the parties.
    PRICED = "priced"
    #: The commissioned appraisal was chosen; the agencies go on from there.
    CHOSEN = "chosen"


class RouteFault(StrEnum):
    """Why a route failed or is impossible."""

    PARTY_REFUSED = "party_refused"
    PARTY_UNREACHABLE = "party_unreachable"
    NO_FIGURE = "no_figure"
    ONE_SIDE_ONLY = "one_side_only"
    FIGURES_DIFFER = "figures_differ"
    HARMS_OTHERS = "harms_others"
    NO_PUBLIC_PRICE = "no_public_price"
    NO_ANSWER = "no_answer"
    ANSWER_WITHOUT_PRICE = "answer_without_price"
    SURVEY_NEEDED = "survey_needed"
    NOT_COVERED = "not_covered"
    NO_RESULT = "no_result"
    ALL_FAULTY = "all_faulty"
    ALL_UPHELD = "all_upheld"
    JOINTLY_LEFT = "jointly_left"


class Openness(StrEnum):
    """Whether a route can be taken now."""

    OPEN = "open"
    JOINT_ONLY = "joint_only"
    RUNNING = "running"
    CLOSED = "closed"


class RouteReason(StrEnum):
    """Why a route is open, or is not."""

    FIRST_IN_ORDER = "first_in_order"
    NEXT_IN_ORDER = "next_in_order"
    JOINT_REQUEST = "joint_request"
    LAW_OR_REQUEST = "law_or_request"
    RUNNING = "running"
    ANOTHER_RUNS = "another_runs"
    NETWORK_RUNS = "network_runs"
    TRIED = "tried"
    PASSED = "passed"
    NEGOTIATION_FIRST = "negotiation_first"
    DIRECTED_FIRST = "directed_first"
    NETWORK_FIRST = "network_first"
    NO_PLATFORM = "no_platform"
    NOT_CHOOSING = "not_choosing"


class PublicPrice(StrEnum):
    """The price a body of the state knows of the property (art. 5)."""

    TAX_BASE = "tax_base"
    GOVERNMENT_PRICE = "government_price"
    GUIDANCE_PRICE = "guidance_price"


class InquiryStage(StrEnum):
    """Where a network inquiry stands."""

    ASKING = "asking"
    REVIEWING = "reviewing"
    CORRECTING = "correcting"
    REVIEWED = "reviewed"
    SERVED = "served"
    FAILED = "failed"


class ResultStanding(StrEnum):
    """What became of one platform's result."""

    AWAITED = "awaited"
    #: In time, to be looked at by the court.
    RECEIVED = "received"
    COUNTED = "counted"
    DEFECTIVE = "defective"
    LATE = "late"
    PENDING = "pending"
    REJECTED = "rejected"
    CORRECTED = "corrected"
    UPHELD = "upheld"


#: Results that enter the average (art. 13): no objection, a rejected one, or a correction.
COUNTING = frozenset({ResultStanding.COUNTED, ResultStanding.REJECTED, ResultStanding.CORRECTED})
#: What an objection may make of a served result.
AFTER_OBJECTION = frozenset(
    {
        ResultStanding.COUNTED,
        ResultStanding.PENDING,
        ResultStanding.REJECTED,
        ResultStanding.CORRECTED,
        ResultStanding.UPHELD,
    }
)


class ReportDefect(StrEnum):
    """Why a platform's report is to be corrected (art. 12)."""

    BASIC_FACTS = "basic_facts"
    BEYOND_SCOPE = "beyond_scope"
    LEFT_OUT = "left_out"


class DispatchKind(StrEnum):
    """What is sent to a platform."""

    INQUIRY = "inquiry"
    POLL = "poll"
    EXTENSION = "extension"
    CORRECTION = "correction"


class DispatchState(StrEnum):
    """Whether it was sent."""

    QUEUED = "queued"
    DONE = "done"
    DROPPED = "dropped"


class MessageKind(StrEnum):
    """What a platform tells."""

    REPORT = "report"
    EXTENSION_REQUEST = "extension_request"


class MessageOutcome(StrEnum):
    """What became of a platform's message; none is ever dropped."""

    TAKEN = "taken"
    LATE = "late"
    UNREADABLE = "unreadable"
    UNKNOWN_INQUIRY = "unknown_inquiry"
    NOT_AWAITED = "not_awaited"
