"""Objections to a frozen list: anybody it concerns within the window, decided before the draw."""

from datetime import datetime

from app.kernel.actors import Actor, require_court
from app.kernel.errors import Conflict, Forbidden, NotFound, Refusal
from app.store import db, unit_of_work
from app.store.locks import lock_row
from registry import facts, queries
from registry.models import Draw, ListObjection
from registry.services.draws import make_void
from registry.vocabulary import DrawState

REASON_MIN = 4
REASON_MAX = 1_000
_OPEN = (DrawState.FROZEN, DrawState.ENTROPY_CLOSED)


def find_objector(draw: Draw, actor: Actor) -> str | None:
    """Return under which name a person may object to a list; None when it does not concern him."""
    if actor.agency_code and any(c.agency_code == actor.agency_code for c in draw.candidates):
        return actor.agency_code
    if actor.person_id is None:
        return None
    party = queries.find_party_of(actor.person_id, draw.asset.case_id)
    return party.key if party else None


def is_window_open(draw: Draw, at: datetime) -> bool:
    """Say whether the frozen list may be objected to at a moment."""
    until = draw.objections_until
    return draw.state in _OPEN and until is not None and at < until


def object_to_list(*, no: str, reason: str, actor: Actor, at: datetime) -> ListObjection:
    """Take an objection of a party or of an agency of the list; each objects once."""
    reason = reason.strip()
    if not REASON_MIN <= len(reason) <= REASON_MAX:
        raise Refusal("objection_reason_missing", fields={"reason": ["objection_reason_missing"]})
    with unit_of_work() as work:
        draw = lock_row(Draw, no=no)
        objector = find_objector(draw, actor)
        if objector is None:
            raise Forbidden("not_concerned")
        if not is_window_open(draw, at):
            raise Conflict("objections_over")
        if any(earlier.objector == objector for earlier in draw.objections):
            raise Conflict("objection_given")
        objection = ListObjection(objector=objector, reason=reason, filed_at=at)
        draw.objections.append(objection)
        db.session.flush()
        work.record(
            facts.DrawListObjected(
                no=draw.no, case_number=draw.asset.case.number, objector=objector, reason=reason
            ),
            actor=actor,
            at=at,
        )
        return objection


def decide_objection(
    *, no: str, objection_id: int, is_upheld: bool, reason: str, actor: Actor, at: datetime
) -> Draw:
    """Reject an objection, or uphold it and make the draw void: a frozen list is never edited."""
    reason = reason.strip()
    if len(reason) < REASON_MIN:
        raise Refusal("reason_missing", fields={"decision": ["reason_missing"]})
    with unit_of_work() as work:
        draw = lock_row(Draw, no=no)
        require_court(actor, draw.asset.case.court_id)
        objection = next((o for o in draw.objections if o.id == objection_id), None)
        if objection is None:
            raise NotFound("objection", objection_id)
        if objection.is_upheld is not None or draw.state not in _OPEN:
            raise Conflict("objection_decided")
        objection.is_upheld, objection.decision, objection.decided_at = is_upheld, reason, at
        work.record(
            facts.DrawListObjectionDecided(
                no=draw.no,
                case_number=draw.asset.case.number,
                objector=objection.objector,
                is_upheld=is_upheld,
                reason=reason,
            ),
            actor=actor,
            at=at,
        )
        if is_upheld:
            make_void(work, draw, reason, actor, at)
        return draw
