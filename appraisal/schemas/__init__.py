"""What comes in by form, and what programs are told."""

from appraisal.schemas.assignments import (
    HandoverForm,
    ReasonForm,
    RespiteForm,
    RouteForm,
    SuspendForm,
    WithdrawForm,
)
from appraisal.schemas.fees import FeeForm
from appraisal.schemas.reports import (
    FileForm,
    ReportForm,
    ReviewForm,
    ServiceForm,
    SurveyCallForm,
    SurveyForm,
)
from appraisal.schemas.views import AppraisalView, FileView, RevisionView, WindowView

__all__ = [
    "LINE",
    "TEXT",
    "AppraisalView",
    "FeeForm",
    "FileForm",
    "FileView",
    "HandoverForm",
    "ReasonForm",
    "ReportForm",
    "RespiteForm",
    "ReviewForm",
    "RevisionView",
    "RouteForm",
    "ServiceForm",
    "SurveyCallForm",
    "SurveyForm",
    "SuspendForm",
    "WindowView",
    "WithdrawForm",
]
