"""Find objections and petitions."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, func, or_, select

from app.kernel.errors import NotFound
from app.store import db
from app.store.locks import lock_row
from appraisal.models import Assignment, Report, ReportService
from appraisal.models.objection import (
    ExpertConclusion,
    ExpertReview,
    Objection,
    ObjectionAnswer,
    ObjectionRuling,
    Petition,
    ReviewDecision,
    RulingReview,
)
from appraisal.vocabulary.objections import OPEN, ObjectionOutcome, ObjectionState, PetitionState

LIST_MAX = 200
#: Objections the agency knows of: those that were handed over to it.
KNOWN_TO_AGENCY = Objection.handed_over_at.is_not(None)


def get_objection(no: str) -> Objection:
    """Return an objection by its number; raise NotFound."""
    found = db.session.scalar(select(Objection).where(Objection.no == no))
    if found is None:
        raise NotFound("objection", no)
    return found


def get_objection_for_update(no: str) -> Objection:
    """Return an objection under its row lock; lock its appraisal first."""
    return lock_row(Objection, no=no)


def find_same(fingerprint: str) -> Objection | None:
    """Return the objection that was sent already."""
    return db.session.scalar(select(Objection).where(Objection.fingerprint == fingerprint))


def get_assignment_of(objection: Objection | Petition) -> Assignment:
    """Return the appraisal an objection or a petition is about."""
    found = db.session.get(Assignment, objection.assignment_id)
    if found is None:
        raise NotFound("appraisal", objection.assignment_id)
    return found


def list_of_assignment(assignment_id: int) -> Sequence[Objection]:
    """Return the objections of an appraisal, oldest first."""
    return db.session.scalars(
        select(Objection).where(Objection.assignment_id == assignment_id).order_by(Objection.id)
    ).all()


def list_open_of(assignment_id: int) -> Sequence[Objection]:
    """Return the objections that keep the price of an appraisal from being fixed."""
    return db.session.scalars(
        select(Objection)
        .where(Objection.assignment_id == assignment_id, Objection.state.in_(OPEN))
        .order_by(Objection.id)
    ).all()


def has_open(assignment_id: int) -> bool:
    """Say whether an objection to an appraisal is still open."""
    return bool(
        db.session.scalar(
            select(func.count())
            .select_from(Objection)
            .where(Objection.assignment_id == assignment_id, Objection.state.in_(OPEN))
        )
    )


def list_open(
    *, court_id: int | None = None, agency_code: str | None = None, person_id: int | None = None
) -> Sequence[tuple[Objection, Assignment]]:
    """Return open objections of a court, an agency or a person, the most urgent first."""
    asked: list[ColumnElement[bool]] = []
    if court_id is not None:
        asked.append(Assignment.court_id == court_id)
    if agency_code is not None:
        asked += [Objection.agency_code == agency_code, KNOWN_TO_AGENCY]
    if person_id is not None:
        asked.append(Objection.person_id == person_id)
    if not asked:
        return []
    rows = db.session.execute(
        select(Objection, Assignment)
        .join(Assignment, Assignment.id == Objection.assignment_id)
        .where(Objection.state.in_(OPEN), *asked)
        .order_by(Objection.due_at.asc().nulls_last(), Objection.id)
        .limit(LIST_MAX)
    ).all()
    return [(objection, assignment) for objection, assignment in rows]


def list_of_person(person_id: int) -> Sequence[Objection]:
    """Return a person's own objections, newest first."""
    return db.session.scalars(
        select(Objection)
        .where(Objection.person_id == person_id)
        .order_by(Objection.id.desc())
        .limit(LIST_MAX)
    ).all()


def list_with_agency(assignment_id: int, agency_code: str) -> Sequence[Objection]:
    """Return the objections of an appraisal that were handed over to an agency."""
    return db.session.scalars(
        select(Objection)
        .where(
            Objection.assignment_id == assignment_id,
            Objection.agency_code == agency_code,
            KNOWN_TO_AGENCY,
        )
        .order_by(Objection.id)
    ).all()


def list_silent(now: datetime, limit: int = 50) -> Sequence[str]:
    """Return the numbers of objections an agency has not explained in its five days."""
    return _due(ObjectionState.WITH_AGENCY, now, limit)


def list_undisputed(now: datetime, limit: int = 50) -> Sequence[str]:
    """Return the numbers of objections whose explanation nobody contradicted in time."""
    return _due(ObjectionState.ANSWERED, now, limit)


def _due(state: ObjectionState, now: datetime, limit: int) -> Sequence[str]:
    return db.session.scalars(
        select(Objection.no)
        .where(Objection.state == state, Objection.due_at <= now)
        .order_by(Objection.due_at)
        .limit(limit)
    ).all()


def list_uncorrected(assignment_id: int) -> Sequence[Objection]:
    """Return the objections that ordered a correction which is not published yet."""
    return db.session.scalars(
        select(Objection).where(
            Objection.assignment_id == assignment_id,
            Objection.outcome == ObjectionOutcome.CORRECTION,
            Objection.corrected_report_id.is_(None),
        )
    ).all()


def is_answer_to_objection(report_id: int) -> bool:
    """Say whether a revision is the correction an objection brought about."""
    return (
        db.session.scalar(
            select(Objection.id).where(Objection.corrected_report_id == report_id).limit(1)
        )
        is not None
    )


def find_answer(objection_id: int) -> ObjectionAnswer | None:
    """Return the agency's explanation."""
    return db.session.scalar(
        select(ObjectionAnswer).where(ObjectionAnswer.objection_id == objection_id)
    )


def find_ruling(objection_id: int) -> ObjectionRuling | None:
    """Return the court's ruling."""
    return db.session.scalar(
        select(ObjectionRuling).where(ObjectionRuling.objection_id == objection_id)
    )


def find_ruling_review(ruling_id: int) -> RulingReview | None:
    """Return the request to review a ruling."""
    return db.session.scalar(select(RulingReview).where(RulingReview.ruling_id == ruling_id))


def find_review_decision(review_id: int) -> ReviewDecision | None:
    """Return what the higher court decided."""
    return db.session.scalar(select(ReviewDecision).where(ReviewDecision.review_id == review_id))


def list_reviews_open(court_id: int) -> Sequence[tuple[RulingReview, Objection]]:
    """Return the reviews of a court's rulings that are not decided."""
    rows = db.session.execute(
        select(RulingReview, Objection)
        .join(ObjectionRuling, ObjectionRuling.id == RulingReview.ruling_id)
        .join(Objection, Objection.id == ObjectionRuling.objection_id)
        .join(Assignment, Assignment.id == Objection.assignment_id)
        .outerjoin(ReviewDecision, ReviewDecision.review_id == RulingReview.id)
        .where(Assignment.court_id == court_id, ReviewDecision.id.is_(None))
        .order_by(RulingReview.id)
        .limit(LIST_MAX)
    ).all()
    return [(review, objection) for review, objection in rows]


def find_expert_review(objection_id: int) -> ExpertReview | None:
    """Return the commission of a professional review."""
    return db.session.scalar(select(ExpertReview).where(ExpertReview.objection_id == objection_id))


def find_conclusion(review_id: int) -> ExpertConclusion | None:
    """Return what the association concluded."""
    return db.session.scalar(
        select(ExpertConclusion).where(ExpertConclusion.review_id == review_id)
    )


def get_petition(no: str) -> Petition:
    """Return a petition by its number; raise NotFound."""
    found = db.session.scalar(select(Petition).where(Petition.no == no))
    if found is None:
        raise NotFound("petition", no)
    return found


def find_same_petition(fingerprint: str) -> Petition | None:
    """Return the petition that was sent already."""
    return db.session.scalar(select(Petition).where(Petition.fingerprint == fingerprint))


def list_petitions(assignment_id: int) -> Sequence[Petition]:
    """Return the petitions of an appraisal, oldest first."""
    return db.session.scalars(
        select(Petition).where(Petition.assignment_id == assignment_id).order_by(Petition.id)
    ).all()


def list_open_petitions(court_id: int) -> Sequence[tuple[Petition, Assignment]]:
    """Return the petitions a court has not decided."""
    rows = db.session.execute(
        select(Petition, Assignment)
        .join(Assignment, Assignment.id == Petition.assignment_id)
        .where(Assignment.court_id == court_id, Petition.state == PetitionState.FILED)
        .order_by(Petition.id)
        .limit(LIST_MAX)
    ).all()
    return [(petition, assignment) for petition, assignment in rows]


def list_services_of_party(assignment_id: int, party_id: int) -> Sequence[ReportService]:
    """Return how the revisions of an appraisal reached one party, oldest first."""
    return db.session.scalars(
        select(ReportService)
        .join(Report, Report.id == ReportService.report_id)
        .where(Report.assignment_id == assignment_id, ReportService.party_id == party_id)
        .order_by(Report.revision)
    ).all()


def list_of_assets(asset_nos: Sequence[str]) -> Sequence[Assignment]:
    """Return the appraisals of some assets that were opened to the parties."""
    return (
        db.session.scalars(
            select(Assignment)
            .where(or_(*(Assignment.asset_no == no for no in asset_nos)))
            .order_by(Assignment.id.desc())
            .limit(LIST_MAX)
        ).all()
        if asset_nos
        else []
    )
