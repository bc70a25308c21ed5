"""What other parts may ask about people."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from app.identity import vault
from app.identity.facts import IdentityRead
from app.identity.models import CourtHead, Person
from app.identity.rules import check_id_number, masked
from app.identity.services.erasing import erase_person
from app.identity.services.heads import name_head
from app.identity.services.people import join_agency
from app.identity.services.sessions import (
    actor_of,
    end_sessions_of,
    find_session,
    find_sessions,
    issue_ticket,
    redeem_ticket,
)
from app.identity.vocabulary import PersonKind
from app.kernel.actors import Actor
from app.kernel.errors import NotFound
from app.kernel.permissions import STAFF_ROLES, Role
from app.store import db, unit_of_work

__all__ = [
    "PersonView",
    "RealName",
    "actor_named",
    "check_id_number",
    "end_sessions_of",
    "erase_person",
    "find_head",
    "find_heads",
    "find_person",
    "find_session",
    "find_sessions",
    "get_person",
    "is_name_of_staff",
    "issue_ticket",
    "join_agency",
    "masked",
    "name_head",
    "own_name",
    "people_with_role",
    "real_name",
    "redeem_ticket",
    "roles_of",
    "staff_names",
]


@dataclass(frozen=True)
class PersonView:
    """A person as other parts may know them."""

    id: int
    account: str
    name: str
    kind: PersonKind
    id_masked: str | None
    court_id: int | None
    agency_code: str | None


@dataclass(frozen=True)
class RealName:
    """A person's proven name and number."""

    name: str
    id_type: str
    id_number: str
    id_masked: str


def _view(person: Person) -> PersonView:
    return PersonView(
        person.id,
        person.account,
        person.name,
        person.kind,
        person.id_masked,
        person.court_id,
        person.agency_code,
    )


def get_person(person_id: int) -> PersonView:
    """Return a person; raise NotFound."""
    person = db.session.get(Person, person_id)
    if person is None:
        raise NotFound("person", person_id)
    return _view(person)


def roles_of(person_id: int) -> list[str]:
    """Return the names of the roles a person holds; raise NotFound."""
    person = db.session.get(Person, person_id)
    if person is None:
        raise NotFound("person", person_id)
    return list(person.roles)


def find_person(account: str) -> PersonView | None:
    """Return the person of an account name, or None."""
    person = db.session.scalar(select(Person).where(Person.account == account))
    return _view(person) if person else None


def actor_named(account: str) -> Actor:
    """Return the actor of an account, for seeds and tools; raise NotFound."""
    person = db.session.scalar(select(Person).where(Person.account == account))
    if person is None:
        raise NotFound("person", account)
    return actor_of(person)


def people_with_role(role: str, *, court_id: int | None = None) -> list[PersonView]:
    """Return the people who hold a role, in one court if given."""
    query = select(Person).where(Person.roles.contains([role]), Person.is_active)
    if court_id is not None:
        query = query.where(Person.court_id == court_id)
    return [_view(person) for person in db.session.scalars(query.order_by(Person.id).limit(200))]


def find_heads() -> dict[int, PersonView]:
    """Return the head of each court that has one, by the court's row number."""
    query = (
        select(CourtHead.court_id, Person)
        .join(Person, Person.id == CourtHead.person_id)
        # Who left the court or its bench heads it no more.
        .where(
            Person.is_active,
            Person.court_id == CourtHead.court_id,
            Person.roles.contains(["judge"]),
        )
    )
    return {court_id: _view(person) for court_id, person in db.session.execute(query)}


def find_head(court_id: int) -> PersonView | None:
    """Return the judge who heads a court, or None while none is named."""
    return find_heads().get(court_id)


def staff_names(accounts: Iterable[str]) -> dict[str, str]:
    """Return the names of those accounts that act for a court or agency; others stay unnamed."""
    shown = {role.value for role in STAFF_ROLES | {Role.AGENCY}}
    query = select(Person).where(Person.account.in_(set(accounts)))
    return {
        person.account: person.name
        for person in db.session.scalars(query)
        if shown.intersection(person.roles)
    }


def is_name_of_staff(name: str) -> bool:
    """Say whether anybody of a court, the platform or an agency has this name (18号 art. 34)."""
    barred = [role.value for role in STAFF_ROLES | {Role.AGENCY}]
    query = select(Person.id).where(Person.name == name, Person.roles.overlap(barred)).limit(1)
    return db.session.scalar(query) is not None


def _open(person: Person) -> RealName:
    if person.id_sealed is None or person.id_type is None:
        raise NotFound("real_name", person.account)
    number = vault.unseal("id_number", person.id_sealed, person.account)
    return RealName(person.name, person.id_type, number, person.id_masked or "")


def own_name(actor: Actor) -> RealName:
    """Return the actor's own name and number: nobody else's is read, so nothing is recorded."""
    person = db.session.get(Person, actor.person_id)
    if person is None:
        raise NotFound("person", actor.account)
    return _open(person)


def real_name(
    person_id: int,
    *,
    purpose: str,
    reference: str,
    actor: Actor,
    at: datetime,
    case_number: str | None = None,
) -> RealName:
    """Open somebody's sealed name; the reading is recorded before it is shown (L11)."""
    person = db.session.get(Person, person_id)
    if person is None:
        raise NotFound("person", person_id)
    account = person.account
    with unit_of_work() as work:
        work.record(
            IdentityRead(
                account=account,
                purpose=purpose,
                reference=reference,
                case_number=case_number,
            ),
            actor=actor,
            at=at,
        )
    person = db.session.get(Person, person_id)
    assert person is not None
    return _open(person)
