"""What the papers of the appraisal say, taken from its rows; the words are those of a court."""

from appraisal.documents.commissions import commission_values
from appraisal.documents.fees import settlement_values
from appraisal.documents.grounds import (
    CAPACITIES,
    DEFECTS,
    PRESENCES,
    SUSPENSION_GROUNDS,
    WITHDRAWAL_GROUNDS,
)

__all__ = [
    "CAPACITIES",
    "DEFECTS",
    "PRESENCES",
    "SUSPENSION_GROUNDS",
    "WITHDRAWAL_GROUNDS",
    "commission_values",
    "settlement_values",
]
