"""What the papers of the appraisal say, taken from its rows; the words are those of a court."""

from appraisal.documents.commissions import commission_values
from appraisal.documents.fees import settlement_values

__all__ = ["commission_values", "settlement_values"]
