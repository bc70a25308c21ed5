"""Words of findings: which screen, in which phase, how it was closed."""

from enum import StrEnum
from typing import NamedTuple


class ScreenCode(StrEnum):
    """What is looked for."""

    S1 = "S1"
    S2 = "S2"
    S3 = "S3"
    S4 = "S4"
    S5 = "S5"
    S6 = "S6"
    S7 = "S7"
    S8 = "S8"
    S9 = "S9"
    S10 = "S10"
    S11 = "S11"
    S12 = "S12"
    S13 = "S13"


class FindingPhase(StrEnum):
    """Whether bidding went on, and only paddles were known, when it was found."""

    LIVE = "live"
    ENDED = "ended"


class Verdict(StrEnum):
    """What the judge who looked into it says."""

    FOUNDED = "founded"
    UNFOUNDED = "unfounded"


class FindingCounts(NamedTuple):
    """How many findings there are of one thing, how many were closed, how many of those held."""

    made: int = 0
    closed: int = 0
    founded: int = 0


#: Signals that carry a name instead of a number: the agency, and the judge a finding is about.
AGENCY_NAMED = "agency_named"
JUDGE_NAMED = "judge_named"
