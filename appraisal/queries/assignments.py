"""Find appraisals, the agencies tried and the days they were given."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import select

from app.kernel.actors import Actor
from app.kernel.errors import NotFound
from app.store import db
from app.store.locks import lock_row
from appraisal.models import (
    Appointment,
    Assignment,
    Respite,
    Suspension,
    Withdrawal,
)
from appraisal.vocabulary import REPORT_AWAITED, AssignmentState

LIST_MAX = 200

#: States in which an agency has something open before it.
OPEN_FOR_AGENCY = (
    AssignmentState.COMMISSIONED,
    AssignmentState.SURVEYING,
    AssignmentState.DRAFTING,
    AssignmentState.CORRECTING,
)


def find_assignment(no: str) -> Assignment | None:
    """Return an appraisal by its number."""
    return db.session.scalar(select(Assignment).where(Assignment.no == no))


def get_assignment(no: str) -> Assignment:
    """Return an appraisal by its number; raise NotFound."""
    found = find_assignment(no)
    if found is None:
        raise NotFound("appraisal", no)
    return found


def find_assignment_of_asset(asset_no: str) -> Assignment | None:
    """Return the appraisal of an asset; the newest one, if an earlier one was taken back."""
    return db.session.scalar(
        select(Assignment)
        .where(Assignment.asset_no == asset_no)
        .order_by(Assignment.id.desc())
        .limit(1)
    )


def get_assignment_for_update(no: str) -> Assignment:
    """Return an appraisal under its row lock, freshly read; raise NotFound."""
    return lock_row(Assignment, no=no)


def require_agency(assignment: Assignment, actor: Actor) -> None:
    """Hide an appraisal from every agency but the one whose turn it is (ACC-02)."""
    if actor.agency_code is None or actor.agency_code != assignment.agency_code:
        raise NotFound("appraisal", assignment.no)


def list_of_court(court_id: int) -> Sequence[Assignment]:
    """Return the appraisals of a court, newest first."""
    return db.session.scalars(
        select(Assignment)
        .where(Assignment.court_id == court_id)
        .order_by(Assignment.id.desc())
        .limit(LIST_MAX)
    ).all()


def list_of_agency(agency_code: str) -> Sequence[Assignment]:
    """Return the appraisals whose turn is an agency's, the most urgent first."""
    return db.session.scalars(
        select(Assignment)
        .where(Assignment.agency_code == agency_code)
        .where(Assignment.commissioned_at.is_not(None))
        .order_by(Assignment.due_at.asc().nulls_last(), Assignment.id.desc())
        .limit(LIST_MAX)
    ).all()


def list_published(limit: int = 50) -> Sequence[Assignment]:
    """Return the appraisals whose report is open to everyone, newest first."""
    return db.session.scalars(
        select(Assignment)
        .where(Assignment.published_at.is_not(None))
        .order_by(Assignment.published_at.desc())
        .limit(limit)
    ).all()


def list_due_windows(now: datetime, limit: int = 50) -> Sequence[str]:
    """Return the numbers of published appraisals whose last objection window is over."""
    return db.session.scalars(
        select(Assignment.no)
        .where(Assignment.state == AssignmentState.PUBLISHED, Assignment.window_ends_at <= now)
        .order_by(Assignment.window_ends_at)
        .limit(limit)
    ).all()


def list_overdue(before: datetime, limit: int = 50) -> Sequence[str]:
    """Return the numbers of appraisals whose report has not come in its time."""
    return db.session.scalars(
        select(Assignment.no)
        .where(Assignment.state.in_(REPORT_AWAITED), Assignment.due_at <= before)
        .order_by(Assignment.due_at)
        .limit(limit)
    ).all()


def list_respites(assignment_id: int) -> Sequence[Respite]:
    """Return how the days of a report were moved, oldest first."""
    return db.session.scalars(
        select(Respite).where(Respite.assignment_id == assignment_id).order_by(Respite.id)
    ).all()


def list_appointments(assignment_id: int) -> Sequence[Appointment]:
    """Return the agencies tried, in order."""
    return db.session.scalars(
        select(Appointment)
        .where(Appointment.assignment_id == assignment_id)
        .order_by(Appointment.turn)
    ).all()


def get_appointment(assignment: Assignment) -> Appointment:
    """Return the turn that runs now; raise NotFound."""
    turns = list_appointments(assignment.id)
    if not turns:
        raise NotFound("appointment", assignment.no)
    return turns[-1]


def list_suspensions(assignment_id: int) -> Sequence[Suspension]:
    """Return when the work rested, oldest first."""
    return db.session.scalars(
        select(Suspension).where(Suspension.assignment_id == assignment_id).order_by(Suspension.id)
    ).all()


def find_open_suspension(assignment_id: int) -> Suspension | None:
    """Return the suspension that runs, if the work rests now."""
    return db.session.scalar(
        select(Suspension).where(
            Suspension.assignment_id == assignment_id, Suspension.ended_at.is_(None)
        )
    )


def get_open_suspension(assignment_id: int) -> Suspension:
    """Return the suspension that runs; raise NotFound."""
    found = find_open_suspension(assignment_id)
    if found is None:
        raise NotFound("suspension", assignment_id)
    return found


def find_withdrawal(assignment_id: int) -> Withdrawal | None:
    """Return why an appraisal was taken back, if it was."""
    return db.session.scalar(select(Withdrawal).where(Withdrawal.assignment_id == assignment_id))


def list_out_of_date(on: date, limit: int = 50) -> Sequence[str]:
    """Return the numbers of prices whose validity ended before any notice (art. 27)."""
    return db.session.scalars(
        select(Assignment.no)
        .where(Assignment.state == AssignmentState.PRICE_FIXED, Assignment.price_valid_until < on)
        .order_by(Assignment.price_valid_until)
        .limit(limit)
    ).all()
