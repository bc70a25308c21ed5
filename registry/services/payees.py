"""Tell the ledger who stands behind the accounts of parties, agencies and courts."""

from sqlalchemy import select

from app.ledger.facade import PayeeIdentity
from app.store import db
from registry import queries
from registry.models import Court, Party


def find_payee(account: str) -> PayeeIdentity | None:
    """Return the name a bank account of an account's owner must bear, or nothing."""
    kind, _, rest = account.partition(":")
    if kind == "party":
        party = db.session.get(Party, int(rest)) if rest.isdecimal() else None
        return PayeeIdentity(party.name, party.person_id) if party else None
    if kind == "agency":
        agency = queries.find_agency(rest)
        return PayeeIdentity(agency.name) if agency else None
    if kind == "court":
        code = rest.split(":")[0]
        name = db.session.scalar(select(Court.name).where(Court.code == code))
        return PayeeIdentity(name) if name else None
    return None
