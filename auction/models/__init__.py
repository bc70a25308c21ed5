"""Tables of the sale."""

from auction.models.act import LotAct
from auction.models.bid import Attempt, Bid
from auction.models.coverage import DebtCoverage
from auction.models.default import BuyerDefault
from auction.models.enrollment import Enrollment, PriorityRight
from auction.models.interest import Favorite, Question, Viewing, ViewingBooking
from auction.models.lot import Lot, Notice, NoticeService, PanelDecision
from auction.models.offer import InKindAnswer, InKindOffer
from auction.models.outcome import Confirmation, Result
from auction.models.plan import PlanObjection, PlanService, PlanVersion
from auction.models.search import LotText
from auction.models.settlement import DistributionRow, Settlement

__all__ = [
    "Attempt",
    "Bid",
    "BuyerDefault",
    "Confirmation",
    "DebtCoverage",
    "DistributionRow",
    "Enrollment",
    "Favorite",
    "InKindAnswer",
    "InKindOffer",
    "Lot",
    "LotAct",
    "LotText",
    "Notice",
    "NoticeService",
    "PanelDecision",
    "PlanObjection",
    "PlanService",
    "PlanVersion",
    "PriorityRight",
    "Question",
    "Result",
    "Settlement",
    "Viewing",
    "ViewingBooking",
]
