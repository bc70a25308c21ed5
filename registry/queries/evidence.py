"""Read the evidence that scores rest on."""

from collections.abc import Collection, Sequence

from sqlalchemy import exists, func, select, text

from app.kernel.errors import NotFound
from app.store import db
from app.store.locks import limit_waiting
from app.store.paging import Page, keyset
from registry.models import Evidence, EvidenceAnnulment
from registry.vocabulary import EvidenceKind


def get_evidence(evidence_id: int) -> Evidence:
    """Return a piece of evidence; raise NotFound."""
    found = db.session.get(Evidence, evidence_id)
    if found is None:
        raise NotFound("evidence", evidence_id)
    return found


def find_evidence(
    agency_code: str, kind: EvidenceKind, reference: str, rater_digest: str = ""
) -> Evidence | None:
    """Return the piece that was noted of a thing, or None."""
    return db.session.scalar(
        select(Evidence).where(
            Evidence.agency_code == agency_code,
            Evidence.kind == kind,
            Evidence.reference == reference,
            Evidence.rater_digest == rater_digest,
        )
    )


def noted_among(references: Collection[str]) -> set[tuple[str, EvidenceKind, str, str]]:
    """Return what was noted of some things: agency, kind, reference, rater."""
    query = select(
        Evidence.agency_code, Evidence.kind, Evidence.reference, Evidence.rater_digest
    ).where(Evidence.reference.in_(references))
    return {(row[0], row[1], row[2], row[3]) for row in db.session.execute(query)}


def evidence_of(
    agency_code: str, *, until_id: int | None = None, annulled_until_id: int | None = None
) -> Sequence[Evidence]:
    """Return all that counts for or against an agency, oldest first.

    With the two marks: what counted when neither a later row nor a later annulment was known.
    Unbounded on purpose, since a score rests on all of it; one agency has some hundreds of rows.
    """
    annulled = select(EvidenceAnnulment.id).where(EvidenceAnnulment.evidence_id == Evidence.id)
    if annulled_until_id is not None:
        annulled = annulled.where(EvidenceAnnulment.id <= annulled_until_id)
    query = select(Evidence).where(Evidence.agency_code == agency_code, ~exists(annulled))
    if until_id is not None:
        query = query.where(Evidence.id <= until_id)
    return db.session.scalars(query.order_by(Evidence.id)).all()


def list_evidence(
    agency_code: str, after: int | None = None, *, kind: EvidenceKind | None = None, limit: int = 20
) -> Page:
    """Return one page of an agency's evidence, newest first, what was set aside included."""
    query = select(Evidence).where(Evidence.agency_code == agency_code)
    if kind is not None:
        query = query.where(Evidence.kind == kind)
    return keyset(query, column=Evidence.id, after=after, limit=limit)


def count_evidence(agency_code: str) -> dict[EvidenceKind, int]:
    """Return how many pieces of each kind count for an agency now."""
    annulled = select(EvidenceAnnulment.id).where(EvidenceAnnulment.evidence_id == Evidence.id)
    rows = db.session.execute(
        select(Evidence.kind, func.count())
        .where(Evidence.agency_code == agency_code, ~exists(annulled))
        .group_by(Evidence.kind)
    )
    return dict(rows.all())


def find_annulment(evidence_id: int) -> EvidenceAnnulment | None:
    """Return the decision that set a piece aside, or None."""
    return db.session.scalar(
        select(EvidenceAnnulment).where(EvidenceAnnulment.evidence_id == evidence_id)
    )


def list_annulments(evidence_ids: Sequence[int]) -> dict[int, EvidenceAnnulment]:
    """Return the annulments of some pieces by the piece."""
    rows = db.session.scalars(
        select(EvidenceAnnulment).where(EvidenceAnnulment.evidence_id.in_(evidence_ids))
    )
    return {row.evidence_id: row for row in rows}


def evidence_marks() -> tuple[int, int]:
    """Return the newest piece and the newest annulment, once every writer before has ended.

    Numbers are given out before the commit: without the wait a slower writer could put a row
    below a mark that was already taken, and a score could not be computed again from it.
    """
    limit_waiting()
    db.session.execute(
        text("LOCK TABLE registry_evidence, registry_evidence_annulment IN SHARE MODE")
    )
    evidence = db.session.scalar(select(func.max(Evidence.id)))
    annulment = db.session.scalar(select(func.max(EvidenceAnnulment.id)))
    return evidence or 0, annulment or 0


def find_report_evidence(agency_code: str, appraisal_no: str) -> Evidence | None:
    """Return the piece that was noted when a report was handed in, or None."""
    return db.session.scalar(
        select(Evidence)
        .where(
            Evidence.agency_code == agency_code,
            Evidence.kind == EvidenceKind.TIMELINESS,
            Evidence.told["appraisal_no"].astext == appraisal_no,
        )
        .order_by(Evidence.id)
        .limit(1)
    )
