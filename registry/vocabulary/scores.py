"""What a score is called forth by."""

from enum import StrEnum


class ScoreTrigger(StrEnum):
    """What made a new version of a score."""

    NIGHTLY = "nightly"
    EVIDENCE = "evidence"
    DECISION = "decision"
