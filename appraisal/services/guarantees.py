"""Take an insurer's letter in place of the basic fee; the court accepts or returns it (art. 33)."""

from datetime import date, datetime
from pathlib import Path
from typing import IO

from app.kernel.actors import Actor, require_court
from app.kernel.calendar import local_date
from app.kernel.errors import Conflict, NotFound, Refusal
from app.kernel.money import Money
from app.kernel.permissions import Permission
from app.ledger import facade as ledger
from app.media import facade as media
from app.store import db, unit_of_work
from appraisal import queries
from appraisal.facts.fees import GuaranteeAccepted, GuaranteeHandedIn, GuaranteeReturned
from appraisal.models import Assignment
from appraisal.models.fee import FeeGuarantee
from appraisal.queries import fees as fee_queries
from appraisal.rules.basic_fee import OWN_SETTING, least_valid_until
from appraisal.services.commissioning import commission_secured
from appraisal.services.fee_accounts import APPLICANT_PAYS, secure
from appraisal.vocabulary import AssignmentState
from appraisal.vocabulary.fees import (
    GUARANTEE,
    FeeSecurity,
    FeeState,
    GuaranteeAction,
    GuaranteeState,
)
from registry import facade as registry
from registry.vocabulary import PartyRole

_WAITING = frozenset({AssignmentState.FEE_PENDING, AssignmentState.STALLED})


def require_applicant(assignment: Assignment, actor: Actor) -> None:
    """Hide the fee from everybody but the applicant of the case and the court's own staff."""
    if actor.may(Permission.MANAGE_APPRAISALS):
        require_court(actor, assignment.court_id)
        return
    parties = registry.parties_of(assignment.case_number)
    if actor.person_id is None or not any(
        party.person_id == actor.person_id and party.role is PartyRole.APPLICANT
        for party in parties
    ):
        raise NotFound("appraisal", assignment.no)


def hand_in_guarantee(
    no: str,
    *,
    insurer: str,
    insurer_code: str,
    number: str,
    amount: Money,
    valid_until: date,
    source: IO[bytes] | Path | bytes,
    filename: str,
    actor: Actor,
    at: datetime,
) -> FeeGuarantee:
    """Hand a letter in; it must cover the basic fee and hold long enough (P21)."""
    assignment = queries.get_assignment(no)
    require_applicant(assignment, actor)
    _require_waiting(assignment)
    until = least_valid_until(local_date(at))
    if valid_until < until:
        raise Refusal(
            "guarantee_too_short",
            params={"until": until.isoformat()},
            citations=(OWN_SETTING,),
            fields={"valid_until": ["guarantee_too_short"]},
        )
    if assignment.basic_fee is None or amount < assignment.basic_fee:
        raise Refusal(
            "guarantee_too_small",
            citations=(APPLICANT_PAYS,),
            fields={"amount": ["guarantee_too_small"]},
        )
    place = media.MediaPlace(assignment.case_number, assignment.court_id)
    # Outside the row lock: the file is checked first, and nothing changes by that.
    letter = media.ingest_pdf(source, filename, place=place, actor=actor, at=at)
    with unit_of_work() as work:
        assignment = queries.get_assignment_for_update(no)
        _require_waiting(assignment)
        if fee_queries.find_standing_guarantee(assignment.id) is not None:
            raise Conflict("guarantee_waits")
        guarantee = FeeGuarantee(
            assignment_id=assignment.id,
            state=GuaranteeState.HANDED_IN,
            insurer=insurer.strip(),
            insurer_code=insurer_code.strip().upper(),
            number=number.strip(),
            amount=amount,
            valid_until=valid_until,
            media_id=letter.id,
            handed_in_by=actor.person_id,
            handed_in_at=at,
        )
        db.session.add(guarantee)
        db.session.flush()
        work.record(
            GuaranteeHandedIn(
                **assignment.head,
                insurer=guarantee.insurer,
                number=guarantee.number,
                amount=str(amount),
                sha256=letter.sha256,
            ),
            actor=actor,
            at=at,
        )
    return guarantee


def _require_waiting(assignment: Assignment) -> None:
    if assignment.state not in _WAITING:
        raise Conflict("guarantee_not_now", citations=(APPLICANT_PAYS,))


def _standing(assignment: Assignment, guarantee_id: int) -> FeeGuarantee:
    found = fee_queries.find_standing_guarantee(assignment.id)
    if found is None or found.id != guarantee_id:
        raise NotFound("guarantee", guarantee_id)
    return found


def accept_guarantee(no: str, guarantee_id: int, *, actor: Actor, at: datetime) -> FeeGuarantee:
    """Accept a letter: the commission goes out without payment, the order of the fee is void."""
    require_court(actor, queries.get_assignment(no).court_id)
    with unit_of_work() as work:
        assignment = queries.get_assignment_for_update(no)
        guarantee = _standing(assignment, guarantee_id)
        guarantee.state = GUARANTEE.after(guarantee.state, GuaranteeAction.ACCEPT)
        account = fee_queries.lock_fee_account(assignment.id)
        if account is None or account.state is not FeeState.BASIC_DUE:
            raise Conflict("fee_already_secured")
        if guarantee.amount < account.basic_fee:
            raise Refusal("guarantee_too_small", citations=(APPLICANT_PAYS,))
        guarantee.decided_by, guarantee.decided_at = actor.person_id, at
        secure(account, FeeSecurity.GUARANTEE, at=at)
        ledger.cancel_order(no, actor=actor, at=at)
        work.record(
            GuaranteeAccepted(
                **assignment.head,
                insurer=guarantee.insurer,
                number=guarantee.number,
            ),
            actor=actor,
            at=at,
        )
        commission_secured(work, assignment, at=at)
    return guarantee


def return_guarantee(
    no: str, guarantee_id: int, *, reason: str, actor: Actor, at: datetime
) -> FeeGuarantee:
    """Return a letter with a reason; the fee is still due and another letter may come."""
    if not reason.strip():
        raise Refusal("reason_needed", fields={"reason": ["reason_needed"]})
    require_court(actor, queries.get_assignment(no).court_id)
    with unit_of_work() as work:
        assignment = queries.get_assignment_for_update(no)
        guarantee = _standing(assignment, guarantee_id)
        guarantee.state = GUARANTEE.after(guarantee.state, GuaranteeAction.RETURN)
        guarantee.decided_by, guarantee.decided_at = actor.person_id, at
        guarantee.reason = reason.strip()
        work.record(
            GuaranteeReturned(
                **assignment.head,
                insurer=guarantee.insurer,
                number=guarantee.number,
                reason=guarantee.reason,
            ),
            actor=actor,
            at=at,
        )
    return guarantee
