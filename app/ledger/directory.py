"""Who stands behind an account of the book; the parts above the ledger know and tell it once."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class PayeeIdentity:
    """The one an account owes to, by the name a bank account must bear."""

    name: str
    #: The person who may enter his own bank account, where he has an account here.
    person_id: int | None = None


Lookup = Callable[[str], PayeeIdentity | None]
_lookups: list[Lookup] = []


def add_payees(lookup: Lookup) -> None:
    """Let a part of the platform answer for accounts it knows; called once when it loads."""
    if lookup not in _lookups:
        _lookups.append(lookup)


def find_payee(account: str) -> PayeeIdentity | None:
    """Return who stands behind an account, or nothing when nobody knows."""
    found = (lookup(account) for lookup in _lookups)
    return next((identity for identity in found if identity is not None), None)
