"""Read rounds of ratings, and professional reviews."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from app.kernel.errors import NotFound
from app.store import db
from registry.models import CourtCase, Evidence, Party, ProfessionalReview, RatingRound
from registry.vocabulary import EvidenceKind
from registry.vocabulary.ratings import SIDE_OF_ROLE

LIST_MAX = 200


def get_round(reference: str) -> RatingRound:
    """Return the round of a commission; raise NotFound when it is not closed or not known."""
    found = find_round(reference)
    if found is None:
        raise NotFound("rating", reference)
    return found


def find_round(reference: str) -> RatingRound | None:
    """Return the round of a commission, or None."""
    return db.session.scalar(select(RatingRound).where(RatingRound.reference == reference))


def list_due_rounds(now: datetime, limit: int = 50) -> Sequence[str]:
    """Return the commissions whose time for ratings is over and whose sheets are sealed."""
    return db.session.scalars(
        select(RatingRound.reference)
        .where(RatingRound.opened_at.is_(None), RatingRound.ends_at <= now)
        .order_by(RatingRound.ends_at)
        .limit(limit)
    ).all()


def list_open_rounds(
    *, case_numbers: Sequence[str] = (), court_id: int | None = None
) -> Sequence[RatingRound]:
    """Return the rounds that still take sheets, of some cases or of a court."""
    query = select(RatingRound).where(RatingRound.opened_at.is_(None))
    if court_id is None:
        query = query.where(RatingRound.case_number.in_(case_numbers))
    else:
        query = query.where(RatingRound.court_id == court_id)
    return db.session.scalars(query.order_by(RatingRound.ends_at).limit(LIST_MAX)).all()


def list_raters(case_number: str) -> Sequence[Party]:
    """Return the parties of a case that are asked: on a side, with an account, still in it."""
    return db.session.scalars(
        select(Party)
        .join(CourtCase, CourtCase.id == Party.case_id)
        .where(
            CourtCase.number == case_number,
            Party.role.in_(list(SIDE_OF_ROLE)),
            Party.person_id.is_not(None),
            Party.withdrawn_at.is_(None),
        )
        .order_by(Party.id)
    ).all()


def list_commissions_of(agency_code: str, court_id: int) -> Sequence[tuple[str, str]]:
    """Return the commissions of a court that came to a report: their numbers and cases."""
    number = Evidence.told["appraisal_no"].astext
    rows = db.session.execute(
        select(number, Evidence.case_number)
        .where(
            Evidence.agency_code == agency_code,
            Evidence.court_id == court_id,
            Evidence.kind == EvidenceKind.TIMELINESS,
            Evidence.cause.in_(("in_time", "handed_in_late")),
            number.is_not(None),
            Evidence.case_number.is_not(None),
        )
        .distinct()
        .order_by(number)
        .limit(LIST_MAX)
    )
    return [(row[0], row[1]) for row in rows]


def find_professional_review(agency_code: str, reference: str) -> ProfessionalReview | None:
    """Return the review of a report, or None."""
    return db.session.scalar(
        select(ProfessionalReview).where(
            ProfessionalReview.agency_code == agency_code,
            ProfessionalReview.reference == reference,
        )
    )


def list_professional_reviews(agency_code: str) -> Sequence[ProfessionalReview]:
    """Return the reviews of an agency's reports, newest first."""
    return db.session.scalars(
        select(ProfessionalReview)
        .where(ProfessionalReview.agency_code == agency_code)
        .order_by(ProfessionalReview.id.desc())
        .limit(LIST_MAX)
    ).all()
