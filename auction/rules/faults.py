"""Name every way in which a bid can fail, with codes that never change."""

from enum import StrEnum


class BidFault(StrEnum):
    """The fault of a refused bid; the code is what clients are written against."""

    BELOW_START = "below_start"
    BELOW_LADDER = "below_ladder"
    OFF_STEP = "off_step"
    NOT_OPEN = "not_open"
    LATE = "late"
    NOT_ENROLLED = "not_enrolled"
    DEPOSIT_NOT_HELD = "deposit_not_held"
    BARRED = "barred"
    #: The notice was corrected and the bidder has not confirmed the new words (P84).
    NOTICE_UNREAD = "notice_unread"
    SUSPENDED = "suspended"
    ALREADY_LEADING = "already_leading"
    BAD_AMOUNT = "bad_amount"
    REQUEST_ID_REUSED = "request_id_reused"
    RATE_LIMITED = "rate_limited"
