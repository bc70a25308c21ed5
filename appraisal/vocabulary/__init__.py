"""The words of the appraisal that others may use: routes, states, actions, faults."""

from appraisal.vocabulary.assignments import (
    ASSIGNMENT,
    PRICED,
    REPORT_AWAITED,
    SHOWN,
    SUSPENDABLE,
    WITHDRAWABLE,
    WORKING,
    AssignmentAction,
    AssignmentState,
    RespiteFault,
    RespiteGround,
    SuspensionGround,
    WithdrawalGround,
)
from appraisal.vocabulary.fees import SettledOutcome
from appraisal.vocabulary.reports import (
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
    "PRICED",
    "REPORT_AWAITED",
    "SHOWN",
    "SUSPENDABLE",
    "WITHDRAWABLE",
    "WORKING",
    "AppraisalGround",
    "AssignmentAction",
    "AssignmentState",
    "PriceRoute",
    "ReportFault",
    "RespiteFault",
    "RespiteGround",
    "ReviewCheck",
    "ServiceMethod",
    "SettledOutcome",
    "Slot",
    "SuspensionGround",
    "ValuationMethod",
    "Verdict",
    "WithdrawalGround",
]
