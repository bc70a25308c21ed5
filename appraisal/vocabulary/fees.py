"""How an appraised asset left the procedure, on which the fee hangs."""

from enum import StrEnum


class SettledOutcome(StrEnum):
    """How the appraised property left the procedure, as auction tells it."""

    SOLD = "SOLD"
    IN_KIND = "IN_KIND"
    FAILED = "FAILED"
    WITHDRAWN = "WITHDRAWN"
