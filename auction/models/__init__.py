"""Tables of the sale."""

from auction.models.bid import Attempt, Bid
from auction.models.enrollment import Enrollment, PriorityRight
from auction.models.lot import Lot, Notice, NoticeService, PanelDecision
from auction.models.outcome import Confirmation, Result
from auction.models.settlement import DistributionRow, Settlement

__all__ = [
    "Attempt",
    "Bid",
    "Confirmation",
    "DistributionRow",
    "Enrollment",
    "Lot",
    "Notice",
    "NoticeService",
    "PanelDecision",
    "PriorityRight",
    "Result",
    "Settlement",
]
