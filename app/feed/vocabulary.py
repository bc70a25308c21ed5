"""Words of the feed."""

from enum import StrEnum


class Scope(StrEnum):
    """What a token of a court's system opens."""

    #: Read the facts of the court that are not public.
    FEED = "feed"
    #: Hand in nodes of the court's cases.
    NODES = "nodes"
    #: Read what the screens found about the court's lots.
    FINDINGS = "findings"


class SubscriptionState(StrEnum):
    """Whether a receiver is sent what happens."""

    ACTIVE = "active"
    PAUSED = "paused"
    ENDED = "ended"


class SubscriptionAction(StrEnum):
    """What may be done with a subscription."""

    PAUSE = "pause"
    RESUME = "resume"
    END = "end"


class PauseCause(StrEnum):
    """Why a subscription rests."""

    #: A person stopped it.
    ORDERED = "ordered"
    #: Its receiver did not answer for days.
    FAILED = "failed"
    #: Its receiver said that it is gone (410).
    GONE = "gone"


class CaseNode(StrEnum):
    """A station of an enforcement case that systems tell one another; the words are ours."""

    # Told by the case system of the court.
    FILED = "filed"
    NOTICE_SERVED = "notice_served"
    ASSETS_SEARCHED = "assets_searched"
    SEIZED = "seized"
    STAYED = "stayed"
    RESUMED = "resumed"
    #: 终结本次执行程序: nothing left to enforce upon, the case may come back.
    ROUND_ENDED = "round_ended"
    CLOSED = "closed"
    # Told by this platform.
    CASE_REGISTERED = "case_registered"
    APPRAISAL_FILED = "appraisal_filed"
    AGENCY_DRAWN = "agency_drawn"
    APPRAISAL_COMMISSIONED = "appraisal_commissioned"
    REPORT_PUBLISHED = "report_published"
    PRICE_FIXED = "price_fixed"
    SALE_ANNOUNCED = "sale_announced"
    BIDDING_OPENED = "bidding_opened"
    SOLD = "sold"
    UNSOLD = "unsold"
    PAID = "paid"
    RULED = "ruled"
    HANDED_OVER = "handed_over"
    TAKEN_IN_KIND = "taken_in_kind"
    DISTRIBUTED = "distributed"
    SETTLED = "settled"


#: What the case system of a court may hand in.
HANDED_IN = frozenset(
    {
        CaseNode.FILED,
        CaseNode.NOTICE_SERVED,
        CaseNode.ASSETS_SEARCHED,
        CaseNode.SEIZED,
        CaseNode.STAYED,
        CaseNode.RESUMED,
        CaseNode.ROUND_ENDED,
        CaseNode.CLOSED,
    }
)
