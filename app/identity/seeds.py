"""Accounts for demo and training: the service itself, with one hash for one password."""

from datetime import datetime
from functools import lru_cache

from app.identity.services import people
from app.identity.vocabulary import PersonKind
from app.kernel.permissions import Role


@lru_cache(maxsize=1)
def _hash_once(password: str) -> str:
    return people.hash_password(password)


def seed_person(
    *,
    account: str,
    password: str,
    name: str,
    kind: PersonKind,
    id_number: str | None,
    roles: frozenset[Role],
    at: datetime,
    court_id: int | None = None,
    agency_code: str | None = None,
) -> None:
    """Open a demo account; the demo people share one password, hashed once."""
    people.register_person(
        account=account, password=password, name=name, kind=kind, id_number=id_number,
        roles=roles, at=at, court_id=court_id, agency_code=agency_code,
        hashed=_hash_once(password),
    )  # fmt: skip
