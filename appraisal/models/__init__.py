"""Rows of the appraisal."""

from appraisal.models import inquiry, objection
from appraisal.models.assignment import Appointment, Assignment, Respite, Suspension, Withdrawal
from appraisal.models.fee import FeeSettlement
from appraisal.models.report import (
    Attachment,
    Handover,
    Report,
    ReportService,
    Review,
    Survey,
    SurveyCall,
)

__all__ = [
    "Appointment",
    "Assignment",
    "Attachment",
    "FeeSettlement",
    "Handover",
    "Report",
    "ReportService",
    "Respite",
    "Review",
    "Survey",
    "SurveyCall",
    "Suspension",
    "Withdrawal",
    "inquiry",
    "objection",
]
