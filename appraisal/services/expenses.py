"""What an agency really spent: claimed with receipts, confirmed by the court (art. 32)."""

from datetime import datetime
from pathlib import Path
from typing import IO

from app.kernel.actors import Actor, require_court
from app.kernel.errors import Conflict, NotFound, Refusal
from app.kernel.money import Money
from app.media import facade as media
from app.store import db, unit_of_work
from appraisal import queries
from appraisal.facts.fees import ExpenseClaimed, ExpenseConfirmed
from appraisal.models import Assignment
from appraisal.models.fee import ExpenseClaim
from appraisal.queries import fees as fee_queries
from appraisal.rules.fees import FEE_BASE
from appraisal.vocabulary import AssignmentState


def claim_expense(
    no: str,
    *,
    travel: Money,
    survey: Money,
    data: Money,
    printing: Money,
    note: str,
    source: IO[bytes] | Path | bytes,
    filename: str,
    actor: Actor,
    at: datetime,
) -> ExpenseClaim:
    """Say what was spent, by kind and with receipts; claimed again before a decision, replaced."""
    assignment = queries.get_assignment(no)
    queries.require_agency(assignment, actor)
    _require_open(assignment)
    if not any((travel, survey, data, printing)):
        raise Refusal("claim_empty", fields={"travel": ["claim_empty"]})
    place = media.MediaPlace(assignment.case_number, assignment.court_id, assignment.agency_code)
    # Outside the row lock: the file is checked first, and nothing changes by that.
    receipts = media.ingest_pdf(source, filename, place=place, actor=actor, at=at)
    with unit_of_work() as work:
        assignment = queries.get_assignment_for_update(no)
        queries.require_agency(assignment, actor)
        _require_open(assignment)
        claim = fee_queries.find_claim(assignment.id, assignment.agency_code or "")
        if claim is not None and claim.decided_at is not None:
            raise Conflict("claim_decided", citations=(FEE_BASE,))
        if claim is None:
            claim = ExpenseClaim(
                assignment_id=assignment.id,
                agency_code=assignment.agency_code,
                agency_name=assignment.agency_name,
            )
            db.session.add(claim)
        claim.travel, claim.survey = travel, survey
        claim.data, claim.printing = data, printing
        claim.note, claim.media_id = note.strip(), receipts.id
        claim.claimed_by, claim.claimed_at = actor.person_id, at
        db.session.flush()
        work.record(
            ExpenseClaimed(
                **assignment.head,
                agency_code=claim.agency_code,
                agency_name=claim.agency_name,
                claimed=str(claim.claimed),
                sha256=receipts.sha256,
            ),
            actor=actor,
            at=at,
        )
    return claim


def _require_open(assignment: Assignment) -> None:
    """Refuse a claim before the commission and after the settlement."""
    if assignment.commissioned_at is None:
        raise NotFound("appraisal", assignment.no)
    if assignment.state is AssignmentState.SETTLED:
        raise Conflict("fee_already_settled", citations=(FEE_BASE,))


def confirm_expense(
    no: str, claim_id: int, *, accepted: Money, reason: str, actor: Actor, at: datetime
) -> ExpenseClaim:
    """Say how much of a claim is reasonable, and why; once."""
    if not reason.strip():
        raise Refusal("reason_needed", fields={"reason": ["reason_needed"]})
    require_court(actor, queries.get_assignment(no).court_id)
    with unit_of_work() as work:
        assignment = queries.get_assignment_for_update(no)
        claims = fee_queries.list_claims(assignment.id)
        claim = next((one for one in claims if one.id == claim_id), None)
        if claim is None:
            raise NotFound("claim", claim_id)
        if claim.decided_at is not None:
            raise Conflict("claim_decided", citations=(FEE_BASE,))
        if accepted > claim.claimed:
            raise Refusal(
                "claim_above", citations=(FEE_BASE,), fields={"accepted": ["claim_above"]}
            )
        claim.accepted, claim.reason = accepted, reason.strip()
        claim.decided_by, claim.decided_at = actor.person_id, at
        work.record(
            ExpenseConfirmed(
                **assignment.head,
                agency_code=claim.agency_code,
                agency_name=claim.agency_name,
                claimed=str(claim.claimed),
                accepted=str(accepted),
                reason=claim.reason,
            ),
            actor=actor,
            at=at,
        )
    return claim


def confirmed_expense(assignment: Assignment) -> Money | None:
    """Return what the court found reasonable of the present agency's claim.

    Raises Conflict while a claim waits for the court; none where nothing was claimed.
    """
    claim = fee_queries.find_claim(assignment.id, assignment.agency_code or "")
    if claim is None:
        return None
    if claim.accepted is None:
        raise Conflict("claim_undecided", citations=(FEE_BASE,))
    return claim.accepted
