"""Find surveys, files, reports, reviews and services."""

from collections.abc import Sequence

from sqlalchemy import select

from app.kernel.errors import NotFound
from app.store import db
from appraisal.models import (
    Assignment,
    Attachment,
    Handover,
    Report,
    ReportService,
    Review,
    Survey,
    SurveyCall,
)
from appraisal.vocabulary import Slot


def list_surveys(assignment_id: int) -> Sequence[Survey]:
    """Return the surveys, oldest first."""
    return db.session.scalars(
        select(Survey).where(Survey.assignment_id == assignment_id).order_by(Survey.held_at)
    ).all()


def list_survey_calls(assignment_id: int) -> Sequence[SurveyCall]:
    """Return when the parties were called to the site, oldest first."""
    return db.session.scalars(
        select(SurveyCall).where(SurveyCall.assignment_id == assignment_id).order_by(SurveyCall.id)
    ).all()


def list_handovers(assignment_id: int) -> Sequence[Handover]:
    """Return what the agencies received from the court, oldest first."""
    return db.session.scalars(
        select(Handover).where(Handover.assignment_id == assignment_id).order_by(Handover.id)
    ).all()


def list_attachments(assignment_id: int, slot: Slot | None = None) -> Sequence[Attachment]:
    """Return the files that lie on the agency's desk, in the agency's order."""
    query = select(Attachment).where(
        Attachment.assignment_id == assignment_id, Attachment.removed_at.is_(None)
    )
    if slot is not None:
        query = query.where(Attachment.slot == slot)
    return db.session.scalars(query.order_by(Attachment.position, Attachment.id)).all()


def list_reports(assignment_id: int) -> Sequence[Report]:
    """Return the revisions of the report, oldest first."""
    return db.session.scalars(
        select(Report).where(Report.assignment_id == assignment_id).order_by(Report.revision)
    ).all()


def find_report(assignment_id: int) -> Report | None:
    """Return the newest revision, which is the one that counts."""
    return next(iter(reversed(list_reports(assignment_id))), None)


def get_report(assignment: Assignment) -> Report:
    """Return the newest revision; raise NotFound."""
    found = find_report(assignment.id)
    if found is None:
        raise NotFound("report", assignment.no)
    return found


def list_reviews(report_ids: Sequence[int]) -> Sequence[Review]:
    """Return the court's reviews of some revisions, oldest first."""
    return db.session.scalars(
        select(Review).where(Review.report_id.in_(report_ids)).order_by(Review.id)
    ).all()


def list_reviews_of(assignment_id: int) -> Sequence[Review]:
    """Return the court's reviews of every revision of an appraisal, oldest first."""
    return list_reviews([report.id for report in list_reports(assignment_id)])


def list_services(report_id: int) -> Sequence[ReportService]:
    """Return to whom a revision was served, with the end of each one's window."""
    return db.session.scalars(
        select(ReportService)
        .where(ReportService.report_id == report_id)
        .order_by(ReportService.window_ends_at, ReportService.id)
    ).all()


def find_report_by_id(report_id: int) -> Report | None:
    """Return a revision by its row number."""
    return db.session.get(Report, report_id)
