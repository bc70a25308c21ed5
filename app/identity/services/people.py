"""Open accounts."""

from datetime import datetime

import argon2
from sqlalchemy import select

from app import runtime
from app.identity import rules, vault
from app.identity.facts import AgencyJoined, PersonRegistered
from app.identity.models import Person
from app.identity.vocabulary import PersonKind
from app.kernel.actors import PUBLIC, Actor
from app.kernel.errors import Conflict, Refusal
from app.kernel.permissions import Role
from app.store import db, unit_of_work
from app.store.locks import lock_row

hasher = argon2.PasswordHasher()
#: Hash of nobody's password: an unknown account costs as long as a known one. Written down, because
#: every process and every command would work a quarter of a second for it while it starts.
NOBODY = (
    "$argon2id$v=19$m=65536,t=3,p=4$cquv2tHeEPmQxVRsnKqGSA$"
    "jZLS+bq/IepK9EULK/T6Qo3IgmYK4G4B6zihM1swr/4"
)


def hash_password(password: str) -> str:
    """Return the argon2id hash, computed off the loop."""
    hashed: str = runtime.offload(hasher.hash, password)
    return hashed


def register_person(
    *,
    account: str,
    password: str,
    name: str,
    kind: PersonKind,
    id_number: str | None,
    roles: frozenset[Role],
    at: datetime,
    actor: Actor = PUBLIC,
    court_id: int | None = None,
    agency_code: str | None = None,
    hashed: str | None = None,
) -> Person:
    """Open an account; the identity number is checked, sealed and never stored in clear.

    ``hashed`` is the password's hash where the caller has it already.

    Raises Refusal: bad_account, weak_password, bad_id_number, account_taken, id_taken.
    """
    rules.check_account(account)
    rules.check_password(password, account)
    hashed = hashed or hash_password(password)
    with unit_of_work() as work:
        if db.session.scalar(select(Person.id).where(Person.account == account)):
            raise Refusal("account_taken", fields={"account": ["account_taken"]}, status=409)
        person = Person(
            account=account,
            name=name.strip(),
            kind=kind,
            password_hash=hashed,
            roles=sorted(roles),
            court_id=court_id,
            agency_code=agency_code,
            is_active=True,
            totp_counter=0,
            created_at=at,
        )
        if id_number:
            _bind_paper(person, id_number)
        db.session.add(person)
        work.record(PersonRegistered(account=account, roles=sorted(roles)), actor=actor, at=at)
        return person


def join_agency(*, person_id: int, agency_code: str, actor: Actor, at: datetime) -> None:
    """Let an account act for an agency of the list; asked again, nothing more happens.

    Raises Conflict(acts_for_other_agency): one account acts for one agency.
    """
    with unit_of_work() as work:
        person = lock_row(Person, id=person_id)
        if person.agency_code not in (None, agency_code):
            raise Conflict("acts_for_other_agency")
        if person.agency_code == agency_code and Role.AGENCY in person.roles:
            return
        person.agency_code = agency_code
        person.roles = sorted({*person.roles, Role.AGENCY.value})
        work.record(
            AgencyJoined(account=person.account, agency_code=agency_code), actor=actor, at=at
        )


def _bind_paper(person: Person, id_number: str) -> None:
    id_type = rules.id_type_for(person.kind)
    number = rules.check_id_number(id_type, id_number)
    digest = vault.digest("id_number", number)
    if db.session.scalar(select(Person.id).where(Person.id_digest == digest)):
        raise Refusal("id_taken", fields={"id_number": ["id_taken"]}, status=409)
    person.id_type, person.id_masked = id_type, rules.masked(number)
    person.id_sealed = vault.seal("id_number", number, person.account)
    person.id_digest = digest
