"""Invariants of scores that a running database can be asked (reliability 2.4)."""

from app.web.modules import Breach
from registry.services.recomputing import recompute_latest


def scores_reproduce() -> list[Breach]:
    """R7: the newest run and the newest versions follow again from the evidence they read."""
    return [Breach("R7", difference) for difference in recompute_latest()]


CHECKS = {"R7": scores_reproduce}
