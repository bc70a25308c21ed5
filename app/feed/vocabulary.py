"""Words of the feed."""

from enum import StrEnum


class Scope(StrEnum):
    """What a token of a court's system opens."""

    #: Read the facts of the court that are not public.
    FEED = "feed"
    #: Hand in nodes of the court's cases.
    NODES = "nodes"


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
