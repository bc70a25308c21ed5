"""People of the registry's pages, signed in."""

from flask import Flask

from app.identity.services import people
from app.identity.vocabulary import PersonKind
from app.kernel.permissions import Role
from tests.support.books import (
    NINE,
)
from tests.support.web import Client

PASSWORD = "a long enough secret"


def enter(app: Flask, role: Role, *, account: str = "", court_id: int | None = None) -> Client:
    """Open an account with a role and sign in."""
    account = account or str(role)
    with app.app_context():
        people.register_person(
            account=account,
            password=PASSWORD,
            name=account,
            kind=PersonKind.NATURAL,
            id_number=None,
            roles=frozenset({role}),
            court_id=court_id,
            at=NINE,
        )
    visitor = Client(app)
    answer = visitor.post("/api/v1/sessions", json={"account": account, "password": PASSWORD})
    assert answer.status_code == 201
    return visitor
