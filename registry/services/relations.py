"""Put on record whom an agency is bound to, and who acts in a case beside its parties (E06)."""

from datetime import date, datetime

from stdnum.cn import ric, uscc

from app.identity import vault
from app.kernel.actors import Actor, require_court
from app.kernel.errors import Conflict, Refusal
from app.store import db, unit_of_work
from app.store.locks import lock_row
from registry import facts, queries
from registry.models import Agency, AgencyRelation, CasePerson, CourtCase
from registry.queries import pools as gathered
from registry.rules.numbers import masked
from registry.services.cases import PARTY_DIGEST
from registry.vocabulary import CasePersonRole, RelationKind


def _sealed(number: str) -> tuple[str, str]:
    """Return the keyed digest and the masked form of a checked number; both empty without one."""
    number = number.strip().upper()
    if not number:
        return "", ""
    if not (ric.is_valid(number) or uscc.is_valid(number)):
        raise Refusal("relation_needs_number", fields={"id_number": ["relation_needs_number"]})
    return vault.digest(PARTY_DIGEST, number), masked(number)


def record_relation(
    *,
    code: str,
    kind: RelationKind,
    name: str,
    id_number: str = "",
    since_on: date,
    until_on: date | None = None,
    note: str = "",
    actor: Actor,
    at: datetime,
) -> AgencyRelation:
    """Write a tie of an agency down; the number is kept as a keyed digest and masked only."""
    if until_on is not None and until_on < since_on:
        raise Refusal("relation_ends_early", fields={"until_on": ["relation_ends_early"]})
    digest, shown = _sealed(id_number)
    with unit_of_work() as work:
        agency = lock_row(Agency, code=code)
        for earlier in gathered.list_relations(code):
            same = (earlier.kind, earlier.name, earlier.id_digest, earlier.since_on)
            if same == (kind, name.strip(), digest, since_on) and earlier.withdrawn_at is None:
                return earlier
        relation = AgencyRelation(
            agency_code=code,
            kind=kind,
            name=name.strip(),
            id_digest=digest,
            id_masked=shown,
            since_on=since_on,
            until_on=until_on,
            note=note.strip(),
            recorded_by=actor.person_id,
            recorded_at=at,
        )
        db.session.add(relation)
        work.record(_relation_fact(agency, relation), actor=actor, at=at)
        return relation


def withdraw_relation(*, code: str, relation_id: int, actor: Actor, at: datetime) -> AgencyRelation:
    """Take a tie back as wrong; it stays on record and counts no more."""
    with unit_of_work() as work:
        relation = lock_row(AgencyRelation, id=relation_id, agency_code=code)
        if relation.withdrawn_at is None:
            relation.withdrawn_at = at
            agency = queries.get_agency(relation.agency_code)
            work.record(_relation_fact(agency, relation), actor=actor, at=at)
        return relation


def _relation_fact(agency: Agency, relation: AgencyRelation) -> facts.AgencyRelationRecorded:
    return facts.AgencyRelationRecorded(
        code=agency.code,
        agency_name=agency.name,
        kind=str(relation.kind),
        is_withdrawn=relation.withdrawn_at is not None,
    )


def record_case_person(
    *,
    case_id: int,
    role: CasePersonRole,
    name: str,
    id_number: str = "",
    actor: Actor,
    at: datetime,
) -> CasePerson:
    """Write an agent or a judge of a case down, so that agencies related to them step back."""
    digest, shown = _sealed(id_number)
    with unit_of_work() as work:
        case = lock_row(CourtCase, id=case_id)
        require_court(actor, case.court_id)
        for earlier in gathered.list_case_people(case_id):
            if (earlier.role, earlier.name, earlier.id_digest) == (role, name.strip(), digest):
                raise Conflict("person_exists")
        person = CasePerson(
            case_id=case_id,
            role=role,
            name=name.strip(),
            id_digest=digest,
            id_masked=shown,
            recorded_at=at,
        )
        db.session.add(person)
        work.record(_person_fact(case, person), actor=actor, at=at)
        return person


def withdraw_case_person(*, case_id: int, person_id: int, actor: Actor, at: datetime) -> CasePerson:
    """Take an entry back as wrong; it stays on record and counts no more."""
    with unit_of_work() as work:
        case = lock_row(CourtCase, id=case_id)
        require_court(actor, case.court_id)
        person = lock_row(CasePerson, id=person_id, case_id=case_id)
        if person.withdrawn_at is None:
            person.withdrawn_at = at
            work.record(_person_fact(case, person), actor=actor, at=at)
        return person


def _person_fact(case: CourtCase, person: CasePerson) -> facts.CasePersonRecorded:
    return facts.CasePersonRecorded(
        case_number=case.number,
        role=str(person.role),
        id_masked=person.id_masked,
        is_withdrawn=person.withdrawn_at is not None,
    )
