"""People who sign in, for tests of pages."""

from flask import Flask

from app.identity.facade import actor_named
from app.identity.services import people
from app.identity.vocabulary import PersonKind
from app.kernel.actors import Actor
from app.kernel.clock import clock
from app.kernel.permissions import Role
from tests.support.web import Client

PASSWORD = "a long enough secret"


def make_person(
    account: str,
    *roles: Role,
    court_id: int | None = None,
    agency_code: str | None = None,
    hashed: str | None = None,
) -> Actor:
    """Register a person with PASSWORD and return the actor."""
    people.register_person(
        account=account,
        password=PASSWORD,
        name=account.capitalize(),
        kind=PersonKind.NATURAL,
        id_number=None,
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
