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
    CaptionForm,
    FileForm,
    MarkForm,
    MoveForm,
    OrderForm,
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
    "CaptionForm",
    "FeeForm",
    "FileForm",
    "FileView",
    "HandoverForm",
    "MarkForm",
    "MoveForm",
    "OrderForm",
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
