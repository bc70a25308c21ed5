"""People who sign in, for tests of pages."""

import argon2
from flask import Flask

from app.identity.facade import actor_named
from app.identity.services import people, sessions
from app.identity.vocabulary import PersonKind
from app.kernel.actors import Actor
from app.kernel.clock import clock
from app.kernel.permissions import Role
from tests.support.web import Client

PASSWORD = "a long enough secret"
#: What the platform hashes passwords with: a third of a second of both cores, on purpose.
STRONG = people.hasher
_LIGHT = argon2.PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


def hash_lightly() -> None:
    """Let this process hash new passwords in no time; strong hashes are still understood."""
    people.hasher = sessions.hasher = _LIGHT
    sessions._NOBODY = _LIGHT.hash("nobody signs in with this")


def make_person(
    account: str,
    *roles: Role,
    court_id: int | None = None,
    agency_code: str | None = None,
    hashed: str | None = None,
    company: tuple[str, str] | None = None,
) -> Actor:
    """Register a person with PASSWORD, or a company by name and code, and return the actor."""
    name, number = company or (account.capitalize(), None)
    people.register_person(
        account=account,
        password=PASSWORD,
        name=name,
        kind=PersonKind.LEGAL if company else PersonKind.NATURAL,
        id_number=number,
        roles=frozenset(roles),
        at=clock.now(),
        court_id=court_id,
        agency_code=agency_code,
        hashed=hashed,
    )
    return actor_named(account)


def sign_in(app: Flask, account: str) -> Client:
    """Return a client that signed in through the door for programs."""
    client = Client(app)
    answer = client.post("/api/v1/sessions", json={"account": account, "password": PASSWORD})
    assert answer.status_code == 201, answer.text
    return client
