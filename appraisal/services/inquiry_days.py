"""Move the running days of an inquiry when a suspension has ended (art. 28)."""

from datetime import timedelta

from appraisal.models import Assignment
from appraisal.queries.inquiries import find_network_inquiry
from appraisal.vocabulary.inquiries import InquiryStage


def move_inquiry_days(assignment: Assignment, by: timedelta) -> None:
    """Move every running day of an inquiry, as when a suspension (art. 28) has ended.

    Call it under the row lock of the appraisal, in the caller's unit of work.
    """
    inquiry = find_network_inquiry(assignment.id)
    if inquiry is None or inquiry.stage not in {InquiryStage.ASKING, InquiryStage.CORRECTING}:
        return
    inquiry.due_at += by
    inquiry.decides_at += by
    for result in inquiry.results:
        if result.due_at is not None:
            result.due_at += by
        if result.correction_due_at is not None:
            result.correction_due_at += by
