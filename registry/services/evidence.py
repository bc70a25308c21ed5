"""Write down what counts for or against an agency, and set it aside by decision."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from app.kernel.actors import Actor
from app.kernel.facts import plain
from app.store import Work, db, unit_of_work
from app.store.locks import lock_row
from registry import facts, queries
from registry.models import Agency, Evidence, EvidenceAnnulment
from registry.services.ranking import rescore
from registry.vocabulary import AgencyField, EvidenceKind


@dataclass(frozen=True)
class Piece:
    """A piece of evidence before it is written down."""

    agency_code: str
    kind: EvidenceKind
    is_good: bool | None
    reference: str
    cause: str
    occurred_at: datetime
    told: Mapping[str, Any] = field(default_factory=dict)
    measure: Mapping[str, Any] | None = None
    court_id: int | None = None
    case_number: str | None = None
    asset_no: str | None = None
    field: AgencyField | None = None
    region_code: str | None = None
    rater_digest: str | None = None


def note_evidence(
    *,
    agency_code: str,
    kind: EvidenceKind,
    is_good: bool | None,
    reference: str,
    cause: str,
    told: Mapping[str, Any] | None = None,
    measure: Mapping[str, Any] | None = None,
    court_id: int | None = None,
    case_number: str | None = None,
    asset_no: str | None = None,
    field: AgencyField | None = None,
    region_code: str | None = None,
    rater_digest: str | None = None,
    occurred_at: datetime,
    actor: Actor,
    at: datetime,
) -> Evidence:
    """Write one piece down and score the agency anew; the same thing counts once.

    Joins the caller's unit of work. Told again of the same kind, reference and rater, it answers
    what was written first and changes nothing.
    """
    piece = Piece(
        agency_code=agency_code,
        kind=kind,
        is_good=is_good,
        reference=reference,
        cause=cause,
        occurred_at=occurred_at,
        told=told or {},
        measure=measure,
        court_id=court_id,
        case_number=case_number,
        asset_no=asset_no,
        field=field,
        region_code=region_code,
        rater_digest=rater_digest,
    )
    with unit_of_work() as work:
        agency = lock_row(Agency, code=agency_code)
        if earlier := _find(piece):
            return earlier
        row = _row(piece, actor=actor, at=at)
        db.session.add(row)
        db.session.flush()
        _record(work, agency, row, actor=actor, at=at)
        rescore(agency_code, trigger="evidence", evidence_id=row.id, actor=actor, at=at)
    return row


def load_history(pieces: Sequence[Piece], *, source: str, actor: Actor, at: datetime) -> int:
    """Write many pieces of an earlier time down, as one fact; return how many were new.

    Scores nobody: whoever loads a history computes the ranking once when all of it is in.
    """
    with unit_of_work() as work:
        known = queries.noted_among({piece.reference for piece in pieces})
        fresh = [piece for piece in pieces if _key(piece) not in known]
        db.session.add_all(_row(piece, actor=actor, at=at) for piece in fresh)
        db.session.flush()
        if fresh:
            work.record(
                facts.EvidenceHistoryLoaded(
                    source=source,
                    pieces=len(fresh),
                    agencies=len({piece.agency_code for piece in fresh}),
                ),
                actor=actor,
                at=at,
            )
    return len(fresh)


def annul_evidence(
    *, evidence_id: int, reason: str, decision_no: str = "", actor: Actor, at: datetime
) -> EvidenceAnnulment:
    """Let a piece no longer count, for a reason, and score the agency anew; once."""
    with unit_of_work() as work:
        row = queries.get_evidence(evidence_id)
        agency = lock_row(Agency, code=row.agency_code)
        if earlier := queries.find_annulment(evidence_id):
            return earlier
        annulment = EvidenceAnnulment(
            evidence_id=evidence_id,
            decision_no=decision_no,
            reason=reason,
            annulled_by=actor.person_id,
            annulled_at=at,
        )
        db.session.add(annulment)
        db.session.flush()
        work.record(
            facts.EvidenceAnnulled(
                code=agency.code,
                agency_name=agency.name,
                case_number=row.case_number,
                evidence_id=row.id,
                kind=str(row.kind),
                reference=row.reference,
                decision_no=decision_no,
                reason=reason,
            ),
            actor=actor,
            at=at,
        )
        rescore(
            agency.code,
            trigger="decision",
            evidence_id=row.id,
            decision_no=decision_no,
            actor=actor,
            at=at,
        )
    return annulment


def annul_noted(
    *,
    agency_code: str,
    kind: EvidenceKind,
    reference: str,
    reason: str,
    actor: Actor,
    at: datetime,
) -> EvidenceAnnulment | None:
    """Let what was noted of a thing no longer count; None when nothing was noted of it."""
    found = queries.find_evidence(agency_code, kind, reference)
    if found is None:
        return None
    return annul_evidence(evidence_id=found.id, reason=reason, actor=actor, at=at)


def _key(piece: Piece) -> tuple[str, EvidenceKind, str, str]:
    return piece.agency_code, piece.kind, piece.reference, piece.rater_digest or ""


def _find(piece: Piece) -> Evidence | None:
    return queries.find_evidence(
        piece.agency_code, piece.kind, piece.reference, piece.rater_digest or ""
    )


def _row(piece: Piece, *, actor: Actor, at: datetime) -> Evidence:
    return Evidence(
        agency_code=piece.agency_code,
        kind=piece.kind,
        is_good=piece.is_good,
        measure=plain(dict(piece.measure)) if piece.measure is not None else None,
        reference=piece.reference,
        court_id=piece.court_id,
        case_number=piece.case_number,
        asset_no=piece.asset_no,
        field=piece.field,
        region_code=piece.region_code,
        cause=piece.cause,
        told=plain(dict(piece.told)),
        rater_digest=piece.rater_digest or "",
        recorded_by=actor.person_id,
        occurred_at=piece.occurred_at,
        recorded_at=at,
    )


def _record(work: Work, agency: Agency, row: Evidence, *, actor: Actor, at: datetime) -> None:
    work.record(
        facts.EvidenceNoted(
            code=agency.code,
            agency_name=agency.name,
            case_number=row.case_number,
            evidence_id=row.id,
            kind=str(row.kind),
            is_good=row.is_good,
            cause=row.cause,
            reference=row.reference,
        ),
        actor=actor,
        at=at,
    )
