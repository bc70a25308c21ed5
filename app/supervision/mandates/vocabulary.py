"""Whom an observer speaks for, how far a mandate reaches, where it stands."""

from enum import StrEnum


class Body(StrEnum):
    """Whom the observer speaks for (鲁高法〔2016〕54号 items 51 to 56)."""

    PROCURATORATE = "procuratorate"
    CONGRESS = "congress"
    DISCIPLINE = "discipline"
    HIGHER_COURT = "higher_court"


class Reach(StrEnum):
    """What a mandate names."""

    COURT = "court"
    CASE = "case"
    LOT = "lot"


class MandateStanding(StrEnum):
    """Where a mandate stands at a moment."""

    WAITING = "waiting"
    COMING = "coming"
    RUNNING = "running"
    WITHDRAWN = "withdrawn"
    OVER = "over"
