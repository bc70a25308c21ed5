"""How late a step is, and what the head of a court hears of."""

from enum import StrEnum


class Level(StrEnum):
    """What was said of a step or of a case, in the order of urgency."""

    NEAR = "near"
    MISSED = "missed"
    ESCALATED = "escalated"
    IDLE = "idle"
    IDLE_ESCALATED = "idle_escalated"


class Standing(StrEnum):
    """How near the last day of a step is."""

    ESCALATED = "escalated"
    LATE = "late"
    SOON = "soon"
    LATER = "later"
    WAIT = "wait"
