"""Tables of the sale."""

from auction.models.act import LotAct
from auction.models.bid import Attempt, Bid
from auction.models.coverage import DebtCoverage
from auction.models.default import BuyerDefault
from auction.models.enrollment import Enrollment, PriorityRight
from auction.models.group import BiddingGroup, GroupMember
from auction.models.interest import Favorite, Question, Viewing, ViewingBooking
from auction.models.lot import Lot, Notice, NoticeService, PanelDecision, PanelSignature
from auction.models.offer import InKindAnswer, InKindOffer
from auction.models.outcome import Confirmation, Result
from auction.models.outside_state import OutsideState
from auction.models.part import LotMerger, LotPart
from auction.models.plan import PlanObjection, PlanService, PlanVersion
from auction.models.search import LotText
from auction.models.settlement import DistributionRow, Settlement
from auction.models.venue import OutsideResult, VenuePlan

__all__ = [
    "Attempt",
    "Bid",
    "BiddingGroup",
    "BuyerDefault",
    "Confirmation",
    "DebtCoverage",
    "DistributionRow",
    "Enrollment",
    "Favorite",
    "GroupMember",
    "InKindAnswer",
    "InKindOffer",
    "Lot",
    "LotAct",
    "LotMerger",
    "LotPart",
    "LotText",
    "Notice",
    "NoticeService",
    "OutsideResult",
    "OutsideState",
    "PanelDecision",
    "PanelSignature",
    "PlanObjection",
    "PlanService",
    "PlanVersion",
    "PriorityRight",
    "Question",
    "Result",
    "Settlement",
    "VenuePlan",
    "Viewing",
    "ViewingBooking",
]
