"""Link a corrected report to the objections it answers, and keep open ones open."""

from datetime import datetime

from app.kernel.actors import SYSTEM, Actor
from app.store import Work, db
from appraisal.facts.objections import ObjectionCorrected
from appraisal.models import Assignment, Report
from appraisal.queries import objections
from appraisal.services.moving import move
from appraisal.vocabulary import AssignmentAction


def link_corrections(
    work: Work, assignment: Assignment, report: Report, *, actor: Actor, at: datetime
) -> None:
    """Name the published revision beside every objection that had ordered a correction."""
    for objection in objections.list_uncorrected(assignment.id):
        objection.corrected_report_id = report.id
        work.record(
            ObjectionCorrected(
                **assignment.head,
                objection_no=objection.no,
                revision=report.revision,
                report_sha256=report.sha256,
            ),
            actor=actor,
            at=at,
        )
    db.session.flush()


def object_again(assignment: Assignment, *, at: datetime) -> None:
    """Bring a report that is published anew under the objections that are still open."""
    if objections.has_open(assignment.id):
        move(assignment, AssignmentAction.OBJECT, actor=SYSTEM, at=at)
