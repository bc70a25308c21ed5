"""Empty the row of a person: what proved who somebody is goes, a number that names nobody stays."""

import secrets

from sqlalchemy import delete

from app.identity.models import Person, SignInSession, SocketTicket
from app.store import db, unit_of_work
from app.store.locks import lock_row


def erase_person(person_id: int) -> None:
    """Take name, number, phone, account and every sign-in from a person; nobody signs in again.

    Joins the caller's unit of work, which says why on the record.
    """
    with unit_of_work():
        person = lock_row(Person, id=person_id)
        for table in (SignInSession, SocketTicket):
            db.session.execute(delete(table).where(table.person_id == person_id))
        person.account = f"erased-{secrets.token_hex(12)}"
        person.name, person.password_hash, person.roles = "", "", []
        person.id_type = person.id_sealed = person.id_digest = person.id_masked = None
        person.phone_sealed = person.totp_sealed = person.totp_offered = None
        person.is_active = False
