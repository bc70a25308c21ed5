"""Tables of the sale."""

from auction.models.act import LotAct
from auction.models.bid import Attempt, Bid
from auction.models.coverage import DebtCoverage
from auction.models.default import BuyerDefault
from auction.models.enrollment import Enrollment, PriorityRight
from auction.models.erasure import Erasure
from auction.models.glass import GlassAnswer, GlassRequest
from auction.models.group import BiddingGroup, GroupMember
from auction.models.handover import AssistanceService, PlannedStep
from auction.models.interest import Favorite, Question, Viewing, ViewingBooking
from auction.models.lot import Lot, Notice, NoticeService, PanelDecision, PanelSignature
from auction.models.notice_reading import NoticeReading
from auction.models.offer import InKindAnswer, InKindOffer
from auction.models.outcome import Confirmation, Result
from auction.models.outside_state import OutsideState
from auction.models.part import LotMerger, LotPart
from auction.models.plan import PlanObjection, PlanService, PlanVersion
from auction.models.qualification import PurchasePromise, PurchaseProof, PurchaseVerdict
from auction.models.screening import ScreenPrice, ScreenSeat
from auction.models.search import LotText
from auction.models.settlement import DistributionRow, Settlement
from auction.models.statistics import StatisticsCell, TouchedMonth
from auction.models.venue import OutsideResult, VenuePlan

__all__ = [
    "AssistanceService",
    "Attempt",
    "Bid",
    "BiddingGroup",
    "BuyerDefault",
    "Confirmation",
    "DebtCoverage",
    "DistributionRow",
    "Enrollment",
    "Erasure",
    "Favorite",
    "GlassAnswer",
    "GlassRequest",
    "GroupMember",
    "InKindAnswer",
    "InKindOffer",
    "Lot",
    "LotAct",
    "LotMerger",
    "LotPart",
    "LotText",
    "Notice",
    "NoticeReading",
    "NoticeService",
    "OutsideResult",
    "OutsideState",
    "PanelDecision",
    "PanelSignature",
    "PlanObjection",
    "PlanService",
    "PlanVersion",
    "PlannedStep",
    "PriorityRight",
    "PurchasePromise",
    "PurchaseProof",
    "PurchaseVerdict",
    "Question",
    "Result",
    "ScreenPrice",
    "ScreenSeat",
    "Settlement",
    "StatisticsCell",
    "TouchedMonth",
    "VenuePlan",
    "Viewing",
    "ViewingBooking",
]
