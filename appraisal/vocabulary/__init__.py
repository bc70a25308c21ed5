"""The words of the appraisal that others may use: routes, states, actions, faults."""

from appraisal.vocabulary.assignments import (
    ASSIGNMENT,
    REPORT_AWAITED,
    WORKING,
    AssignmentAction,
    AssignmentState,
    RespiteFault,
    RespiteGround,
)
from appraisal.vocabulary.fees import SettledOutcome
from appraisal.vocabulary.reports import (
    PictureRole,
    ReportFault,
    ReviewCheck,
    ServiceMethod,
    Slot,
    ValuationMethod,
    Verdict,
)
from appraisal.vocabulary.routes import AppraisalGround, PriceRoute

__all__ = [
    "ASSIGNMENT",
    "REPORT_AWAITED",
    "WORKING",
    "AppraisalGround",
    "AssignmentAction",
    "AssignmentState",
    "PictureRole",
    "PriceRoute",
    "ReportFault",
    "RespiteFault",
    "RespiteGround",
    "ReviewCheck",
    "ServiceMethod",
    "SettledOutcome",
    "Slot",
    "ValuationMethod",
    "Verdict",
]
