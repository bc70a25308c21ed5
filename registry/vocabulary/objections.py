"""Objections of agencies to what counts in their score."""

from enum import StrEnum


class ScoreObjectionState(StrEnum):
    """Where an objection to a piece of evidence stands; the score waits for none of it."""

    OPEN = "open"
    UPHELD = "upheld"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


class ScoreObjectionAction(StrEnum):
    """What may be done to an objection: the court decides it, the agency takes it back."""

    UPHOLD = "uphold"
    REJECT = "reject"
    WITHDRAW = "withdraw"
