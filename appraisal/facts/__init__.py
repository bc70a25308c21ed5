"""What happened on the way from an asset to its reference price."""

from appraisal.facts import assignments, deadlines, fees, inquiries, objections, reports
from appraisal.facts.assignments import (
    AgenciesExhausted,
    AppraisalCommissioned,
    AssignmentAccepted,
    AssignmentOverdue,
    AssignmentRefused,
    RefusalExcused,
    RespiteGranted,
    RouteChosen,
)
from appraisal.facts.fees import BasicFeeAsked, FeeSettled
from appraisal.facts.reports import (
    PriceFixed,
    ReportHandedIn,
    ReportPublished,
    ReportReturned,
    ReportServed,
    ReportWithdrawn,
    SurveyRecorded,
)

_PARTS = (assignments, inquiries, reports, objections, fees, deadlines)
FACTS = tuple(fact for part in _PARTS for fact in part.FACTS)

__all__ = [
    "FACTS",
    "AgenciesExhausted",
    "AppraisalCommissioned",
    "AssignmentAccepted",
    "AssignmentOverdue",
    "AssignmentRefused",
    "BasicFeeAsked",
    "FeeSettled",
    "PriceFixed",
    "RefusalExcused",
    "ReportHandedIn",
    "ReportPublished",
    "ReportReturned",
    "ReportServed",
    "ReportWithdrawn",
    "RespiteGranted",
    "RouteChosen",
    "SurveyRecorded",
]
