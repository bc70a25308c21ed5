"""Invariants of the registry that a running database can be asked (reliability 2.4)."""

from registry.checks import draws, scores, standing

CHECKS = {**draws.CHECKS, **scores.CHECKS, **standing.CHECKS}
