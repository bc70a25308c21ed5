"""Record what the association said when it reviewed a report."""

from datetime import date, datetime

from app.kernel.actors import Actor, require_court
from app.kernel.calendar import local_date
from app.kernel.citation import Citation
from app.kernel.errors import Conflict, Forbidden, NotFound, Refusal
from app.kernel.permissions import Permission
from app.media import facade as media
from app.store import db, unit_of_work
from app.store.locks import lock_row
from registry import queries
from registry.facts import ReviewRecorded
from registry.models import Agency, ProfessionalReview
from registry.queries import ratings as reads
from registry.services.evidence import note_evidence
from registry.vocabulary import EvidenceKind

BY_THE_ASSOCIATION = Citation("法释〔2018〕15号", "第23条")


def record_review(
    agency_code: str,
    *,
    reference: str,
    is_confirmed: bool,
    reviewer: str,
    reviewed_on: date,
    summary: str,
    source: media.Source,
    filename: str,
    actor: Actor,
    at: datetime,
) -> ProfessionalReview:
    """Record the result of a professional review with its paper; one a report (art. 23).

    Only of a report that the agency handed in to the actor's own court.
    """
    if not actor.may(Permission.MANAGE_AGENCIES) or actor.court_id is None:
        raise Forbidden
    court_id = actor.court_id
    require_court(actor, court_id)
    cases = dict(reads.list_commissions_of(agency_code, court_id))
    if reference not in cases:
        raise NotFound("appraisal", reference)
    if reviewed_on > local_date(at):
        raise Refusal("review_in_future", fields={"reviewed_on": ["review_in_future"]})
    if reads.find_professional_review(agency_code, reference) is not None:
        raise Conflict("review_exists", citations=(BY_THE_ASSOCIATION,))
    paper = media.ingest_pdf(
        source, filename, place=media.MediaPlace(cases[reference], court_id), actor=actor, at=at
    )
    with unit_of_work() as work:
        agency = lock_row(Agency, code=agency_code)
        if reads.find_professional_review(agency_code, reference) is not None:
            raise Conflict("review_exists", citations=(BY_THE_ASSOCIATION,))
        row = ProfessionalReview(
            agency_code=agency.code,
            reference=reference,
            court_id=court_id,
            case_number=cases[reference],
            is_confirmed=is_confirmed,
            reviewer=reviewer,
            reviewed_on=reviewed_on,
            summary=summary,
            media_id=paper.id,
            sha256=paper.sha256,
            recorded_by=actor.person_id,
            recorded_at=at,
        )
        db.session.add(row)
        db.session.flush()
        fact = ReviewRecorded(
            reference=reference,
            case_number=row.case_number,
            code=agency.code,
            agency_name=agency.name,
            is_confirmed=is_confirmed,
            reviewer=reviewer,
            reviewed_on=reviewed_on.isoformat(),
            paper_sha256=paper.sha256,
        )
        work.record(fact, actor=actor, at=at)
        _note(row, actor=actor, at=at)
    return row


def _note(row: ProfessionalReview, *, actor: Actor, at: datetime) -> None:
    report = queries.find_report_evidence(row.agency_code, row.reference)
    note_evidence(
        agency_code=row.agency_code,
        kind=EvidenceKind.REVIEW,
        is_good=row.is_confirmed,
        reference=row.reference,
        cause="review_confirmed" if row.is_confirmed else "review_negative",
        told={"appraisal_no": row.reference, "reviewer": row.reviewer},
        court_id=row.court_id,
        case_number=row.case_number,
        asset_no=report.asset_no if report else None,
        field=report.field if report else None,
        region_code=report.region_code if report else None,
        occurred_at=at,
        actor=actor,
        at=at,
    )
