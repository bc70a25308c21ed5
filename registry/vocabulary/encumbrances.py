"""What burdens an asset beside the seizure itself."""

from enum import StrEnum


class EncumbranceKind(StrEnum):
    """A right or a debt that a buyer, a creditor or the court has to reckon with."""

    MORTGAGE = "mortgage"
    PLEDGE = "pledge"
    LEASE = "lease"
    RESIDENCE_RIGHT = "residence_right"
    EARLIER_SEIZURE = "earlier_seizure"
    WAITING_SEIZURE = "waiting_seizure"
    PRIORITY_CLAIM = "priority_claim"
    ARREARS = "arrears"
    OTHER = "other"
