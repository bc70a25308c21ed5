"""Rows of the appraisal."""

from appraisal.models import inquiry, objection
from appraisal.models.assignment import Appointment, Assignment, Respite, Suspension, Withdrawal
from appraisal.models.fee import FeeSettlement
from appraisal.models.report import Attachment, Report, ReportService, Review, Survey

__all__ = [
    "Appointment",
    "Assignment",
    "Attachment",
    "FeeSettlement",
    "Report",
    "ReportService",
    "Respite",
    "Review",
    "Survey",
    "Suspension",
    "Withdrawal",
    "inquiry",
    "objection",
]
