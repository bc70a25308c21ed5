"""Object to what counts in a score, take it back, decide it."""

from datetime import datetime

from app.kernel.actors import Actor, require_court
from app.kernel.calendar import local_date
from app.kernel.errors import Conflict, Forbidden, NotFound, Refusal
from app.kernel.permissions import Permission
from app.store import db, unit_of_work
from app.store.locks import lock_row
from app.store.numbering import next_number
from registry import queries
from registry.facts import ScoreObjectionDecided, ScoreObjectionMade, ScoreObjectionWithdrawn
from registry.models import Agency, Evidence, ScoreObjection
from registry.queries import score_objections as objections
from registry.rules.score_objections import SCORE_OBJECTION, last_day_to_object
from registry.services.evidence import annul_evidence
from registry.vocabulary.objections import ScoreObjectionAction, ScoreObjectionState

#: Fewer signs than this give no reason.
REASON_MIN = 4


def object_to_evidence(
    evidence_id: int, *, reason: str, actor: Actor, at: datetime
) -> ScoreObjection:
    """Object to a piece of evidence about one's own agency, within ten working days (P16).

    The score keeps its value until the court has decided. A second objection to the same piece
    is refused.
    """
    _require_reason(reason, "reason")
    with unit_of_work() as work:
        evidence = _own_evidence(evidence_id, actor)
        agency = lock_row(Agency, code=evidence.agency_code)
        if objections.find_score_objection(evidence_id) is not None:
            raise Conflict("evidence_objection_exists")
        if queries.find_annulment(evidence_id) is not None:
            raise Conflict("evidence_annulled")
        if evidence.court_id is None:
            raise Refusal("evidence_without_court")
        last_day = last_day_to_object(evidence.recorded_at)
        if local_date(at) > last_day:
            raise Refusal("evidence_objection_late", params={"until": last_day.isoformat()})
        court = queries.get_court(evidence.court_id)
        objection = ScoreObjection(
            no=next_number("O", court.code, at),
            evidence_id=evidence.id,
            agency_code=agency.code,
            court_id=court.id,
            state=ScoreObjectionState.OPEN,
            reason=reason.strip(),
            made_by=actor.person_id,
            made_at=at,
        )
        db.session.add(objection)
        db.session.flush()
        fact = ScoreObjectionMade(
            no=objection.no,
            code=agency.code,
            agency_name=agency.name,
            case_number=evidence.case_number,
            evidence_id=evidence.id,
            reason=objection.reason,
        )
        work.record(fact, actor=actor, at=at)
    return objection


def withdraw_objection(no: str, *, actor: Actor, at: datetime) -> ScoreObjection:
    """Take one's own objection back before it is decided; the evidence goes on counting."""
    with unit_of_work() as work:
        objection = lock_row(ScoreObjection, no=no)
        require_own(objection.agency_code, actor, no)
        objection.state = SCORE_OBJECTION.after(objection.state, ScoreObjectionAction.WITHDRAW)
        objection.withdrawn_at = at
        agency = queries.get_agency(objection.agency_code)
        fact = ScoreObjectionWithdrawn(
            no=no,
            code=agency.code,
            agency_name=agency.name,
            case_number=objection.evidence.case_number,
            evidence_id=objection.evidence_id,
        )
        work.record(fact, actor=actor, at=at)
    return objection


def decide_objection(
    no: str, *, outcome: ScoreObjectionAction, reasons: str, actor: Actor, at: datetime
) -> ScoreObjection:
    """Uphold or reject an objection; upheld, the evidence no longer counts and a new score stands.

    A court decides about what happened before it, and never the person who wrote it down. Of two
    who decide at once the second is told that it is decided.
    """
    if outcome is ScoreObjectionAction.WITHDRAW:
        raise Refusal("invalid_input", fields={"outcome": ["invalid_input"]})
    _require_reason(reasons, "reasons")
    if not actor.may(Permission.MANAGE_AGENCIES):
        raise Forbidden
    with unit_of_work() as work:
        objection = lock_row(ScoreObjection, no=no)
        require_court(actor, objection.court_id)
        evidence = objection.evidence
        if evidence.recorded_by is not None and evidence.recorded_by == actor.person_id:
            raise Forbidden("own_evidence")
        if objection.state is not ScoreObjectionState.OPEN:
            raise Conflict("score_objection_closed")
        objection.state = SCORE_OBJECTION.after(objection.state, outcome)
        objection.decision, objection.decided_at = reasons.strip(), at
        objection.decided_by, objection.decided_by_name = actor.person_id, actor.name
        agency = queries.get_agency(objection.agency_code)
        fact = ScoreObjectionDecided(
            no=no,
            code=agency.code,
            agency_name=agency.name,
            case_number=evidence.case_number,
            evidence_id=evidence.id,
            outcome=str(objection.state),
            reasons=objection.decision,
        )
        work.record(fact, actor=actor, at=at)
        if objection.state is ScoreObjectionState.UPHELD:
            annul_evidence(
                evidence_id=evidence.id,
                decision_no=no,
                reason=objection.decision,
                actor=actor,
                at=at,
            )
    return objection


def require_own(agency_code: str, actor: Actor, key: object) -> None:
    """Hide what is another agency's (ACC-02)."""
    if actor.agency_code is None or actor.agency_code != agency_code:
        raise NotFound("objection", key)


def _own_evidence(evidence_id: int, actor: Actor) -> Evidence:
    evidence = queries.get_evidence(evidence_id)
    require_own(evidence.agency_code, actor, evidence_id)
    return evidence


def _require_reason(text: str, name: str) -> None:
    if len(text.strip()) < REASON_MIN:
        raise Refusal("reason_missing", fields={name: ["reason_missing"]})
