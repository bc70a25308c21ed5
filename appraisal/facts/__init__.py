"""What happened on the way from an asset to its reference price."""

from appraisal.facts import assignments, deadlines, fees, inquiries, objections, reports
from appraisal.facts.assignments import (
    AgenciesExhausted,
    AppraisalCommissioned,
    AppraisalResumed,
    AppraisalSuspended,
    AppraisalWithdrawn,
    AssignmentAccepted,
    AssignmentOverdue,
    AssignmentRefused,
    DisposalStarted,
    PriceExpired,
    RefusalExcused,
    ReissueAsked,
    RespiteGranted,
    RouteChosen,
    RouteReopened,
)
from appraisal.facts.fees import BasicFeeAsked, FeeSettled
from appraisal.facts.reports import (
    MaterialsHandedOver,
    PriceFixed,
    ReportHandedIn,
    ReportPublished,
    ReportReturned,
    ReportServed,
    ReportWithdrawn,
    SurveyCalled,
    SurveyRecorded,
)

_PARTS = (assignments, inquiries, reports, objections, fees, deadlines)
FACTS = tuple(fact for part in _PARTS for fact in part.FACTS)

__all__ = [
    "FACTS",
    "AgenciesExhausted",
    "AppraisalCommissioned",
    "AppraisalResumed",
    "AppraisalSuspended",
    "AppraisalWithdrawn",
    "AssignmentAccepted",
    "AssignmentOverdue",
    "AssignmentRefused",
    "BasicFeeAsked",
    "DisposalStarted",
    "FeeSettled",
    "MaterialsHandedOver",
    "PriceExpired",
    "PriceFixed",
    "RefusalExcused",
    "ReissueAsked",
    "ReportHandedIn",
    "ReportPublished",
    "ReportReturned",
    "ReportServed",
    "ReportWithdrawn",
    "RespiteGranted",
    "RouteChosen",
    "RouteReopened",
    "SurveyCalled",
    "SurveyRecorded",
]
