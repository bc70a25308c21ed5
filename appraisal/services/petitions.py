"""Petitions with evidence against a price, before the first notice (法释〔2018〕15号 art. 25)."""

import hashlib
from collections.abc import Sequence
from datetime import datetime

from app.kernel.actors import Actor, require_court
from app.kernel.citation import Citation
from app.kernel.errors import Forbidden, NotFound, Refusal
from app.kernel.permissions import Permission
from app.media import facade as media
from app.store import db, unit_of_work
from app.store.locks import lock_row
from app.store.numbering import next_number
from appraisal import queries
from appraisal.facts.objections import PetitionDecided, PetitionFiled, PetitionWithdrawn
from appraisal.models import Assignment
from appraisal.models.objection import Petition
from appraisal.queries import objections
from appraisal.rules.objections import may_act, petition_grounds
from appraisal.services.objection_door import (
    TEXT_MAX,
    TEXT_MIN,
    GivenFile,
    Objector,
    find_objector,
    ingest_files,
)
from appraisal.services.objection_ends import may_reopen, reopen_price
from appraisal.vocabulary import AssignmentState
from appraisal.vocabulary.objections import (
    OPEN,
    PETITION,
    PetitionAction,
    PetitionGround,
    PetitionState,
)
from registry.vocabulary import PartyRole

BEFORE_NOTICE = Citation("法释〔2018〕15号", "第25条")


def file_petition(
    no: str,
    *,
    ground: PetitionGround,
    text: str,
    files: Sequence[GivenFile] = (),
    name: str = "",
    actor: Actor,
    at: datetime,
) -> Petition:
    """Take evidence against a price that stands, before the first notice; the same twice is one.

    A party files it by its own account; the court enters one that came on paper.
    """
    assignment = queries.get_assignment(no)
    who = _petitioner(assignment, name, actor)
    if not TEXT_MIN <= len(text.strip()) <= TEXT_MAX:
        raise Refusal("objection_incomplete", fields={"text": ["objection_text_length"]})
    if ground not in petition_grounds(assignment.route):
        raise Refusal(
            "petition_ground_unfit",
            citations=(BEFORE_NOTICE,),
            fields={"ground": ["petition_ground_unfit"]},
        )
    place = media.MediaPlace(assignment.case_number, assignment.court_id)
    views = ingest_files(files, place=place, actor=actor, at=at)
    with unit_of_work() as work:
        assignment = queries.get_assignment_for_update(no)
        marks = [str(assignment.id), str(who.party_id or who.name), ground.value, text.strip()]
        mark = hashlib.sha256("\n".join(marks).encode()).hexdigest()
        if earlier := objections.find_same_petition(mark):
            return earlier
        refuse_late(assignment, ground)
        petition = Petition(
            no=next_number("AP", assignment.court_code, at),
            assignment_id=assignment.id,
            party_id=who.party_id,
            person_id=who.person_id,
            role=who.role,
            name=who.name,
            ground=ground,
            text=text.strip(),
            media=[view.id for view in views],
            fingerprint=mark,
            state=PetitionState.FILED,
            filed_at=at,
        )
        db.session.add(petition)
        db.session.flush()
        fact = PetitionFiled(
            **assignment.head,
            petition_no=petition.no,
            ground=ground.value,
            files=[view.sha256 for view in views],
        )
        work.record(fact, actor=actor, at=at)
    return petition


def _petitioner(assignment: Assignment, name: str, actor: Actor) -> Objector:
    found = find_objector(assignment, actor)
    if found is not None:
        return found
    if not actor.may(Permission.MANAGE_APPRAISALS):
        raise Forbidden("objection_not_concerned", citations=(BEFORE_NOTICE,))
    require_court(actor, assignment.court_id)
    if not name.strip():
        raise Refusal("objector_missing", fields={"name": ["objector_missing"]})
    return Objector(PartyRole.INTERESTED.value, name.strip())


def refuse_late(assignment: Assignment, ground: PetitionGround) -> None:
    """Refuse a petition once the first notice is out, and one about objections never handled."""
    if assignment.disposal_started_at is not None or assignment.state in {
        AssignmentState.DISPOSING,
        AssignmentState.SETTLING,
        AssignmentState.SETTLED,
        AssignmentState.WITHDRAWN,
    }:
        raise Refusal("petition_late", citations=(BEFORE_NOTICE,))
    if ground is PetitionGround.HANDLING_WRONG:
        rows = objections.list_of_assignment(assignment.id)
        if not any(row.state not in OPEN for row in rows):
            raise Refusal("petition_nothing_handled", citations=(BEFORE_NOTICE,))
    elif not may_reopen(assignment):
        raise Refusal("petition_no_price", citations=(BEFORE_NOTICE,))


def withdraw_petition(petition_no: str, *, actor: Actor, at: datetime) -> Petition:
    """Take one's own petition back before it is decided."""
    with unit_of_work() as work:
        assignment, petition = _lock(petition_no)
        is_own = actor.person_id is not None and actor.person_id == petition.person_id
        if not is_own:
            raise NotFound("petition", petition_no)
        if not may_act(PetitionAction.WITHDRAW, actor.roles):
            raise Forbidden
        petition.state = PETITION.after(petition.state, PetitionAction.WITHDRAW)
        petition.fingerprint = petition.no
        fact = PetitionWithdrawn(**assignment.head, petition_no=petition.no)
        work.record(fact, actor=actor, at=at)
    return petition


def decide_petition(
    petition_no: str, *, action: PetitionAction, reasons: str, actor: Actor, at: datetime
) -> Petition:
    """Uphold a petition, so that the way to a price begins anew, or dismiss it."""
    if action is PetitionAction.WITHDRAW:
        raise Refusal("invalid_input", fields={"action": ["invalid_input"]})
    if len(reasons.strip()) < 4:
        raise Refusal("reason_needed", fields={"reasons": ["reason_needed"]})
    with unit_of_work() as work:
        assignment, petition = _lock(petition_no)
        require_court(actor, assignment.court_id)
        if not may_act(action, actor.roles):
            raise Forbidden
        petition.state = PETITION.after(petition.state, action)
        petition.reasons, petition.decided_at = reasons.strip(), at
        petition.decided_by = actor.person_id
        if action is PetitionAction.UPHOLD:
            refuse_late(assignment, petition.ground)
            if not may_reopen(assignment):
                raise Refusal("petition_no_price", citations=(BEFORE_NOTICE,))
            reopen_price(work, assignment, basis=petition.no, actor=actor, at=at)
        fact = PetitionDecided(
            **assignment.head,
            petition_no=petition.no,
            ground=petition.ground.value,
            outcome=petition.state.value,
        )
        work.record(fact, actor=actor, at=at)
    return petition


def _lock(petition_no: str) -> tuple[Assignment, Petition]:
    found = objections.get_petition(petition_no)
    assignment = queries.get_assignment_for_update(objections.get_assignment_of(found).no)
    return assignment, lock_row(Petition, no=petition_no)
