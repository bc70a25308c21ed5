"""Read the qualified people of agencies."""

from collections.abc import Sequence

from sqlalchemy import func, select

from app.kernel.errors import NotFound
from app.store import db
from registry.models import Practitioner
from registry.vocabulary import AgencyField

#: Above the largest firm; a bound, not a page.
PRACTITIONERS_MAX = 1_000


def get_practitioner(practitioner_id: int) -> Practitioner:
    """Return one registration."""
    found = db.session.get(Practitioner, practitioner_id)
    if found is None:
        raise NotFound("practitioner", practitioner_id)
    return found


def list_practitioners(agency_code: str, *, is_working: bool = True) -> Sequence[Practitioner]:
    """Return the people of an agency, those who left only when asked for."""
    query = select(Practitioner).where(Practitioner.agency_code == agency_code)
    if is_working:
        query = query.where(Practitioner.left_on.is_(None))
    order = (Practitioner.left_on.is_not(None), Practitioner.field, Practitioner.id)
    return db.session.scalars(query.order_by(*order).limit(PRACTITIONERS_MAX)).all()


def list_registrations(id_digest: str) -> Sequence[Practitioner]:
    """Return where a person works now, found by the keyed digest of the number."""
    query = select(Practitioner).where(
        Practitioner.id_digest == id_digest, Practitioner.left_on.is_(None)
    )
    return db.session.scalars(query.order_by(Practitioner.id).limit(PRACTITIONERS_MAX)).all()


def find_certificate(licence_no: str, field: AgencyField) -> Practitioner | None:
    """Return who works under a certificate number of a field now, or None."""
    return db.session.scalar(
        select(Practitioner).where(
            Practitioner.licence_no == licence_no,
            Practitioner.field == field,
            Practitioner.left_on.is_(None),
        )
    )


def count_named(agency_code: str) -> dict[str, int]:
    """Count the named people of an agency by field."""
    rows = db.session.execute(
        select(Practitioner.field, func.count())
        .where(Practitioner.agency_code == agency_code, Practitioner.left_on.is_(None))
        .group_by(Practitioner.field)
    )
    return {str(field): count for field, count in rows}
